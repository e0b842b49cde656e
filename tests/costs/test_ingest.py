"""The pricing step: which price a span gets, and what happens where there is none."""

from datetime import UTC, datetime

import pytest

from aiops.core.models import Project
from costs.ingest import price
from costs.models import Price
from costs.store import book
from tests.factories import batch, span
from traces.types import Span

pytestmark = pytest.mark.django_db
NOVEMBER_NS = int(datetime(2026, 11, 20, tzinfo=UTC).timestamp()) * 10**9


@pytest.fixture(autouse=True)
def fresh_books() -> None:
    book.forget()


def call(**overrides: object) -> Span:
    usage = {"kind": "llm", "provider": "openai", "model": "gpt-4.1", "input_tokens": 1840, "output_tokens": 700}
    return span(**({"start_ns": NOVEMBER_NS, "cache_read_tokens": 1024} | usage | overrides))


def priced(one: Span, project_id: int = 1) -> tuple[int | None, str | None]:
    price(batch([one], project_id))
    return one.cost_nanousd, one.cost_source


def test_a_known_model_is_billed_by_the_catalogue_and_names_the_row() -> None:
    one = call()
    # 816 x 2 + 1,024 x 0.5 + 700 x 8 millionths of a dollar
    assert priced(one) == (7_744_000, "price")
    assert Price.objects.get(pk=one.price_id or 0).model == "gpt-4.1"


def test_an_unknown_model_is_unpriced_and_counted_never_zero() -> None:
    one = call(model="a-model-of-tomorrow")
    sent = batch([one])
    price(sent)
    assert (one.cost_nanousd, one.cost_source, sent.notes["unpriced"]) == (None, None, 1)


def test_a_reported_cost_is_used_only_without_a_price_of_ours() -> None:
    assert priced(call(cost_reported_nanousd=5)) == (7_744_000, "price")
    assert priced(call(model="a-model-of-tomorrow", cost_reported_nanousd=5)) == (5, "reported")


@pytest.mark.parametrize("field", ["input_tokens", "output_tokens", "cache_read_tokens"])
def test_a_refused_token_count_leaves_the_call_unpriced(field: str) -> None:
    refused = {field: None, "warnings": [f"bad_tokens:{field}"]}
    assert priced(call(**refused)) == (None, None)
    assert priced(call(**refused, cost_reported_nanousd=5)) == (None, None)


def test_a_call_whose_only_token_count_was_refused_is_counted_as_unpriced() -> None:
    sent = batch([call(input_tokens=None, output_tokens=None, warnings=["bad_tokens:input_tokens"])])
    price(sent)
    assert sent.notes["unpriced"] == 1


def test_a_reported_cost_counts_without_any_tokens() -> None:
    assert priced(call(input_tokens=None, output_tokens=None, cost_reported_nanousd=5)) == (5, "reported")


def test_a_call_served_by_a_cache_costs_nothing() -> None:
    assert priced(call(attributes={"aiops.cache.hit": True})) == (0, "cache")


def test_a_span_without_usage_is_left_alone() -> None:
    assert priced(call(input_tokens=None, output_tokens=None)) == (None, None)


def test_azure_sells_the_models_of_openai() -> None:
    assert priced(call(provider="azure.ai.openai", cache_read_tokens=0))[1] == "price"


def test_a_model_without_a_provider_is_known_by_its_name() -> None:
    assert priced(call(provider=None, model="claude-sonnet-4-5", cache_read_tokens=0))[1] == "price"


def test_the_project_s_own_price_beats_the_catalogue_and_is_nobody_else_s() -> None:
    mine, other = (Project.objects.create(name=name, slug=name) for name in ("mine", "other"))
    own = {
        "project": mine,
        "provider": "openai",
        "model": "gpt-4.1",
        "match": {"equals": "gpt-4.1"},
        "source": "contract",
    }
    Price.objects.create(rates={"input": "1", "cache_read": "1", "output": "1"}, **own)
    assert priced(call(), mine.pk) == (2_540_000, "price")  # 1,840 + 700 tokens at $1 a million
    assert priced(call(), other.pk) == (7_744_000, "price")
