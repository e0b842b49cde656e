"""Failures provoked for real: OpenAI's client against the stub server, read from what two real instrumentations post."""

import os

import pytest

from tests.traces.analysis.findings.provoked import PROVOKED
from tests.traces.semconv.real import check
from tests.traces.semconv.real.door import ENVIRONMENT, bodies
from traces.analysis.findings import Examined, examine
from traces.settle.attempts import find_attempts
from traces.settle.findings import case_of
from traces.settle.steps import count_once
from traces.settle.values import SettlingSpan, SettlingTrace
from traces.types import Span

PACKAGES = ("openinference-openai", "genai-openai")
NOT_TOLD = {"genai-openai": {"schema_violation"}}  # it sends no response_format
GOOD = {"good", "retried", "empty_retrieval", "tool_error"}  # the run survived it


def row(place: int, span: Span) -> SettlingSpan:
    return SettlingSpan(
        span.span_id, span.parent_span_id, span.start_ns, span.end_ns - span.start_ns, span.kind, span.name,
        span.status, "shop", None, None, span.provider, span.model, span.input_tokens, span.output_tokens, None, None,
        None, None, None, span.prompt_fingerprint, None, False, None, False, (b"\0", place),
        prompt_hash=span.prompt_hash, error_type=span.error_type, finish_reason=span.finish_reason, signs=span.signs,
    )  # fmt: skip


def examined(body: bytes) -> Examined:
    """As settling does it."""
    spans = sorted(check.decoded(body), key=lambda span: span.start_ns)
    trace = SettlingTrace(1, b"\1" * 16, [row(*each) for each in enumerate(spans)], None, None, (len(spans), None))
    count_once([trace])
    find_attempts([trace])
    return examine(case_of(trace))


@pytest.mark.parametrize("package", PACKAGES)
def test_every_provoked_failure_is_told_by_its_cause(package: str) -> None:
    posted = bodies(package, module="tests.traces.analysis.findings.provoked", environment=ENVIRONMENT | os.environ)
    found = {code: examined(b"".join(parts)) for code, parts in posted.items()}
    assert found.keys() == PROVOKED.keys()
    expected = {code: code for code in PROVOKED.keys() - GOOD - NOT_TOLD.get(package, set())}
    assert {code: found[code].cause for code in expected} == expected
    assert {code: found[code].cause for code in GOOD} == dict.fromkeys(GOOD)
    assert {code: found[code].codes for code in ("empty_retrieval", "tool_error")} == {
        "empty_retrieval": ("empty_retrieval",),
        "tool_error": ("tool_error",),
    }
    assert {each.state for each in found["retried"].findings if each.code == "provider_5xx"} == {"recovered"}
    assert found["good"].codes == ()
