"""OpenInference: what each attribute becomes."""

import pytest

from tests.traces.semconv.spans import event, read, show
from traces.types import Message, ToolCall

CHAT = {
    "openinference.span.kind": "LLM",
    "llm.provider": "openai",
    "llm.system": "openai",
    "llm.model_name": "gpt-4o",
    "llm.token_count.prompt": 2006,
    "llm.token_count.completion": 300,
    "llm.token_count.total": 2306,
    "llm.token_count.prompt_details.cache_read": 1920,
    "llm.token_count.prompt_details.cache_write": 0,
    "llm.token_count.prompt_details.audio": 6,
    "llm.token_count.completion_details.reasoning": 120,
    "llm.finish_reason": "tool_calls",
    "llm.cost.total": 0.0123,
    "session.id": "s-1",
    "user.id": "u-1",
}


def test_a_chat_fills_the_normal_form() -> None:
    span = read(CHAT)
    assert (span.convention, span.kind, span.provider, span.model) == ("openinference", "llm", "openai", "gpt-4o")
    assert (span.input_tokens, span.output_tokens) == (2006, 300)
    assert (span.cache_read_tokens, span.cache_write_tokens, span.reasoning_tokens, span.input_audio_tokens) == (
        1920,
        0,
        120,
        6,
    )
    assert (span.finish_reason, span.session, span.user) == ("tool_calls", "s-1", "u-1")
    assert span.cost_reported_nanousd == 12_300_000


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ("LLM", "llm"),
        ("EMBEDDING", "embedding"),
        ("CHAIN", "step"),
        ("RETRIEVER", "retriever"),
        ("RERANKER", "reranker"),
        ("TOOL", "tool"),
        ("AGENT", "agent"),
        ("GUARDRAIL", "guardrail"),
        ("EVALUATOR", "evaluator"),
        ("llm", "llm"),
        ("UNKNOWN", "other"),
        ("Prune", "other"),
    ],
)
def test_the_span_kind_tells_the_kind(sent: str, kind: str) -> None:
    assert read({"openinference.span.kind": sent}).kind == kind


@pytest.mark.parametrize(
    ("provider", "system", "name"),
    [
        ("google", "vertexai", "gcp.vertex_ai"),
        ("google", None, "gcp.gen_ai"),
        ("azure", "openai", "azure.ai.openai"),
        ("aws", "anthropic", "aws.bedrock"),
        (None, "mistralai", "mistral_ai"),
    ],
)
def test_the_provider_gets_its_one_name(provider: str | None, system: str | None, name: str) -> None:
    assert read({"llm.provider": provider, "llm.system": system}).provider == name


def test_the_first_token_is_an_event() -> None:
    span = read(CHAT, events=[event("First Token Stream Event", 0.5)])
    assert span.first_token_ns == 500_000_000


def test_messages_are_unflattened_from_wherever_they_start() -> None:
    content = show(
        {
            "llm.input_messages.2.message.role": "user",
            "llm.input_messages.2.message.content": "Weather?",
            "llm.input_messages.1.message.role": "system",
            "llm.input_messages.1.message.contents.0.message_content.type": "text",
            "llm.input_messages.1.message.contents.0.message_content.text": "Be brief.",
            "llm.output_messages.0.message.role": "assistant",
            "llm.output_messages.0.message.tool_calls.0.tool_call.id": "t1",
            "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "weather",
            "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"city":"Rome"}',
            "llm.finish_reason": "tool_calls",
            "input.value": "the whole request again",
        }
    )
    assert content.input == (Message("system", "Be brief."), Message("user", "Weather?"))
    call = ToolCall("weather", '{"city":"Rome"}', "t1")
    assert content.output == (Message("assistant", "", tool_calls=(call,), finish_reason="tool_calls"),)
    assert content.input_text == ""


def test_documents_are_unflattened() -> None:
    documents = show(
        {
            "retrieval.documents.0.document.id": "d1",
            "retrieval.documents.0.document.content": "Rome",
            "retrieval.documents.0.document.score": 0.9,
            "retrieval.documents.0.document.metadata": '{"page": 3}',
            "input.value": "capital",
        }
    ).documents
    assert [(d.id, d.text, d.score, d.metadata) for d in documents] == [("d1", "Rome", 0.9, {"page": 3})]


def test_a_tool_span_shows_its_call_once() -> None:
    content = show(
        {
            "openinference.span.kind": "TOOL",
            "tool.name": "weather",
            "input.value": '{"city":"Rome"}',
            "output.value": "sun",
        }
    )
    assert (content.tool, content.tool_result) == (ToolCall("weather", '{"city":"Rome"}'), "sun")
    assert (content.input_text, content.output_text) == ("", "")


def test_a_chain_shows_its_texts() -> None:
    content = show({"openinference.span.kind": "CHAIN", "input.value": "in", "output.value": "out"})
    assert (content.input_text, content.output_text) == ("in", "out")


def test_roles_of_langchain_are_those_of_everybody() -> None:
    roles = ("human", "ai", "system")
    sent = {f"llm.input_messages.{n}.message.role": role for n, role in enumerate(roles)}
    texts = {f"llm.input_messages.{n}.message.content": "x" for n in range(3)}
    assert [each.role for each in show(sent | texts).input] == ["user", "assistant", "system"]
