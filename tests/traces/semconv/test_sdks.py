"""What Langfuse, LangSmith, LiteLLM and Vercel mean, but for tokens."""

import json
from typing import Any

import pytest

from tests.traces.semconv.spans import event, read, show


def litellm(usage: Any, provider: str = "openai", **more: Any) -> dict[str, Any]:
    counts = {
        "gen_ai.usage.input_tokens": usage["prompt_tokens"],
        "gen_ai.usage.output_tokens": usage["completion_tokens"],
    }
    told = {"gen_ai.operation.name": "chat", "gen_ai.provider.name": provider, "metadata.usage_object": repr(usage)}
    return counts | told | more


def test_an_answer_of_litellms_own_cache_is_no_call() -> None:
    usage = {"prompt_tokens": 30, "completion_tokens": 6}
    assert read(litellm(usage, hidden_params='{"cache_key": "0dc1", "response_cost": 8.1e-06}')).kind == "cache"
    assert read(litellm(usage, hidden_params='{"cache_key": null, "response_cost": 8.1e-06}')).kind == "llm"


def test_a_framework_that_langsmith_calls_a_system_is_no_provider() -> None:
    assert read({"langsmith.span.kind": "tool", "gen_ai.system": "langchain"}).provider is None


def test_an_error_that_langfuse_says_in_an_attribute_is_one() -> None:
    said = {"langfuse.observation.level": "ERROR", "langfuse.observation.status_message": "Error code: 429"}
    span = read({"langfuse.observation.type": "generation", **said})
    assert (span.status, span.status_message, span.error_type) == ("error", "Error code: 429", "_OTHER")
    assert read(said, status="ok").status == "ok"
    assert read({"langfuse.observation.level": "WARNING"}).status == "unset"


def test_langsmith_wraps_the_error_whose_type_its_message_begins_with() -> None:
    message = 'RateLimitError("Error code: 429")Traceback (most recent call last):'
    wrapped = event("exception", 1, {"exception.type": "Exception", "exception.message": message})
    assert read({"langsmith.span.kind": "llm"}, status="error", events=[wrapped]).error_type == "RateLimitError"
    plain = event("exception", 1, {"exception.type": "Exception", "exception.message": "no idea"})
    assert read({"langsmith.span.kind": "llm"}, status="error", events=[plain]).error_type == "Exception"


@pytest.mark.parametrize(
    ("value", "first_token_ns", "warnings"),
    [
        ('"2026-09-21T14:13:20.500Z"', 500_000_000, []),  # the span begins at 14:13:20
        ("2026-09-21T16:13:21+02:00", 1_000_000_000, []),
        ("2026-09-21T14:13:20.500", None, ["bad_first_token"]),
        ('"2026-09-21T14:13:19Z"', None, ["bad_first_token"]),
        ('"2026-09-21T15:13:20Z"', None, ["bad_first_token"]),
        ("soon", None, ["bad_first_token"]),
    ],
)
def test_when_langfuse_saw_the_first_token(value: str, first_token_ns: int | None, warnings: list[str]) -> None:
    span = read({"langfuse.observation.completion_start_time": value})
    assert (span.first_token_ns, span.warnings) == (first_token_ns, warnings)


def test_milliseconds_to_vercels_first_chunk() -> None:
    assert read({"ai.response.msToFirstChunk": 119.5}).first_token_ns == 119_500_000
    assert read({"ai.response.msToFirstChunk": "119"}).warnings == ["bad_first_token"]


@pytest.mark.parametrize(
    ("cost", "nanousd", "warnings"),
    [
        ('{"input": 0.1, "output": 0.2, "total": 0.3}', 300_000_000, []),
        ('{"input": 0.1, "output": 0.2}', 300_000_000, []),  # not 0.30000000000000004
        ('{"input": 0.1}', None, []),  # a sum of which one term is unknown is unknown
        ('{"total": -1}', None, ["bad_cost"]),
        ('{"total": "0.3"}', None, ["bad_cost"]),
        ('{"total": NaN}', None, ["bad_cost"]),
    ],
)
def test_a_cost_inside_json_is_read_to_the_nano_dollar(cost: str, nanousd: int | None, warnings: list[str]) -> None:
    span = read({"langfuse.observation.type": "generation", "langfuse.observation.cost_details": cost})
    assert (span.cost_reported_nanousd, span.warnings) == (nanousd, warnings)


