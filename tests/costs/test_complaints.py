"""What people complain of elsewhere, through our door with the attributes that libraries send: to the nano-dollar.

Rates are dollars per million tokens, so tokens x rate is millionths of a dollar: 1 is 1,000 nano-dollars.
"""

import json
import math
import time
from typing import Any

import pytest
from django.db import connection

from costs.store import book
from tests.traces.api.calling import Caller, caller
from traces import settle

pytestmark = pytest.mark.django_db
GENAI = "opentelemetry.instrumentation.genai"
OPENLLMETRY_BEDROCK = "opentelemetry.instrumentation.bedrock"


@pytest.fixture
def shop() -> Caller:
    book.forget()
    return caller("shop")


def value(of: Any) -> dict[str, Any]:
    if isinstance(of, bool):
        return {"boolValue": of}
    if isinstance(of, float):
        return {"doubleValue": of if math.isfinite(of) else str(of).replace("nan", "NaN")}
    return {"intValue": str(of)} if isinstance(of, int) else {"stringValue": of}


def span(attributes: dict[str, Any], number: int = 1, parent: int = 0) -> dict[str, Any]:
    start_ns = time.time_ns() - 3600 * 10**9
    return {
        "traceId": "ab" * 16,
        "spanId": f"{number:016x}",
        **({"parentSpanId": f"{parent:016x}"} if parent else {}),
        "name": "chat",
        "startTimeUnixNano": str(start_ns),
        "endTimeUnixNano": str(start_ns + 10**9),
        "attributes": [{"key": name, "value": value(each)} for name, each in attributes.items()],
    }


def sent(shop: Caller, *spans: dict[str, Any], scope: str = GENAI) -> list[tuple[int | None, str | None]]:
    scoped = {"scope": {"name": scope}, "spans": list(spans)}
    body = {"resourceSpans": [{"resource": {"attributes": []}, "scopeSpans": [scoped]}]}
    assert shop.send(json.dumps(body).encode()).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cost_nanousd, cost_source FROM span WHERE project_id = %s ORDER BY span_id", [shop.project_id]
        )
        return list(cursor.fetchall())


def genai(provider: str, model: str, **usage: Any) -> dict[str, Any]:
    names = {"cache_read": "cache_read.input_tokens", "cache_write": "cache_creation.input_tokens"}
    tokens = {f"gen_ai.usage.{names.get(name, name)}": count for name, count in usage.items()}
    return {"gen_ai.operation.name": "chat", "gen_ai.provider.name": provider, "gen_ai.request.model": model} | tokens


def litellm(provider: str, model: str, usage: dict[str, Any]) -> dict[str, Any]:
    """As its callback writes it: the cache stands in a Python dict alone."""
    told = genai(provider, model, input_tokens=usage["prompt_tokens"], output_tokens=usage["completion_tokens"])
    return told | {"litellm.call_id": "c-1", "metadata.usage_object": repr(usage)}


def openinference(system: str, model: str, prompt: int, completion: int, cache_read: int) -> dict[str, Any]:
    return {
        "openinference.span.kind": "LLM",
        "llm.system": system,
        "llm.model_name": model,
        "llm.token_count.prompt": prompt,
        "llm.token_count.completion": completion,
        "llm.token_count.total": prompt + completion,
        "llm.token_count.prompt_details.cache_read": cache_read,
    }


def langfuse(model: str, usage: dict[str, int]) -> dict[str, Any]:
    return {
        "langfuse.observation.type": "generation",
        "langfuse.observation.model.name": model,
        "langfuse.observation.usage_details": json.dumps(usage),
    }


