"""The frameworks that are installed here, right now: each in its own process, through its own exporter."""

import pytest

from tests.traces.semconv.frameworks import bodies, check, truth


@pytest.mark.parametrize("framework", ["openinference-langchain", "pydantic-ai"])
def test_a_real_framework_is_read_right_in_every_scenario(framework: str) -> None:
    posted = {scenario: b"".join(parts) for scenario, parts in bodies(framework).items()}
    told = posted.keys() & truth.TRUE.keys()
    assert {"chat", "chat_cached", "chat_stream", "responses", "error_429"} <= told
    for scenario in told:
        check.call(framework, scenario, posted[scenario])
    check.tool_loop(posted["tool_loop"])
