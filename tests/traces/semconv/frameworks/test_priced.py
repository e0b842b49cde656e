"""Complaints about other products as they would come through these frameworks: tokens, then nano-dollars by the
catalogue's price, with the arithmetic beside them: a price of $3 a million is 3,000 nano-dollars a token.
"""

from typing import Any

import pytest

from costs.pricing import catalogue, clauses
from costs.pricing.providers import catalogue_provider
from costs.pricing.rates import Tokens, charge, from_json
from tests.traces.semconv.spans import read
from traces.types import Span

ROWS = [row for row in catalogue.rows() if row.tier == "" and row.valid_until is None]
COUNTS = ("input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens")


def nanousd(span: Span) -> int | None:
    """What the call costs; None where the catalogue has no price for the model."""
    assert span.provider is not None
    assert span.model is not None
    provider, model = catalogue_provider(span.provider), span.model
    row = next((row for row in ROWS if row.provider == provider and clauses.matches(row.match, model)), None)
    charged = row and charge(from_json(row.rates), Tokens.of(span))
    return charged.total_nanousd if charged else None


def openinference(provider: str, model: str, **counts: int) -> dict[str, Any]:
    names = {
        "prompt": "llm.token_count.prompt",
        "completion": "llm.token_count.completion",
        "total": "llm.token_count.total",
        "cache_read": "llm.token_count.prompt_details.cache_read",
        "cache_write": "llm.token_count.prompt_details.cache_write",
    }
    told: dict[str, Any] = {names[name]: count for name, count in counts.items()}
    return told | {"openinference.span.kind": "LLM", "llm.provider": provider, "llm.model_name": model}


def genai(provider: str, model: str, **counts: int) -> dict[str, Any]:
    names = {
        "input": "gen_ai.usage.input_tokens",
        "output": "gen_ai.usage.output_tokens",
        "cache_read": "gen_ai.usage.cache_read.input_tokens",
        "cache_write": "gen_ai.usage.cache_creation.input_tokens",
        "reasoning": "gen_ai.usage.reasoning.output_tokens",
        "thoughts": "gen_ai.usage.experimental.reasoning_tokens",
    }
    told: dict[str, Any] = {names[name]: count for name, count in counts.items()}
    return told | {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": provider,
        "gen_ai.request.model": model,
    }


def mlflow(provider: str, model: str, usage: str, outputs: str = "{}") -> dict[str, Any]:
    return {
        "mlflow.spanType": '"CHAT_MODEL"',
        "mlflow.llm.provider": f'"{provider}"',
        "mlflow.llm.model": f'"{model}"',
        "mlflow.chat.tokenUsage": usage,
        "mlflow.spanOutputs": outputs,
    }


