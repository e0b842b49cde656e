"""What people complain of elsewhere, through our door with the attributes that libraries send: to the nano-dollar.

Rates are dollars per million tokens, so tokens x rate is millionths of a dollar: 1 is 1,000 nano-dollars.
"""

import json
import time
from typing import Any

import pytest
from django.db import connection

from costs.store import book
from tests.traces.api.calling import Caller, caller

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
        {
            "openinference.span.kind": "LLM",
            "llm.system": "openai",
            "llm.model_name": "gpt-4.1",
            "llm.token_count.prompt": 17_903,
            "llm.token_count.completion": 10,
            "llm.token_count.total": 17_913,
            "llm.token_count.prompt_details.cache_read": 17_817,
        },
        "openinference.instrumentation.openai",
        9_160.5,
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


@pytest.mark.parametrize("bad", [-5, "many", "NaN"])
def test_a_count_that_is_none_prices_nothing(shop: Caller, bad: Any) -> None:
    attributes = genai("openai", "gpt-4.1", input_tokens=1_000, output_tokens=bad)
    assert sent(shop, span(attributes)) == [(None, None)]
