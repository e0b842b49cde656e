"""The recorded bytes of real frameworks, in the versions we have seen."""

from pathlib import Path

import pytest

from tests.traces.semconv.frameworks import FRAMEWORKS, GOLDEN, check, truth
from tests.traces.semconv.real.check import content, decoded
from traces.types import Span


def framework_of(file: Path) -> str:
    return file.parent.name.rpartition("-")[0]


FILES = [file for file in sorted(GOLDEN.glob("*/*.pb")) if framework_of(file) in FRAMEWORKS]
CALLS = [file for file in FILES if file.stem in truth.TRUE]
TOOL_LOOPS = [file for file in FILES if file.stem == "tool_loop"]


def spans(framework: str, scenario: str) -> dict[str, Span]:
    (file,) = (file for file in FILES if (framework_of(file), file.stem) == (framework, scenario))
    return {span.name: span for span in decoded(file.read_bytes())}


@pytest.mark.parametrize("file", CALLS, ids=lambda file: f"{file.parent.name} {file.stem}")
def test_a_recorded_call_is_read_right(file: Path) -> None:
    check.call(framework_of(file), file.stem, file.read_bytes())


@pytest.mark.parametrize("file", TOOL_LOOPS, ids=lambda file: file.parent.name)
def test_a_recorded_tool_loop_is_read_right(file: Path) -> None:
    check.tool_loop(file.read_bytes())


def test_every_framework_is_recorded_and_no_recording_names_a_machine() -> None:
    assert {framework_of(file) for file in FILES} == FRAMEWORKS.keys()
    for file in FILES:
        body = file.read_bytes()
        assert [word for word in (b'"/', b"host.name", b"process.", b"code.filepath") if word in body] == []


def test_what_an_agent_used_in_all_is_no_call() -> None:
    agent = spans("pydantic-ai", "tool_loop")["invoke_agent clerk"]
    assert agent.attributes["gen_ai.aggregated_usage.input_tokens"] == 120
    assert (agent.kind, agent.has_usage, agent.session) == ("agent", False, "s-1")
    shown = content(agent)
    assert [message.role for message in shown.input] == ["user", "assistant", "tool"]
    assert shown.output[0].text == shown.output_text or shown.output_text == ""


def test_the_older_agent_repeats_the_usage_of_its_calls() -> None:
    agent = spans("pydantic-ai-v2", "tool_loop")["agent run"]
    assert (agent.kind, agent.input_tokens, agent.output_tokens) == ("agent", 120, 30)


def test_the_span_of_an_opened_stream_is_no_call_of_its_own() -> None:
    opened, closed = spans("logfire-openai", "chat_stream").values()
    assert {opened.kind, closed.kind} == {"step", "llm"}


def test_a_reported_cost_is_read_and_no_price_is_no_cost() -> None:
    # 100 x $0.15 + 20 x $0.60 a million = 15,000 + 12,000 nano-dollars
    assert check.calls([*spans("pydantic-ai", "chat").values()])[0].cost_reported_nanousd == 27_000
    asked = spans("openlit", "chat")["chat gpt-4o-mini"]
    assert (asked.attributes["gen_ai.usage.cost"], asked.cost_reported_nanousd) == (0, None)


def test_langchain_documents_keep_their_ids_and_a_session_its_name() -> None:
    orders = spans("openinference-langchain", "retrieval")["Orders"]
    (document,) = content(orders).documents
    assert (document.id, document.text, document.metadata) == ("d1", "Order A-1: lost", {"page": 1})
    assert (orders.kind, orders.session, orders.user) == ("retriever", "s-1", "u-1")


def test_an_mlflow_agent_is_read_whole() -> None:
    agent = spans("mlflow", "agent")
    kinds = {name: span.kind for name, span in agent.items()}
    assert kinds == {"support": "agent", "search": "retriever", "refund": "tool", "Completions": "llm"}
    (document,) = content(agent["search"]).documents
    assert (document.id, document.text) == ("d1", "Order A-1: lost")
    told = content(agent["refund"])
    assert told.tool is not None
    assert (told.tool.name, told.tool.arguments, told.tool_result) == ("refund", '{"order": "A-1"}', "done")
    assert spans("mlflow-genai", "agent")["RETRIEVER"].kind == "retriever"


def test_googles_own_words_for_request_and_answer_are_read() -> None:
    asked = next(span for span in spans("google-adk-v1", "chat_cached").values() if span.name == "call_llm")
    shown = content(asked)
    assert [message.role for message in shown.input] == ["system", "user"]
    assert [message.text for message in shown.output] == ["Delivered."]
    assert (asked.session, asked.provider, asked.model) == ("s-1", "openai", "gpt-5-mini")