LANGCHAIN, OPENLIT, ADK = "openinference.instrumentation.langchain", "openlit.instrumentation.", "gcp.vertex.agent"
SONNET, BEDROCK_SONNET = "claude-sonnet-4-5", "anthropic.claude-sonnet-4-5-20250929-v1:0"
RAW = '{"input_tokens":2006,"output_tokens":300,"input_tokens_details":{"cached_tokens":1920},"total_tokens":2306}'
MLFLOW_USAGE = '{"input_tokens": 20012, "output_tokens": 1, "cache_read_input_tokens": 20000}'
CASES = [
    # (complaint, attributes, scope, name of the span, (input, read, written, output, reasoning), nano-dollars)
    (
        "OpenInference's cache fields dropped: 3.3 times too dear",
        openinference("anthropic", SONNET, prompt=9_000, cache_read=8_000, cache_write=500, completion=10),
        LANGCHAIN, "ChatAnthropic", (9_000, 8_000, 500, 10, None),
        500 * 3_000 + 8_000 * 300 + 500 * 3_750 + 10 * 15_000,  # 5,925,000; all at $3: 27,150,000
    ),
    (
        "a cached Bedrock call 42 times too dear: 12 new tokens, 20,000 from the cache",
        genai("aws.bedrock", BEDROCK_SONNET, input=12, cache_read=20_000, output=1),
        OPENLIT + "bedrock", "chat", (20_012, 20_000, None, 1, None),
        12 * 3_300 + 20_000 * 330 + 1 * 16_500,
    ),
    (
        "the same through MLflow, which adds the cache to the input itself",
        mlflow("bedrock", BEDROCK_SONNET, MLFLOW_USAGE),
        "mlflow.tracing.provider", "converse", (20_012, 20_000, None, 1, None),
        12 * 3_300 + 20_000 * 330 + 1 * 16_500,
    ),
    (
        "Responses API: cached tokens undiscounted, where they stand in the provider's usage alone",
        genai("openai", "gpt-5-mini", input=2_006, output=300) | {"gen_ai.usage.raw": RAW},
        "logfire.openai", "Responses API", (2_006, 1_920, None, 300, None),
        86 * 250 + 1_920 * 25 + 300 * 2_000,  # 669,500; undiscounted: 1,101,500
    ),
    (
        "Anthropic's cache counted twice: Pydantic AI counts it inside",
        genai("anthropic", SONNET, input=10_407, cache_read=10_000, cache_write=400, output=50),
        "pydantic-ai", "chat", (10_407, 10_000, 400, 50, None),
        7 * 3_000 + 10_000 * 300 + 400 * 3_750 + 50 * 15_000,
    ),
    (
        "and OpenLIT counts it beside",
        genai("anthropic", SONNET, input=7, cache_read=10_000, cache_write=400, output=50),
        OPENLIT + "anthropic", "chat", (10_407, 10_000, 400, 50, None),
        7 * 3_000 + 10_000 * 300 + 400 * 3_750 + 50 * 15_000,
    ),
    (
        "but inside where LangChain called Anthropic",
        genai("anthropic", SONNET, input=10_407, cache_read=10_000, cache_write=400, output=50),
        OPENLIT + "langchain", "chat", (10_407, 10_000, 400, 50, None),
        7 * 3_000 + 10_000 * 300 + 400 * 3_750 + 50 * 15_000,
    ),
    (
        "completion priced as total minus prompt",
        openinference("openai", "gpt-4o-mini", prompt=100, completion=50, total=900),
        LANGCHAIN, "ChatOpenAI", (100, None, None, 50, None),
        100 * 150 + 50 * 600,  # 45,000; as total minus prompt: 495,000
    ),
    (
        "above-200k tier ignored",
        genai("gcp.gemini", "gemini-2.5-pro", input=200_001, output=100, reasoning=60),
        ADK, "generate_content gemini-2.5-pro", (200_001, None, None, 100, 60),
        200_001 * 2_500 + 100 * 15_000,  # 501,502,500; at the tier below: 251,001,250
    ),
    (
        "reasoning counted twice: the ADK adds it to LiteLLM's completion_tokens, which hold it",
        genai("openai", "openai/gpt-5-mini", input=100, output=420, reasoning=120),
        ADK, "generate_content openai/gpt-5-mini", (100, None, None, 300, 120),
        100 * 250 + 300 * 2_000,
    ),
    (
        "thoughts left out: the ADK up to 2.2 has Gemini's beside the output",
        genai("gcp.gemini", "gemini-2.5-pro", input=100, output=40, thoughts=60),
        ADK, "call_llm", (100, None, None, 100, 60),
        100 * 1_250 + 100 * 10_000,
    ),
    (
        "a gateway's prefix leaves the model without a price",
        genai("openai", "openai/gpt-4o-mini", input=100, output=20),
        ADK, "generate_content openai/gpt-4o-mini", (100, None, None, 20, None),
        100 * 150 + 20 * 600,
    ),
    (
        "a new model family is silently $0: it has no price, and says so",
        genai("openai", "gpt-17-ultra", input=100, output=20) | {"gen_ai.usage.cost": 0},
        OPENLIT + "openai", "chat", (100, None, None, 20, None),
        None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("attributes", "scope", "name", "counts", "cost"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_complaints_about_others_are_priced_right(
    attributes: dict[str, Any], scope: str, name: str, counts: tuple[int | None, ...], cost: int | None
) -> None:
    span = read(attributes, scope=scope, name=name)
    assert tuple(getattr(span, count) for count in COUNTS) == counts
    assert nanousd(span) == cost
    assert span.cost_reported_nanousd is None
    assert span.warnings == []


@pytest.mark.parametrize("value", ["", "{", "[]", "7", '{"input_tokens": -1}', '{"input_tokens": NaN}', "{" * 30_000])
def test_a_usage_that_cannot_be_read_counts_nothing(value: str) -> None:
    span = read({"mlflow.spanType": '"LLM"', "mlflow.chat.tokenUsage": value, "mlflow.spanOutputs": '{"id": "'})
    assert (span.kind, span.has_usage) == ("llm", False)


def test_words_of_an_answer_are_no_fields_of_it() -> None:
    said = '{"id": "r-1", "choices": [{"message": {"content": "\\"reasoning_tokens\\": 9"}, "finish_reason": "stop"}]}'
    span = read(mlflow("openai", "gpt-5-mini", '{"input_tokens": 1, "output_tokens": 2}', said))
    assert (span.finish_reason, span.response_id, span.reasoning_tokens) == ("stop", "r-1", None)