def test_session_user_release_prompt_and_tags_of_langfuse() -> None:
    span = read(
        {
            "langfuse.observation.type": "generation",
            "session.id": "s-1",
            "user.id": "u-1",
            "langfuse.release": "1.4.2",
            "langfuse.environment": "prod",
            "langfuse.trace.metadata.tenant": '"acme"',
            "langfuse.trace.metadata.region": "eu",
            "langfuse.observation.prompt.name": "triage",
            "langfuse.observation.prompt.version": 3,
        },
        resource={"service.version": "sdk"},
    )
    assert (span.session, span.user, span.release) == ("s-1", "u-1", "1.4.2")
    assert span.tags == {"environment": "prod", "tenant": "acme", "region": "eu"}
    assert span.prompt_fingerprint is not None


def test_langfuses_attributes_on_a_foreign_span_do_not_make_it_langfuses() -> None:
    sent = {"langfuse.environment": "prod", "session.id": "s-1", "gen_ai.system": "openai"}
    assert read(sent).convention == "genai@1.36"


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ({"langsmith.span.kind": "retriever", "gen_ai.operation.name": "embeddings"}, "retriever"),
        ({"langsmith.span.kind": "prompt", "gen_ai.operation.name": "chat"}, "step"),
        ({"langfuse.observation.type": "span"}, "step"),
        ({"langfuse.observation.type": "event"}, "other"),
        ({"ai.operationId": "ai.streamObject"}, "agent"),
        ({"ai.operationId": "ai.streamObject.doStream"}, "llm"),
        ({"ai.operationId": "ai.embed"}, "step"),
        ({"ai.operationId": "ai.embed.doEmbed"}, "embedding"),
        ({"ai.operationId": "ai.toolCall"}, "tool"),
        ({"gen_ai.operation.name": "agent_step"}, "step"),
    ],
)
def test_kinds(attributes: dict[str, Any], kind: str) -> None:
    assert read(attributes).kind == kind


@pytest.mark.parametrize(
    ("sent", "provider"),
    [
        ("openai.chat", "openai"),
        ("openai.responses", "openai"),
        ("google.vertex.chat", "gcp.vertex_ai"),
        ("google.generative-ai", "gcp.gemini"),
        ("azure.chat", "azure.ai.openai"),
        ("amazon-bedrock", "aws.bedrock"),
        ("my-gateway.chat", "my-gateway"),
        ("gcp.gemini", "gcp.gemini"),
        ("chat", "chat"),
    ],
)
def test_vercels_providers(sent: str, provider: str) -> None:
    assert read({"ai.model.provider": sent}).provider == provider


DOCUMENTS = [{"id": "d1", "page_content": "Lost", "metadata": {"page": 1, "score": 0.5}}, "plain"]


@pytest.mark.parametrize(
    "attributes",
    [
        {"langfuse.observation.type": "retriever", "langfuse.observation.output": json.dumps(DOCUMENTS)},
        {"langsmith.span.kind": "retriever", "gen_ai.completion": json.dumps({"output": DOCUMENTS})},
        {"langsmith.span.kind": "retriever", "gen_ai.completion": json.dumps({"documents": DOCUMENTS})},
    ],
)
def test_documents(attributes: dict[str, Any]) -> None:
    first, second = show(attributes).documents
    assert (first.id, first.text, first.score, first.metadata["page"]) == ("d1", "Lost", 0.5, 1)
    assert second.text == "plain"


def test_messages_of_langchain_through_langsmith() -> None:
    asked = {"messages": [[{"lc": 1, "type": "constructor", "kwargs": {"content": "Hi", "type": "human"}}]]}
    call = {"name": "look", "args": {"id": 1}, "id": "c1", "type": "tool_call"}
    said = {"lc": 1, "kwargs": {"content": "", "type": "ai", "tool_calls": [call]}}
    shown = show(
        {
            "langsmith.span.kind": "llm",
            "gen_ai.prompt": json.dumps(asked),
            "gen_ai.completion": json.dumps({"generations": [[{"text": "", "message": said}]]}),
        }
    )
    assert [(message.role, message.text) for message in shown.input] == [("user", "Hi")]
    (answer,) = shown.output
    assert (answer.role, answer.tool_calls[0].name, answer.tool_calls[0].arguments) == (
        "assistant",
        "look",
        '{"id": 1}',
    )
