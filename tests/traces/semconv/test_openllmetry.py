"""OpenLLMetry: what its own names become. What it shares with OpenTelemetry GenAI is tested there."""

from tests.traces.semconv.spans import event, read, show
from traces.types import Message, ToolCall

OLD = {
    "llm.request.type": "chat",
    "gen_ai.system": "Anthropic",
    "gen_ai.request.model": "claude-3-5-sonnet",
    "gen_ai.usage.prompt_tokens": 100,
    "gen_ai.usage.completion_tokens": 20,
    "llm.usage.total_tokens": 120,
    "gen_ai.usage.cache_read_input_tokens": 40,
    "gen_ai.completion.0.finish_reason": "tool_use",
    "traceloop.association.properties.session_id": "s-1",
    "traceloop.association.properties.user_id": 42,
}


def test_a_chat_of_an_older_release_fills_the_normal_form() -> None:
    span = read(OLD)
    assert (span.convention, span.kind, span.provider) == ("openllmetry", "llm", "anthropic")
    assert (span.input_tokens, span.output_tokens, span.cache_read_tokens) == (100, 20, 40)
    assert (span.finish_reason, span.session, span.user) == ("tool_calls", "s-1", "42")


def test_the_instrumentation_library_tells_the_convention() -> None:
    assert read({"gen_ai.operation.name": "chat"}, scope="opentelemetry.instrumentation.openai.v1").convention == (
        "openllmetry"
    )


def test_the_first_chunk_is_the_first_token() -> None:
    chunks = [event("gen_ai.content.completion.chunk", after) for after in (0.7, 0.2, 1.5)]
    assert read(OLD, events=chunks).first_token_ns == 200_000_000


def test_flattened_messages_with_tool_calls() -> None:
    content = show(
        {
            "gen_ai.prompt.0.role": "system",
            "gen_ai.prompt.0.content": "Be brief.",
            "gen_ai.prompt.1.role": "user",
            "gen_ai.prompt.1.content": '[{"type": "text", "text": "Weather?"}]',
            "gen_ai.completion.0.role": "assistant",
            "gen_ai.completion.0.finish_reason": "tool_calls",
            "gen_ai.completion.0.tool_calls.0.id": "t1",
            "gen_ai.completion.0.tool_calls.0.name": "weather",
            "gen_ai.completion.0.tool_calls.0.arguments": '{"city":"Rome"}',
        }
    )
    assert content.input == (Message("system", "Be brief."), Message("user", "Weather?"))
    call = ToolCall("weather", '{"city":"Rome"}', "t1")
    assert content.output == (Message("assistant", "", tool_calls=(call,), finish_reason="tool_calls"),)


def test_a_decorated_function_shows_its_arguments_and_result() -> None:
    content = show({"traceloop.span.kind": "task", "traceloop.entity.input": "[1]", "traceloop.entity.output": '"ok"'})
    assert (content.input_text, content.output_text) == ("[1]", "ok")


def test_results_of_a_vector_database_are_documents() -> None:
    found = event("db.query.result", 0, {"db.query.result.id": "d1", "db.query.result.distance": 0.25})
    (document,) = show({}, found).documents
    assert (document.id, document.score) == ("d1", 0.25)