LITELLM_CACHED = {
    "prompt_tokens": 9_000, "completion_tokens": 10, "total_tokens": 9_010, "completion_tokens_details": None,
    "prompt_tokens_details": {"cached_tokens": 8_000}, "cache_creation_input_tokens": 500,
    "cache_read_input_tokens": 8_000,
}  # fmt: skip
BEDROCK_CACHED = {
    "gen_ai.system": "AWS",
    "gen_ai.request.model": "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "llm.request.type": "chat",
    "gen_ai.usage.input_tokens": 200,
    "gen_ai.usage.output_tokens": 100,
    "gen_ai.usage.cache_read_input_tokens": 50_000,
}
CASES = {
    # 250,000 x 2.5 + 1,000 x 15, and not 250,000 x 1.25 + 1,000 x 10
    "above-200k tier ignored": (
        genai("gcp.gemini", "gemini-2.5-pro", input_tokens=250_000, output_tokens=1_000),
        GENAI,
        640_000,
    ),
    # the cache is part of the input, 201,000 in all: 199,000 x 0.6 + 2,000 x 6 + 10 x 22.5
    "cached tokens count towards the tier": (
        genai("anthropic", "claude-sonnet-4-5", input_tokens=201_000, cache_read=199_000, output_tokens=10),
        GENAI,
        131_625,
    ),
    # 200 x 3 + 50,000 x 0.3 + 100 x 15, and not 50,200 x 3
    "cached Bedrock call 42x too dear": (BEDROCK_CACHED, OPENLLMETRY_BEDROCK, 17_100),
    # Responses API: (2,006 - 1,920) x 0.25 + 1,920 x 0.025 + 300 x 2
    "Responses API cached tokens undiscounted": (
        genai("openai", "gpt-5-mini", input_tokens=2_006, cache_read=1_920, output_tokens=300)
        | {"openai.api.type": "responses"},
        GENAI,
        669.5,
    ),
    # 1,000 x 2 + 100 x 8: the total of 5,000 (with reasoning of another model in it) prices nothing
    "completion priced as total minus prompt": (
        genai("openai", "gpt-4.1", input_tokens=1_000, output_tokens=100) | {"gen_ai.usage.total_tokens": 5_000},
        GENAI,
        2_800,
    ),
    # OpenInference: 35,720 = 17,903 twice; right is 86 x 2 + 17,817 x 0.5 + 10 x 8
    "input counted twice with cached tokens": (
        openinference("openai", "gpt-4.1", 17_903, 10, 17_817),
        "openinference.instrumentation.openai",
        9_160.5,
    ),
    # the same by Langfuse's own fields, which are disjoint: 86 x 2 + 17,817 x 0.5 + 10 x 8
    "input counted twice with cached tokens, by Langfuse": (
        langfuse("gpt-4.1", {"input": 86, "input_cached_tokens": 17_817, "output": 10, "total": 17_913}),
        "langfuse-sdk",
        9_160.5,
    ),
    # 100 x 2 + 5 x 8, and not (100 + 90 + 10 + 60) x 2
    "every key that contains input summed": (
        langfuse("gpt-4.1", {"input": 100, "output": 5, "input_text": 90, "input_image": 10, "uncached_input": 60}),
        "langfuse-sdk",
        240,
    ),
    # 1,000 x 3 + 9,000 x 0.3 + 100 x 15, and not 10,000 x 3 + 100 x 15
    "OpenInference cache fields dropped": (
        openinference("anthropic", "claude-sonnet-4-5", 10_000, 100, 9_000),
        "openinference.instrumentation.anthropic",
        7_200,
    ),
    # 500 x 3 + 8,000 x 0.3 + 500 x 3.75 + 10 x 15, and not 9,000 x 3 + 10 x 15
    "cache fields dropped through LiteLLM": (
        litellm("anthropic", "claude-sonnet-4-5", LITELLM_CACHED),
        "litellm",
        5_925,
    ),
    # Anthropic's cache through OTel is part of the input: 1,000 x 5 + 9,000 x 0.5 + 2,000 x 6.25 + 100 x 25
    "Anthropic cache tokens double-counted": (
        genai(
            "anthropic", "claude-opus-4-5", input_tokens=12_000, cache_read=9_000, cache_write=2_000, output_tokens=100
        ),
        GENAI,
        24_500,
    ),
    # half of 1,000 x 2 + 100 x 8
    "batch": (
        genai("openai", "gpt-4.1", input_tokens=1_000, output_tokens=100) | {"openai.response.service_tier": "batch"},
        GENAI,
        1_400,
    ),
    # 1,000 x 0.125 + 100 x 1
    "flex": (
        genai("openai", "gpt-5-mini", input_tokens=1_000, output_tokens=100) | {"openai.response.service_tier": "flex"},
        GENAI,
        225,
    ),
    # 1,000 x 3.5 + 100 x 14
    "priority": (
        genai("openai", "gpt-4.1", input_tokens=1_000, output_tokens=100)
        | {"openai.response.service_tier": "priority"},
        GENAI,
        4_900,
    ),
    # "default" is the standard tier
    "the default tier": (
        genai("openai", "gpt-4.1", input_tokens=1_000, output_tokens=100) | {"openai.response.service_tier": "default"},
        GENAI,
        2_800,
    ),
}


