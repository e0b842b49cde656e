"""Holds what we read from a framework's bytes against what is true."""

from tests.traces.semconv.frameworks import truth
from tests.traces.semconv.real.check import content, decoded
from traces.types import CALL_KINDS, Span


def calls(spans: list[Span]) -> list[Span]:
    """The calls of a trace as settling counts them: those with no call beneath."""
    found = [span for span in spans if span.kind in CALL_KINDS or span.has_usage]
    parents = {span.span_id: span.parent_span_id for span in spans}
    above: set[bytes] = set()
    for span in found:
        parent = span.parent_span_id
        while parent is not None:
            above.add(parent)
            parent = parents.get(parent)
    return sorted((span for span in found if span.span_id not in above), key=lambda span: span.start_ns)


def call(framework: str, scenario: str, body: bytes) -> None:
    """One model call and no other counts; every fact of the normal form; what the model said."""
    true = truth.of(framework, scenario)
    (span,) = calls(decoded(body))
    assert span.convention == truth.CONVENTIONS[framework]
    assert (span.kind, span.provider, span.model) == (true.kind, true.provider, true.model)
    assert (span.input_tokens, span.output_tokens, span.cache_read_tokens, span.reasoning_tokens) == true.tokens
    assert span.finish_reason == true.finish
    assert (span.error_type or "").rpartition(".")[2] == (true.error or "")
    assert (span.status == "error") == bool(true.error)
    assert span.warnings == []
    assert (span.release, span.tags["environment"]) == ("1.4.2", "test")
    assert (span.first_token_ns is not None) == true.streamed
    assert span.first_token_ns is None or 80_000_000 <= span.first_token_ns <= span.end_ns - span.start_ns
    if true.said:
        assert [message.text for message in content(span).output] == [true.said]


def tool_loop(body: bytes) -> None:
    """Two calls: the first asks for the weather, the second was told it. Where the tool is traced, so is its result."""
    spans = decoded(body)
    first, second = calls(spans)
    (asked,) = content(first).output[0].tool_calls
    assert (asked.name, asked.arguments.replace(" ", "")) == ("weather", '{"city":"Rome"}')
    told = next(message for message in content(second).input if message.tool_call_id)
    assert ("sunny" in told.text, told.tool_call_id) == (True, asked.id)
    for span in spans:
        if span.kind == "tool":
            shown = content(span)
            assert shown.tool is not None
            assert (shown.tool.name, shown.tool.id) == ("weather", asked.id)
            assert ("Rome" in shown.tool.arguments, "sunny" in shown.tool_result) == (True, True)
