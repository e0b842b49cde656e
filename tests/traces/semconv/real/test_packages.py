"""The installed packages, right now: each in its own process, through its own exporter."""

import pytest

from tests.traces.semconv.real import PACKAGES, check, expected
from tests.traces.semconv.real.door import bodies


@pytest.mark.parametrize("package", PACKAGES)
def test_a_real_package_is_read_right_in_every_scenario(package: str) -> None:
    posted = {scenario: b"".join(parts) for scenario, parts in bodies(package).items()}
    told = expected.told(package)
    assert posted.keys() >= told
    for scenario in told:
        (span,) = check.decoded(posted[scenario])
        assert span.convention == check.CONVENTIONS[package]
        check.call(span, expected.of(package, scenario))
    check.tool_loop(check.decoded(posted["tool_loop"]), finishes=package != "langfuse")
    check.agent(package, check.decoded(posted["agent"]))


def test_a_real_span_in_two_conventions_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENINFERENCE_ENABLE_GENAI_SEMCONV", "true")
    posted = {scenario: b"".join(parts) for scenario, parts in bodies("openinference-openai").items()}
    for scenario in expected.EXPECTED:
        (span,) = check.decoded(posted[scenario])
        assert {"gen_ai.operation.name", "openinference.span.kind"} <= span.attributes.keys()
        check.call(span, expected.of(expected.BOTH, scenario))
