"""OpenTelemetry GenAI, current and older: what each attribute becomes."""

import json

import pytest

from tests.traces.semconv.spans import event, read, show
from traces.types import Message, ToolCall

CHAT = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.response.model": "gpt-4o-2024-08-06",
    "gen_ai.usage.input_tokens": 2006,
    "gen_ai.usage.output_tokens": 300,
    "gen_ai.usage.cache_read.input_tokens": 1920,
    "gen_ai.usage.reasoning.output_tokens": 120,
    "gen_ai.response.finish_reasons": ["stop"],
    "gen_ai.response.time_to_first_chunk": 0.25,
    "gen_ai.conversation.id": "c-1",
    "openai.response.service_tier": "flex",
}


def test_a_chat_fills_the_normal_form() -> None:
    span = read(CHAT)
    assert (span.convention, span.kind, span.provider, span.model) == (
        "genai@1.37",
        "llm",
        "openai",
        "gpt-4o-2024-08-06",
    )
    assert (span.input_tokens, span.output_tokens, span.cache_read_tokens, span.reasoning_tokens) == (
        2006,
        300,
        1920,
        120,
    )
    assert (span.finish_reason, span.first_token_ns, span.session, span.service_tier) == (
        "stop",
        250_000_000,
        "c-1",
        "flex",
    )
    assert span.warnings == []


def test_the_model_asked_for_stands_in_where_no_answer_names_one() -> None:
    assert read({"gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o"}).model == "gpt-4o"


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ("chat", "llm"),
        ("text_completion", "llm"),
        ("embeddings", "embedding"),
        ("retrieval", "retriever"),
        ("execute_tool", "tool"),
        ("invoke_agent", "agent"),
        ("invoke_workflow", "workflow"),
        ("never heard of it", "other"),
    ],
)
def test_the_operation_tells_the_kind(operation: str, kind: str) -> None:
    assert read({"gen_ai.operation.name": operation}).kind == kind


def test_an_unknown_operation_with_usage_is_a_model_call() -> None:
    call = {"gen_ai.operation.name": "new", "gen_ai.request.model": "m", "gen_ai.usage.output_tokens": 1}
    assert read(call).kind == "llm"


def test_the_older_convention_is_told_by_its_own_names() -> None:
    span = read(
        {
            "gen_ai.operation.name": "chat",
            "gen_ai.system": "az.ai.openai",
            "gen_ai.usage.prompt_tokens": 10,
            "gen_ai.usage.completion_tokens": 5,
            "gen_ai.openai.response.service_tier": "default",
        }
    )
    assert (span.convention, span.provider, span.input_tokens, span.output_tokens, span.service_tier) == (
        "genai@1.36",
        "azure.ai.openai",
        10,
        5,
        "default",
    )


def test_messages_are_read_from_parts() -> None:
    content = show(
        {
            "gen_ai.system_instructions": json.dumps([{"type": "text", "content": "Be brief."}]),
            "gen_ai.input.messages": json.dumps(
                [
                    {"role": "user", "parts": [{"type": "text", "content": "Weather?"}]},
                    {
                        "role": "assistant",
                        "parts": [{"type": "tool_call", "id": "t1", "name": "weather", "arguments": {"city": "Rome"}}],
                    },
                    {"role": "tool", "parts": [{"type": "tool_call_response", "id": "t1", "response": "sunny"}]},
                ]
            ),
            "gen_ai.output.messages": json.dumps(
                [
                    {
                        "role": "assistant",
                        "parts": [
                            {"type": "reasoning", "content": "Rome is sunny."},
                            {"type": "text", "content": "Sunny."},
                        ],
                        "finish_reason": "stop",
                    }
                ]
            ),
        }
    )
    assert content.input == (
        Message("system", "Be brief."),
        Message("user", "Weather?"),
        Message("assistant", "", tool_calls=(ToolCall("weather", '{"city": "Rome"}', "t1"),)),
        Message("tool", "sunny", tool_call_id="t1"),
    )
    assert content.output == (Message("assistant", "Sunny.", finish_reason="stop", reasoning="Rome is sunny."),)


@pytest.mark.parametrize("kind", ["tool_call_response", "tool_result", "function_call_output"])
def test_what_tools_said_in_a_message_of_the_user_is_the_tools(kind: str) -> None:
    """Pydantic AI, Google's ADK and Anthropic's API put it there."""
    answer = {"type": kind, "id": "t1", "content": "sunny"}
    for parts, role in (([answer], "tool"), ([answer, {"type": "text", "content": "and?"}], "user"), ([], "user")):
        sent = json.dumps([{"role": "user", "parts": parts}])
        [shown] = show({"gen_ai.operation.name": "chat", "gen_ai.input.messages": sent}).input
        assert shown.role == role


def test_messages_may_be_real_lists() -> None:
    content = show({"gen_ai.input.messages": [{"role": "user", "content": "hi"}]})
    assert content.input == (Message("user", "hi"),)


def test_messages_of_the_older_convention_are_events() -> None:
    content = show(
        {},
        event("gen_ai.system.message", 0, {"content": "Be brief."}),
        event("gen_ai.user.message", 0, {"content": "Weather?"}),
        event("gen_ai.tool.message", 0, {"content": "sunny", "id": "t1"}),
        event(
            "gen_ai.choice",
            0,
            {"index": 0, "finish_reason": "stop", "message": '{"role": "assistant", "content": "Sunny."}'},
        ),
    )
    assert [message.role for message in content.input] == ["system", "user", "tool"]
    assert content.input[2].tool_call_id == "t1"
    assert content.output == (Message("assistant", "Sunny.", finish_reason="stop"),)


def test_documents_of_a_retrieval() -> None:
    documents = show(
        {
            "gen_ai.retrieval.documents": '[{"id": "d1", "score": 0.5, "content": "Rome"}, {"id": "d2", "score": NaN}]',
            "gen_ai.retrieval.query.text": "capital of Italy",
        }
    ).documents
    assert [(document.id, document.text, document.score) for document in documents] == [
        ("d1", "Rome", 0.5),
        ("d2", "", None),
    ]


def test_a_tool_call() -> None:
    content = show(
        {
            "gen_ai.tool.name": "weather",
            "gen_ai.tool.call.arguments": "{}",
            "gen_ai.tool.call.result": "sun",
        }
    )
    assert (content.tool, content.tool_result) == (ToolCall("weather", "{}"), "sun")