@pytest.mark.parametrize("complaint", CASES)
def test_a_call_costs_what_the_provider_bills(shop: Caller, complaint: str) -> None:
    attributes, scope, millionths = CASES[complaint]
    assert sent(shop, span(attributes), scope=scope) == [(millionths * 1_000, "price")]


def test_a_call_that_a_local_cache_served_costs_nothing(shop: Caller) -> None:
    attributes = genai("openai", "gpt-4.1", input_tokens=1_000, output_tokens=100) | {"aiops.cache.hit": True}
    assert sent(shop, span(attributes)) == [(0, "cache")]


def test_a_new_model_family_is_unpriced_not_free(shop: Caller) -> None:
    assert sent(shop, span(genai("openai", "omega-9", input_tokens=1_000, output_tokens=100))) == [(None, None)]


@pytest.mark.parametrize("bad", [-5, "many", "12", float("nan"), 2**62, True])
def test_a_count_that_is_none_prices_nothing(shop: Caller, bad: Any) -> None:
    attributes = genai("openai", "gpt-4.1", input_tokens=1_000, output_tokens=bad)
    assert sent(shop, span(attributes)) == [(None, None)]


@pytest.mark.parametrize("cost", [-1.0, float("nan"), "0.5", 10**9])
def test_a_reported_cost_that_cannot_be_is_unknown_not_zero(shop: Caller, cost: Any) -> None:
    attributes = genai("openai", "omega-9", input_tokens=1_000, output_tokens=100) | {"gen_ai.cost.total_cost": cost}
    assert sent(shop, span(attributes), scope="litellm") == [(None, None)]


def test_a_reported_cost_without_tokens_is_taken_as_reported(shop: Caller) -> None:
    attributes = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "omega-9", "gen_ai.cost.total_cost": 0.125}
    assert sent(shop, span(attributes), scope="litellm") == [(125_000_000, "reported")]


def settled(shop: Caller) -> tuple[int | None, int]:
    """(cost, tokens of input) of the one trace, once it is settled."""
    settle.settle_ready(shop.project_id, time.time_ns() + 3_600 * 10**9)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cost_nanousd, input_tokens FROM trace WHERE project_id = %s", [shop.project_id])
        [found] = cursor.fetchall()
    return found[0], found[1]


def test_a_trace_costs_what_its_calls_cost_though_its_root_costs_nothing(shop: Caller) -> None:
    """Elsewhere $0.00, as the root has no usage. 2 x (1,000 x 2 + 100 x 8) millionths."""
    call = genai("openai", "gpt-4.1", input_tokens=1_000, output_tokens=100)
    sent(shop, span({}, 1), span(call, 2, 1), span(call, 3, 1))
    assert settled(shop) == (5_600_000, 2_000)


def test_an_agent_that_says_its_calls_again_costs_nothing_more(shop: Caller) -> None:
    """Elsewhere 729 tokens for 369. 369 x 2 + 3 x 8 millionths."""
    calls = [genai("openai", "gpt-4.1", input_tokens=tokens, output_tokens=1) for tokens in (180, 180, 9)]
    agent = genai("openai", "gpt-4.1", input_tokens=360, output_tokens=2) | {"gen_ai.operation.name": "invoke_agent"}
    sent(shop, span({}, 1), span(agent, 2, 1), span(calls[0], 3, 2), span(calls[1], 4, 2), span(calls[2], 5, 1))
    assert settled(shop) == (762_000, 369)
