"""What holds for every convention: several at once, other systems' spans, our own attributes, and hostile values."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.traces.semconv.spans import PATIENT, event, read, show
from traces.semconv.convention import FACTS, TAG
from traces.semconv.table import CONVENTIONS, FIRST_TOKEN_EVENTS, TABLE
from traces.types import KINDS, Content

BOTH = {
    "openinference.span.kind": "LLM",
    "llm.model_name": "gpt-4o",
    "llm.token_count.prompt": 100,
    "llm.token_count.completion": 20,
    "llm.token_count.prompt_details.cache_read": 40,
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.usage.input_tokens": 100,
    "gen_ai.usage.output_tokens": 20,
}


def test_two_conventions_on_one_span_count_once() -> None:
    span = read(BOTH)
    assert (span.convention, span.input_tokens, span.output_tokens, span.cache_read_tokens) == (
        "genai@1.37",
        100,
        20,
        40,
    )


def test_the_known_library_says_who_wrote_a_span_with_two_conventions() -> None:
    assert read(BOTH, scope="openinference.instrumentation.openai").convention == "openinference"


def test_a_span_of_no_convention_has_none() -> None:
    span = read({"my.attribute": 1})
    assert (span.convention, span.kind, span.provider, span.tags) == ("", "other", None, {})


@pytest.mark.parametrize(
    ("attributes", "otel_kind", "kind"),
    [
        ({"http.request.method": "GET"}, 3, "http"),
        ({"http.method": "GET"}, 2, "http"),
        ({"rpc.system": "grpc"}, 3, "http"),
        ({"db.system": "postgresql"}, 3, "db"),
        ({"db.system.name": "postgresql"}, 3, "db"),
        ({"messaging.system": "kafka", "messaging.operation.type": "send"}, 4, "queue"),
        ({"messaging.system": "kafka", "messaging.operation.type": "process"}, 5, "step"),
        ({"celery.action": "run", "messaging.system": "redis"}, 5, "step"),
        ({"celery.action": "apply_async"}, 4, "queue"),
        ({"mcp.method.name": "tools/call"}, 3, "tool"),
        ({}, 4, "queue"),
        ({}, 5, "step"),
        ({}, 3, "other"),
        ({"db.system": "pinecone", "gen_ai.operation.name": "retrieval"}, 3, "retriever"),
        ({"http.request.method": "POST", "gen_ai.operation.name": "chat"}, 3, "llm"),
        ({"aiops.guardrail.name": "pii"}, 1, "guardrail"),
        ({"aiops.guardrail.name": "pii", "http.request.method": "POST"}, 3, "guardrail"),
        ({"aiops.guardrail.name": "pii", "gen_ai.operation.name": "chat"}, 3, "llm"),
        ({"aiops.step": "look up"}, 1, "step"),
        ({"aiops.step": "look up", "gen_ai.operation.name": "chat"}, 3, "llm"),
        ({"aiops.cache.hit": True, "gen_ai.operation.name": "chat"}, 3, "cache"),
        ({"aiops.cache.hit": False, "gen_ai.operation.name": "chat"}, 3, "llm"),
    ],
)
def test_kinds(attributes: dict[str, Any], otel_kind: int, kind: str) -> None:
    assert read(attributes, otel_kind=otel_kind).kind == kind


def test_the_resource_gives_release_and_tags_and_the_span_may_say_otherwise() -> None:
    resource = {"service.version": "1.4", "deployment.environment": "prod", "cloud.region": "eu", "tenant": "acme"}
    span = read({"tenant": "globex", "experiment": "b"}, resource=resource)
    assert span.release == "1.4"
    assert span.tags == {"environment": "prod", "region": "eu", "tenant": "globex", "experiment": "b"}


def test_the_newer_name_of_a_resource_attribute_wins() -> None:
    resource = {"deployment.environment": "old", "deployment.environment.name": "new"}
    assert read({}, resource=resource).tags == {"environment": "new"}


def test_resources_of_two_spans_are_kept_apart() -> None:
    first, second = read({}, resource={"service.version": "1"}), read({}, resource={"service.version": "2"})
    assert (first.release, second.release) == ("1", "2")


def test_our_own_attributes_become_tags() -> None:
    span = read(
        {
            "aiops.guardrail.name": "pii",
            "aiops.guardrail.verdict": "block",
            "aiops.fallback.rung": 2,
            "aiops.holdout": True,
        }
    )
    assert span.tags == {"guardrail": "pii", "verdict": "block", "fallback_rung": "2", "holdout": "true"}


@pytest.mark.parametrize(
    ("attributes", "attempt"),
    [
        ({"aiops.attempt": 3}, 3),
        ({"http.request.resend_count": 2}, 3),
        ({"celery.retries": 0}, 1),
        ({"aiops.attempt": 0}, None),
        ({"aiops.attempt": "3"}, None),
        ({"aiops.attempt": 2**40}, None),
        ({}, None),
    ],
)
def test_attempts_count_from_one(attributes: dict[str, Any], attempt: int | None) -> None:
    assert read(attributes).attempt == attempt


@pytest.mark.parametrize(
    ("attributes", "error_type"),
    [
        ({"error.type": "timeout"}, "timeout"),
        ({}, "openai.RateLimitError"),
        ({"error.type": 429}, "429"),
    ],
)
def test_the_error_type_is_declared_or_that_of_the_exception(attributes: dict[str, Any], error_type: str) -> None:
    raised = event("exception", 0, {"exception.type": "openai.RateLimitError"})
    assert read(attributes, events=[raised], status="error").error_type == error_type


def test_an_error_without_a_type_and_an_exception_without_an_error() -> None:
    raised = event("exception", 0, {"exception.type": "KeyError"})
    assert read({}, status="error").error_type == "_OTHER"
    assert read({}, events=[raised], status="ok").error_type is None


@pytest.mark.parametrize("seconds", [-1, 11, "0.5", float("nan"), True, [0.5]], ids=repr)
def test_a_first_token_outside_the_span_is_refused(seconds: Any) -> None:
    span = read({"gen_ai.response.time_to_first_chunk": seconds})
    assert (span.first_token_ns, span.warnings) == (None, ["bad_first_token"])


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (["stop"], "stop"),
        ('["tool_calls"]', "tool_calls"),
        ("tool-calls", "tool_calls"),
        ("tool_use", "tool_calls"),
        ("MAX_TOKENS", "length"),
        ("end_turn", "stop"),
        ("SAFETY", "content_filter"),
        ("FINISH_REASON_STOP", "stop"),
        (["something new"], "something new"),
        ([], None),
        (7, None),
        ("[" * 5000, None),
    ],
)
def test_finish_reasons_have_five_names(sent: Any, reason: str | None) -> None:
    assert read({"gen_ai.response.finish_reasons": sent}).finish_reason == reason


def prompt_of(system: str, question: str, **more: Any) -> dict[str, Any]:
    messages = f'[{{"role": "system", "content": "{system}"}}, {{"role": "user", "content": "{question}"}}]'
    return {"gen_ai.operation.name": "chat", "gen_ai.input.messages": messages, **more}


def test_a_prompt_is_the_same_prompt_on_another_day_with_another_question() -> None:
    first, second = read(prompt_of("Today is 1 May.", "Hi")), read(prompt_of("Today is 22 May.", "Ho"))
    assert first.prompt_fingerprint == second.prompt_fingerprint is not None
    assert first.prompt_hash != second.prompt_hash


def test_another_system_prompt_is_another_prompt() -> None:
    assert read(prompt_of("Be brief.", "Hi")).prompt_fingerprint != read(prompt_of("Be kind.", "Hi")).prompt_fingerprint


def test_a_named_prompt_is_told_by_name_and_version() -> None:
    first = read(prompt_of("a", "Hi", **{"gen_ai.prompt.name": "triage", "gen_ai.prompt.version": "1"}))
    same = read(prompt_of("b", "Hi", **{"gen_ai.prompt.name": "triage", "gen_ai.prompt.version": "1"}))
    newer = read(prompt_of("a", "Hi", **{"gen_ai.prompt.name": "triage", "gen_ai.prompt.version": "2"}))
    assert first.prompt_fingerprint == same.prompt_fingerprint != newer.prompt_fingerprint


def test_only_model_calls_have_prompts() -> None:
    assert read({"openinference.span.kind": "CHAIN", "input.value": "x"}).prompt_hash is None


def test_no_attribute_gives_two_facts() -> None:
    names = [name for told in CONVENTIONS for given in told.facts.values() for name in given]
    names += [name for told in CONVENTIONS for name in told.kinds]
    assert sorted(names) == sorted(set(names))


def test_every_fact_of_a_table_is_a_known_fact_and_every_kind_one_of_ours() -> None:
    for convention in CONVENTIONS:
        assert all(fact in FACTS or fact.startswith(TAG) for fact in convention.facts)
        for kinds in convention.kinds.values():
            assert {*kinds.values(), kinds.otherwise} <= {*KINDS, None}


NAMES = [*TABLE, "llm.input_messages.0.message.content", "gen_ai.prompt.0.tool_calls.0.arguments", "output.value"]
NAMES += ["gen_ai.retrieval.documents", "gen_ai.output.messages", "retrieval.documents.1.document.metadata"]
NAMES += ["gen_ai.tool.call.result", "llm.input_messages.999999999999.message.role", "gen_ai.prompt", "llm.tools"]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.binary(max_size=8),
    st.text(max_size=20),
    st.sampled_from(["[", '[{"role": 1, "parts": 7}]', '[{"parts": [1, null, {"type": []}]}]', "{}", "\ud800", '"']),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["role", "parts", "content", "type", "tool_calls", "function", "x"]), inner)
    ),
    max_leaves=8,
)
EVENTS = st.builds(
    event,
    st.sampled_from([*FIRST_TOKEN_EVENTS, "exception", "gen_ai.choice", "gen_ai.user.message", "gen_ai.x"]),
    st.floats(-1e9, 1e9),
    st.dictionaries(st.sampled_from(["message", "content", "tool_calls", "id", "gen_ai.event.content"]), VALUES),
)


@PATIENT
@example({"gen_ai.input.messages": [{"role": [], "parts": [{"type": []}]}]}, [])
@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=12), st.lists(EVENTS, max_size=3))
def test_nothing_that_is_sent_makes_us_fail(attributes: dict[str, Any], events: list[Any]) -> None:
    span = read(attributes, events=events, resource=attributes, status="error")
    assert span.kind in KINDS
    assert all(isinstance(value, str) for value in span.tags.values())
    content = show(attributes, *events)
    assert isinstance(content, Content)
    texts = [message.text + message.reasoning for message in (*content.input, *content.output)]
    "".join([*texts, content.input_text, content.output_text, content.tool_result]).encode()  # no half surrogates
