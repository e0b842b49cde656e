"""Tokens of Langfuse, LangSmith, LiteLLM and Vercel, who send usage as a map: complaints about them as golden cases."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.traces.semconv.real import settled
from tests.traces.semconv.spans import PATIENT, T0_NS, read
from traces import semconv
from traces.semconv.convention import FACTS, TOKEN_FACTS
from traces.semconv.table import CONVENTIONS
from traces.types import Span


def langfuse(usage: Any, **more: Any) -> dict[str, Any]:
    text = usage if isinstance(usage, str) else json.dumps(usage)
    return {"langfuse.observation.type": "generation", "langfuse.observation.usage_details": text, **more}


def langsmith(usage: dict[str, Any]) -> dict[str, Any]:
    return {"langsmith.span.kind": "llm", "langsmith.metadata.usage_metadata": json.dumps(usage)}


def litellm(usage: Any, provider: str = "openai", **more: Any) -> dict[str, Any]:
    counts = {
        "gen_ai.usage.input_tokens": usage["prompt_tokens"],
        "gen_ai.usage.output_tokens": usage["completion_tokens"],
    }
    told = {"gen_ai.operation.name": "chat", "gen_ai.provider.name": provider, "metadata.usage_object": repr(usage)}
    return counts | told | more


def vercel(provider: str, asked: int, given: int, **more: Any) -> dict[str, Any]:
    counts = {"ai.usage.inputTokens": asked, "ai.usage.outputTokens": given}
    gen_ai = {"gen_ai.usage.input_tokens": asked, "gen_ai.usage.output_tokens": given, "gen_ai.system": provider}
    return {"ai.operationId": "ai.generateText.doGenerate", "ai.model.provider": provider, **counts, **gen_ai, **more}


ANTHROPIC = {
    "input_tokens": 7,
    "output_tokens": 50,
    "cache_read_input_tokens": 10_000,
    "cache_creation_input_tokens": 400,
    "cache_creation": {"ephemeral_5m_input_tokens": 300, "ephemeral_1h_input_tokens": 100},
}
GOLDEN = [
    # (what was complained of, attributes, (input, cache read, cache write, for an hour, output, reasoning))
    (
        "Langfuse: cached tokens added to OpenAI's input, 17,903 shown as 35,720",
        langfuse({"prompt_tokens": 17_903, "completion_tokens": 100, "total_tokens": 18_003,
                  "prompt_tokens_details": {"cached_tokens": 17_817}}),
        (17_903, 17_817, None, None, 100, None),
    ),
    (
        "Langfuse: the same in its own disjoint fields, 86 + 17,817",
        langfuse({"input": 86, "input_cached_tokens": 17_817, "output": 100, "total": 18_003}),
        (17_903, 17_817, None, None, 100, None),
    ),
    (
        "Langfuse: Anthropic's usage as it is, 7 + 10,000 + 400",
        langfuse(ANTHROPIC),
        (10_407, 10_000, 400, 100, 50, None),
    ),
    (
        "Langfuse: little in the cache, where no figure gives the sender away, 1,200 + 1,000",
        langfuse({"input_tokens": 1_200, "output_tokens": 40, "cache_read_input_tokens": 1_000}),
        (2_200, 1_000, None, None, 40, None),
    ),
    (
        "Langfuse: Bedrock's Converse, 12 + 1,000 (42 times too dear)",
        langfuse({"inputTokens": 12, "outputTokens": 40, "totalTokens": 1_052, "cacheReadInputTokens": 1_000}),
        (1_012, 1_000, None, None, 40, None),
    ),
    (
        "Langfuse: Gemini's thoughts stand beside the candidates, 10 + 90",
        langfuse({"promptTokenCount": 100, "candidatesTokenCount": 10, "thoughtsTokenCount": 90,
                  "cachedContentTokenCount": 40, "totalTokenCount": 200}),
        (100, 40, None, None, 100, 90),
    ),
    (
        "Langfuse: the LangChain handler's reasoning is taken off the output, 180 + 120",
        langfuse({"input": 86, "input_cache_read": 1_920, "output": 180, "output_reasoning": 120}),
        (2_006, 1_920, None, None, 300, 120),
    ),
    (
        "every key with 'input' in it summed",
        langfuse({"input": 100, "output": 5, "input_text": 90, "input_image": 10, "uncached_input": 60, "total": 105}),
        (100, None, None, None, 5, None),
    ),
    (
        "LangSmith: details are parts of the input",
        langsmith({"input_tokens": 9_000, "output_tokens": 300,
                   "input_token_details": {"cache_read": 8_000, "cache_creation": 500,
                                           "ephemeral_1h_input_tokens": 100},
                   "output_token_details": {"reasoning": 120}}),
        (9_000, 8_000, 500, 100, 300, 120),
    ),
    (
        "LangSmith: Anthropic's usage put there as it is",
        langsmith(ANTHROPIC),
        (10_407, 10_000, 400, 100, 50, None),
    ),
    (
        "LiteLLM: the cache in a Python dict alone, 6.7 times too dear without it",
        litellm({"prompt_tokens": 9_000, "completion_tokens": 10, "total_tokens": 9_010,
                 "completion_tokens_details": None, "prompt_tokens_details": {"cached_tokens": 8_000},
                 "cache_creation_input_tokens": 500, "cache_read_input_tokens": 8_000}, "anthropic"),
        (9_000, 8_000, 500, None, 10, None),
    ),
    (
        "Vercel 6: Anthropic's input counts the cache",
        vercel("anthropic.messages", 10_407, 50,
               **{"ai.usage.inputTokenDetails.cacheReadTokens": 10_000,
                  "ai.usage.inputTokenDetails.cacheWriteTokens": 400, "ai.usage.cachedInputTokens": 10_000}),
        (10_407, 10_000, 400, None, 50, None),
    ),
    (
        "Vercel 5: Anthropic's does not, 1,200 + 1,000 + 100",
        vercel("anthropic.messages", 1_200, 50,
               **{"ai.usage.cachedInputTokens": 1_000,
                  "ai.response.providerMetadata": '{"anthropic":{"cacheCreationInputTokens":100}}'}),
        (2_300, 1_000, 100, None, 50, None),
    ),
    (
        "Vercel 5: Bedrock's does not",
        vercel("amazon-bedrock", 12, 50, **{"ai.usage.cachedInputTokens": 1_000}),
        (1_012, 1_000, None, None, 50, None),
    ),
    (
        "Vercel 5: Google's output is without thoughts, 10 + 90",
        vercel("google.generative-ai", 100, 10,
               **{"ai.usage.cachedInputTokens": 40, "ai.usage.reasoningTokens": 90}),
        (100, 40, None, None, 100, 90),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("attributes", "counts"), [case[1:] for case in GOLDEN], ids=[case[0] for case in GOLDEN])
def test_complaints_about_others(attributes: dict[str, Any], counts: tuple[int | None, ...]) -> None:
    span = read(attributes)
    found = (span.input_tokens, span.cache_read_tokens, span.cache_write_tokens, span.cache_write_1h_tokens)
    assert (*found, span.output_tokens, span.reasoning_tokens) == counts
    assert span.warnings == []


@pytest.mark.parametrize("value", [-5, "12", 0.5, True, [12], float("nan"), float("inf"), 2**70], ids=repr)
def test_what_is_no_count_is_refused_inside_json_and_the_rest_is_not(value: Any) -> None:
    for sent in (langfuse({"input": value, "output": 7}), litellm({"prompt_tokens": value, "completion_tokens": 7})):
        span = read(sent)
        assert (span.input_tokens, span.output_tokens) == (None, 7)
        assert span.warnings == ["bad_tokens:input_tokens"]


@pytest.mark.parametrize(
    "value", ["{", "[1]", "12", "null", "x" * 30_000, "[" * 5_000, 12, True, b"{}"], ids=lambda v: repr(v)[:9]
)
def test_a_usage_that_cannot_be_read_is_unknown_and_said_so(value: Any) -> None:
    span = read({"langfuse.observation.type": "generation", "langfuse.observation.usage_details": value})
    assert (span.input_tokens, span.output_tokens) == (None, None)
    assert span.warnings == ["unreadable:langfuse.observation.usage_details"]


def test_an_attribute_of_its_own_comes_before_what_json_says() -> None:
    sent = {"ai.usage.cachedInputTokens": 30, "ai.response.providerMetadata": '{"openai":{"cachedPromptTokens":10}}'}
    assert read(vercel("openai.chat", 100, 5, **sent)).cache_read_tokens == 30


def below(parent: Span | None, number: int, attributes: dict[str, Any]) -> Span:
    span = Span(
        b"\xaa" * 16, bytes([number]) * 8, parent.span_id if parent else None, "span", T0_NS + number, T0_NS + 99,
        attributes=attributes,
    )  # fmt: skip
    semconv.normalise(span)
    return span


def test_an_agent_that_repeats_its_calls_counts_369_and_not_729() -> None:
    """Vercel 7: calls of 180, 180 and 9 input tokens; the agent says 360 of the first two again."""
    counts = {"gen_ai.provider.name": "openai", "gen_ai.usage.output_tokens": 1}
    agent = below(None, 1, {"gen_ai.operation.name": "invoke_agent", "gen_ai.usage.input_tokens": 360, **counts})
    step = below(agent, 2, {"gen_ai.operation.name": "agent_step"})
    chat = {"gen_ai.operation.name": "chat", **counts}
    calls = [below(step, number, chat | {"gen_ai.usage.input_tokens": 180}) for number in (3, 4)]
    other = below(None, 5, chat | {"gen_ai.usage.input_tokens": 9})
    spans = [agent, step, *calls, other]
    assert sum(span.input_tokens or 0 for span in spans) == 729
    assert settled.sums(spans)[0] == 369


PACKED = [name for convention in CONVENTIONS for name in convention.unpack]
NAMES = st.sampled_from(["input", "total", "usage", "openai"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner),
    max_leaves=6,
)


@PATIENT
@given(st.dictionaries(st.sampled_from(PACKED), ANYTHING | ANYTHING.map(repr)))
def test_nothing_that_is_packed_makes_reading_fail(sent: dict[str, Any]) -> None:
    span = read(sent)
    assert all((getattr(span, field) or 0) >= 0 for field in TOKEN_FACTS)
    assert all(isinstance(value, str) for value in span.tags.values())


def test_facts_of_packed_attributes_exist() -> None:
    given = {
        "hidden_params": '{"cache_key": "k"}',
        "litellm.provider.model": "a/b",
        "langfuse.observation.level": "ERROR",
    }
    unpack = {name: read for convention in CONVENTIONS for name, read in convention.unpack.items()}
    told = {fact for name, value in given.items() for fact in unpack[name](value)}
    assert told == {"cache_hit", "provider", "status"} <= set(FACTS)
