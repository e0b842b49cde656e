"""The recorded bytes of Vercel's AI SDK, version by version: calls below spans that repeat their usage."""

from pathlib import Path

import pytest

from tests.traces.semconv.real import GOLDEN, check, settled
from traces.types import Span

FOLDERS = [*sorted(GOLDEN.glob("vercel-[0-9]*")), *sorted(GOLDEN.glob("vercel-legacy-*"))]
NEW = ("vercel-7.",)
CALL_KINDS = {"llm", "embedding"}
# Input, output, cache read and reasoning of each scenario, as the stub was told.
TRUE = {
    "chat": (100, 20, 0, 0),
    "chat_cached": (2006, 300, 1920, 120),
    "chat_stream": (40, 12, 32, 4),
    "chat_length": (10, 64, 0, 0),
    "responses": (2006, 300, 1920, 120),
    "responses_stream": (50, 30, 20, 10),
}
FINISHED = {"chat_length": "length"}


def spans(folder: Path, scenario: str) -> list[Span]:
    return check.decoded((folder / f"{scenario}.pb").read_bytes())


def call(folder: Path, scenario: str) -> Span:
    """The one model call: the innermost span that is one."""
    found = [span for span in spans(folder, scenario) if span.kind in CALL_KINDS]
    parents = {span.parent_span_id for span in found}
    (innermost,) = [span for span in found if span.span_id not in parents]
    return innermost


def told(folder: Path, scenario: str) -> tuple[int | None, int | None, int | None, int | None]:
    """The truth, less what a version leaves out."""
    asked, given, cached, thought = TRUE[scenario]
    if folder.name.startswith(NEW):
        return asked, given, cached, None
    if folder.name.startswith("vercel-5.") and "stream" not in scenario:
        return asked, given, None, None
    if folder.name.startswith("vercel-4.") and scenario == "chat_stream":  # it does not ask for the usage: NaN
        return None, None, None, None
    return asked, given, cached, thought


@pytest.mark.parametrize("scenario", TRUE)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_recorded_call_is_read_right(folder: Path, scenario: str) -> None:
    span = call(folder, scenario)
    assert (span.kind, span.provider, span.status) == ("llm", "openai", "unset")
    assert span.model == ("gpt-5-mini" if scenario in {"chat_cached", "responses"} else span.model)
    counts = (span.input_tokens, span.output_tokens, span.cache_read_tokens, span.reasoning_tokens)
    assert counts == told(folder, scenario)
    assert span.finish_reason == FINISHED.get(scenario, "stop")
    assert (span.first_token_ns is not None) == ("stream" in scenario)
    assert [message.text for message in check.content(span).output][:1] != [""]
    legacy_metadata = not folder.name.startswith((*NEW, "vercel-legacy-7."))  # 7 sends no metadata by itself
    assert (span.session, span.user) == (("s-1", "u-1") if legacy_metadata else (None, None))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_recorded_embedding_is_read_right(folder: Path) -> None:
    span = call(folder, "embeddings")
    assert (span.kind, span.model, span.input_tokens) == ("embedding", "text-embedding-3-small", 25)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_refused_call_and_all_above_it_are_the_same_error(folder: Path) -> None:
    found = spans(folder, "error_429")
    assert {(span.status, span.error_type) for span in found} == {("error", "AI_APICallError")}
    assert [span.kind for span in found if span.kind in CALL_KINDS] == ["llm"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_tool_loop_is_counted_once(folder: Path) -> None:
    """Two calls of 60 and 15; the agent's span repeats 120 and 30, or only the last call's."""
    found = spans(folder, "tool_loop")
    agent = next(span for span in found if span.kind == "agent")
    repeats_last = folder.name.startswith(("vercel-4.", "vercel-5."))
    assert (agent.input_tokens, agent.output_tokens) == ((60, 15) if repeats_last else (120, 30))
    assert settled.sums(found) == (120, 30)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_tool_and_its_messages_are_shown(folder: Path) -> None:
    found = spans(folder, "tool_loop")
    (tool,) = [span for span in found if span.kind == "tool"]
    shown = check.content(tool)
    assert shown.tool is not None
    assert (shown.tool.name, shown.tool.arguments) == ("weather", '{"city":"Rome"}')
    assert shown.tool_result.strip('"') == "sunny"
    first, second = sorted((span for span in found if span.kind == "llm"), key=lambda span: span.start_ns)
    (asked,) = check.content(first).output[0].tool_calls
    assert (asked.name, "Rome" in asked.arguments, asked.id) == ("weather", True, shown.tool.id)
    answer = check.content(second).input[-1]
    assert (answer.role, answer.text, answer.tool_call_id) == ("tool", "sunny", asked.id)
