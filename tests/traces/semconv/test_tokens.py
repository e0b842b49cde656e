"""Token counts: what is refused, what is included, and the complaints about other products as golden cases."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.traces.semconv.spans import PATIENT, read
from traces.semconv.convention import TOKEN_FACTS
from traces.semconv.table import CONVENTIONS
from traces.semconv.tokens import RULES, rule_for
from traces.semconv.usage import nanousd

BAD = [-5, 1e308, float("nan"), float("inf"), "12", True, 2**63, [12], {"n": 12}, b"12", 0.5, 1_000_000_001]
# One attribute per token field and convention.
SENT = {
    "gen_ai.usage.input_tokens": "input_tokens",
    "gen_ai.usage.output_tokens": "output_tokens",
    "gen_ai.usage.cache_read.input_tokens": "cache_read_tokens",
    "gen_ai.usage.cache_creation.input_tokens": "cache_write_tokens",
    "gen_ai.usage.reasoning.output_tokens": "reasoning_tokens",
    "gen_ai.usage.prompt_tokens": "input_tokens",
    "llm.token_count.prompt": "input_tokens",
    "llm.token_count.completion": "output_tokens",
    "llm.token_count.prompt_details.cache_read": "cache_read_tokens",
    "llm.usage.prompt_tokens": "input_tokens",
}


@pytest.mark.parametrize("value", BAD, ids=repr)
@pytest.mark.parametrize(("attribute", "field"), SENT.items())
def test_what_is_no_count_is_refused_per_field(attribute: str, field: str, value: Any) -> None:
    span = read({attribute: value, "gen_ai.operation.name": "chat"})
    assert getattr(span, field) is None
    assert span.warnings == ["bad_tokens:" + field]


def test_one_refused_field_leaves_the_others() -> None:
    span = read({"gen_ai.usage.input_tokens": -5, "gen_ai.usage.output_tokens": 7})
    assert (span.input_tokens, span.output_tokens) == (None, 7)


def test_a_whole_float_is_a_count() -> None:
    assert read({"gen_ai.usage.input_tokens": 12.0}).input_tokens == 12


def test_zero_is_a_count_and_absence_is_not() -> None:
    span = read({"gen_ai.usage.input_tokens": 0})
    assert (span.input_tokens, span.output_tokens, span.has_usage) == (0, None, True)


def openai(cached: int) -> dict[str, Any]:
    return {
        "gen_ai.provider.name": "openai",
        "gen_ai.usage.input_tokens": 17_903,
        "gen_ai.usage.output_tokens": 100,
        "gen_ai.usage.cache_read.input_tokens": cached,
    }


GOLDEN = [
    # (what was complained of, attributes, scope, (input, cache read, cache write, output))
    ("cached tokens added to the input: 17,903 shown as 35,720", openai(17_817), "", (17_903, 17_817, None, 100)),
    (
        "Anthropic's cache counted twice through OTel: input is inclusive there",
        {
            "gen_ai.provider.name": "anthropic",
            "gen_ai.usage.input_tokens": 10_407,  # 7 + 10,000 read + 400 written
            "gen_ai.usage.output_tokens": 50,
            "gen_ai.usage.cache_read.input_tokens": 10_000,
            "gen_ai.usage.cache_creation.input_tokens": 400,
        },
        "",
        (10_407, 10_000, 400, 50),
    ),
    (
        "Anthropic's raw usage copied: 7 cannot hold 10,000, so 7 + 10,000 + 400",
        {
            "gen_ai.system": "anthropic",
            "gen_ai.usage.input_tokens": 7,
            "gen_ai.usage.output_tokens": 50,
            "gen_ai.usage.cache_read_input_tokens": 10_000,
            "gen_ai.usage.cache_creation_input_tokens": 400,
        },
        "",
        (10_407, 10_000, 400, 50),
    ),
    (
        "every key with 'input' in it summed",
        {
            "gen_ai.usage.input_tokens": 100,
            "gen_ai.usage.prompt_tokens": 100,
            "llm.token_count.prompt": 100,
            "llm.usage.prompt_tokens": 100,
            "gen_ai.usage.text.input_tokens": 90,
            "gen_ai.usage.image.input_tokens": 10,
            "gen_ai.usage.cache_read.input_tokens": 40,
            "gen_ai.usage.total_tokens": 150,
            "gen_ai.usage.output_tokens": 50,
        },
        "",
        (100, 40, None, 50),
    ),
    (
        "cached tokens of the Responses API, not discounted",
        {
            "openinference.span.kind": "LLM",
            "llm.system": "openai",
            "llm.token_count.prompt": 2_006,
            "llm.token_count.prompt_details.cache_read": 1_920,
            "llm.token_count.completion": 300,
        },
        "openinference.instrumentation.openai",
        (2_006, 1_920, None, 300),
    ),
    (
        "OpenInference's cache fields dropped: 3.3 times too dear",
        {
            "openinference.span.kind": "LLM",
            "llm.provider": "anthropic",
            "llm.token_count.prompt": 9_000,
            "llm.token_count.prompt_details.cache_read": 8_000,
            "llm.token_count.prompt_details.cache_write": 500,
            "llm.token_count.completion": 10,
        },
        "openinference.instrumentation.anthropic",
        (9_000, 8_000, 500, 10),
    ),
    (
        "the same through LiteLLM, which names them cache_input: 6.7 times",
        {
            "openinference.span.kind": "LLM",
            "llm.provider": "anthropic",
            "llm.token_count.prompt": 9_000,
            "llm.token_count.prompt_details.cache_input": 8_000,
            "llm.token_count.completion": 10,
        },
        "openinference.instrumentation.litellm",
        (9_000, 8_000, None, 10),
    ),
    (
        "a cached Bedrock call, of which the sender copies Converse's usage: 12 + 1,000",
        {
            "gen_ai.provider.name": "AWS",
            "gen_ai.usage.input_tokens": 12,
            "gen_ai.usage.output_tokens": 40,
            "gen_ai.usage.total_tokens": 52,
            "gen_ai.usage.cache_read.input_tokens": 1_000,
            "gen_ai.usage.cache_creation.input_tokens": 0,
        },
        "opentelemetry.instrumentation.bedrock",
        (1_012, 1_000, 0, 40),
    ),
    (
        "Anthropic's usage copied by a library that says so: 1,200 + 1,000",
        {
            "gen_ai.provider.name": "anthropic",
            "gen_ai.usage.input_tokens": 1_200,
            "gen_ai.usage.output_tokens": 40,
            "gen_ai.usage.cache_read.input_tokens": 1_000,
        },
        "openlit.otel.tracing",
        (2_200, 1_000, None, 40),
    ),
    (
        "the same with little in the cache, where no figure gives the sender away: 1,200 + 1,000",
        {
            "gen_ai.provider.name": "aws.bedrock",
            "gen_ai.usage.input_tokens": 1_200,
            "gen_ai.usage.output_tokens": 40,
            "gen_ai.usage.cache_read.input_tokens": 1_000,
        },
        "opentelemetry.instrumentation.bedrock",
        (2_200, 1_000, None, 40),
    ),
    (
        "completion taken as total minus prompt",
        {"llm.token_count.prompt": 100, "llm.token_count.total": 900, "llm.token_count.completion": 50},
        "",
        (100, None, None, 50),
    ),
    ("a total alone is no usage", {"llm.token_count.total": 900}, "", (None, None, None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("attributes", "scope", "counts"), [case[1:] for case in GOLDEN], ids=[c[0] for c in GOLDEN])
def test_complaints_about_others(attributes: dict[str, Any], scope: str, counts: tuple[int | None, ...]) -> None:
    span = read(attributes, scope=scope)
    assert (span.input_tokens, span.cache_read_tokens, span.cache_write_tokens, span.output_tokens) == counts


def test_an_answer_from_a_local_cache_is_no_model_call() -> None:
    assert read(openai(0) | {"aiops.cache.hit": True, "gen_ai.operation.name": "chat"}).kind == "cache"


def test_cached_tokens_that_cannot_be_in_the_input_are_refused() -> None:
    span = read(openai(20_000))
    assert (span.input_tokens, span.cache_read_tokens) == (17_903, None)
    assert span.warnings == ["cached_exceeds_input"]


def test_reasoning_that_cannot_be_in_the_output_is_refused() -> None:
    span = read({"gen_ai.usage.output_tokens": 10, "gen_ai.usage.reasoning.output_tokens": 11})
    assert (span.output_tokens, span.reasoning_tokens) == (10, None)
    assert span.warnings == ["reasoning_exceeds_output"]


def test_google_counts_thoughts_beside_the_answer() -> None:
    span = read(
        {
            "gen_ai.provider.name": "gcp.gemini",
            "gen_ai.usage.output_tokens": 10,
            "gen_ai.usage.reasoning.output_tokens": 90,
        }
    )
    assert (span.output_tokens, span.reasoning_tokens) == (100, 90)


def test_a_sum_with_an_unknown_term_is_unknown() -> None:
    sent = {
        "gen_ai.usage.input_tokens": 12,
        "gen_ai.usage.output_tokens": 40,
        "gen_ai.usage.cache_read.input_tokens": -1,
    }
    assert read(sent, scope="opentelemetry.instrumentation.bedrock").input_tokens is None


@pytest.mark.parametrize(
    ("value", "nanousd"),
    [(0.1, 100_000_000), (1, 1_000_000_000), (0, 0), (1e-9, 1), (0.000123456789, 123_457)],
)
def test_a_reported_cost_is_read_to_the_nano_dollar(value: float, nanousd: int) -> None:
    assert read({"gen_ai.usage.cost": value}).cost_reported_nanousd == nanousd


@PATIENT
@given(st.floats(0, 1_000_000) | st.integers(0, 10**12).map(lambda half: half / 2 / 10**9))
def test_a_cost_is_its_shortest_decimal_form_rounded_half_to_even(usd: float) -> None:
    exact = Decimal(repr(usd)) * 10**9
    assert nanousd(usd) == int(exact.to_integral_value(ROUND_HALF_EVEN))


@pytest.mark.parametrize("value", [-0.01, float("nan"), float("inf"), "0.1", True, [1], 2_000_000], ids=repr)
def test_a_cost_that_cannot_be_is_refused(value: Any) -> None:
    span = read({"llm.cost.total": value})
    assert (span.cost_reported_nanousd, span.warnings) == (None, ["bad_cost"])


def test_every_convention_has_one_rule_for_any_provider() -> None:
    for convention in CONVENTIONS:
        general = [rule for rule in RULES if (rule.convention, rule.provider) == (convention.name, "*")]
        assert [(rule.instrumentation, rule.fields) for rule in general].count(("", "")) == 1


def test_the_instrumentation_decides_before_the_provider() -> None:
    assert not rule_for("openllmetry", "anthropic", "opentelemetry.instrumentation.bedrock", "chat").input_has_cache


@pytest.mark.parametrize(
    ("name", "cached", "counted"),
    [
        ("bedrock.converse", 10, 22),  # 12 + 10
        ("bedrock.converse_stream", 10, 22),
        ("bedrock.invoke_model", 10, 12),  # of which 10
    ],
)
def test_one_library_may_have_two_ways_told_apart_by_the_name_of_the_span(name: str, cached: int, counted: int) -> None:
    sent = {"llm.provider": "aws", "llm.token_count.prompt": 12, "llm.token_count.prompt_details.cache_read": cached}
    assert read(sent, scope="openinference.instrumentation.bedrock", name=name).input_tokens == counted


@PATIENT
@given(
    st.dictionaries(
        st.sampled_from(sorted(SENT)),
        st.one_of(st.integers(-10, 2**70), st.floats(), st.booleans(), st.text(max_size=3)),
    ),
    st.sampled_from(["", "opentelemetry.instrumentation.bedrock", "openinference.instrumentation.openai"]),
    st.sampled_from([None, "openai", "anthropic", "gcp.gemini"]),
)
def test_counts_are_never_negative_and_parts_never_exceed_the_whole(
    sent: dict[str, Any], scope: str, provider: str | None
) -> None:
    span = read(sent | {"gen_ai.provider.name": provider}, scope=scope)
    assert all((getattr(span, field) or 0) >= 0 for field in TOKEN_FACTS)
    if span.input_tokens is not None:
        assert (span.cache_read_tokens or 0) + (span.cache_write_tokens or 0) <= span.input_tokens
    if span.output_tokens is not None:
        assert (span.reasoning_tokens or 0) <= span.output_tokens
