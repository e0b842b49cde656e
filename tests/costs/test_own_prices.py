"""Own prices by form: the next call is billed by them; mistakes are named; rows are retired, never changed."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from aiops.core.models import AuditEntry, Project
from costs.ingest import price
from costs.models import Price
from costs.store import book
from tests import people
from tests.factories import batch, span
from traces.types import Span

NOVEMBER_NS = int(datetime(2026, 11, 20, tzinfo=UTC).timestamp()) * 10**9
GPT = {"match": "equals", "model": "gpt-4.1", "provider": "openai", "rate_input": "1", "rate_output": "2"}


pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def admin(shop: Project, client: Client) -> Client:
    client.force_login(people.person("ada@example.com", role="admin", of=shop))
    return client


def post(admin: Client, path: str = "new/", **fields: Any) -> HttpResponse:
    return admin.post(f"/p/shop/prices/{path}", GPT | fields)  # type: ignore[return-value]


def cost(shop: Project, **overrides: Any) -> int | None:
    """Of a call with 1,000,000 tokens in and 100,000 out: the rates themselves, and a tenth of them."""
    usage = {"provider": "openai", "model": "gpt-4.1", "input_tokens": 1_000_000, "output_tokens": 100_000}
    one: Span = span(**({"kind": "llm", "start_ns": NOVEMBER_NS} | usage | overrides))
    book.forget()
    price(batch([one], shop.pk))
    return one.cost_nanousd


def usd(amount: float) -> int:
    return round(amount * 10**9)


def test_a_price_from_the_form_bills_the_next_call(shop: Project, admin: Client) -> None:
    assert cost(shop) == usd(2.8)  # the catalogue's $2 and $8
    assert post(admin).status_code == 302
    assert cost(shop) == usd(1.2)
    assert AuditEntry.objects.get(action="price.created").actor_name == "ada@example.com"


def test_it_is_stored_in_exact_decimals(shop: Project, admin: Client) -> None:
    post(admin, rate_input="0.0375", rate_cache_read="1.50", per_call="0.001")
    assert Price.objects.get(project=shop).rates == {
        "input": "0.0375", "output": "2", "cache_read": "1.5", "per_call": "0.001",
    }  # fmt: skip


def test_long_contexts_cost_what_the_second_column_says(shop: Project, admin: Client) -> None:
    post(admin, above="200000", above_input="3", above_output="4")
    assert cost(shop, input_tokens=200_000) == usd(0.2 * 1 + 0.1 * 2)
    assert cost(shop, input_tokens=200_001) == usd(0.200001 * 3 + 0.1 * 4)


@pytest.mark.parametrize(
    ("match", "model", "fits", "not_this"),
    [
        ("equals", "GPT-4.1", "gpt-4.1", "gpt-4.1-mini"),
        ("starts_with", "my-", "My-model", "not-my-model"),
        ("regex", "^ft:.*:acme:", "ft:gpt-4o:Acme:x", "ft:gpt-4o:other:x"),
    ],
)
def test_it_says_which_models_it_is_for(
    shop: Project, admin: Client, match: str, model: str, fits: str, not_this: str
) -> None:
    post(admin, match=match, model=model)
    assert cost(shop, model=fits) == usd(1.2)
    assert cost(shop, model=not_this) != usd(1.2)


def test_without_a_provider_it_is_for_whoever_sells_the_model(shop: Project, admin: Client) -> None:
    post(admin, provider="", model="house-model")
    assert cost(shop, provider=None, model="house-model") == usd(1.2)
    assert cost(shop, provider="my.vllm", model="house-model") == usd(1.2)


def test_it_holds_between_its_dates(shop: Project, admin: Client) -> None:
    post(admin, valid_from="2026-11-01", valid_until="2026-11-20")
    assert cost(shop, start_ns=NOVEMBER_NS - 1) == usd(1.2)
    assert cost(shop, start_ns=NOVEMBER_NS) == usd(2.8)  # the end is the first moment it no longer holds


@pytest.mark.parametrize(
    ("tier", "said", "costs"),
    [
        ("", "batch", 1.2),  # every tier
        ("standard", None, 1.2),
        ("standard", "default", 1.2),
        ("standard", "batch", 1.4),  # the catalogue's batch price: half of $2.80
        ("batch", "batch", 1.2),
        ("batch", None, 2.8),
    ],
)
def test_a_tier_is_priced_by_its_own_row(
    shop: Project, admin: Client, tier: str, said: str | None, costs: float
) -> None:
    post(admin, tier=tier)
    assert cost(shop, service_tier=said) == usd(costs)


def test_of_several_the_most_exact_one_counts(shop: Project, admin: Client) -> None:
    for match, model, rate in (("regex", "gpt", "5"), ("starts_with", "gpt", "6"), ("starts_with", "gpt-4", "7")):
        assert post(admin, match=match, model=model, rate_input=rate, provider="").status_code == 302
    assert cost(shop) == usd(7.2)
    post(admin, rate_input="3", provider="")
    assert cost(shop) == usd(3.2)
    post(admin, rate_input="4", match="regex", model="4.1", provider="openai")  # a named provider comes first
    assert cost(shop) == usd(4.2)


def test_two_for_the_same_calls_are_refused(shop: Project, admin: Client) -> None:
    post(admin, valid_until="2026-11-10")
    assert post(admin, valid_from="2026-11-10").status_code == 302
    again = post(admin, valid_from="2026-11-09", valid_until="2026-11-11")
    assert again.status_code == 400
    assert "is for the same models and tier at the same time" in again.content.decode()
    assert Price.objects.filter(project=shop).count() == 2


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"rate_input": "x"}, "Enter a number."),
        ({"rate_input": "NaN"}, "Enter a number."),
        ({"rate_input": "-1"}, "greater than or equal to 0"),
        ({"rate_input": "1e9"}, "less than or equal to 100000"),
        ({"rate_input": "0.0000000001"}, "no more than 9 decimal places"),
        ({"rate_input": "", "rate_output": ""}, "at least one kind of tokens"),
        ({"match": "regex", "model": "(a"}, "Not an expression that RE2 reads: missing )"),
        ({"match": "regex", "model": r"(a)\1"}, "Not an expression that RE2 reads"),
        ({"valid_from": "soon"}, "is not a time"),
        ({"valid_from": "2026-11-02", "valid_until": "2026-11-01"}, "The end must lie after the start."),
        ({"above_input": "3"}, "from how many input tokens"),
        ({"above": "3"}, "in the second column"),
        ({"model": ""}, "This field is required."),
    ],
)
def test_a_mistake_is_named_and_nothing_is_stored(
    shop: Project, admin: Client, fields: dict[str, str], says: str
) -> None:
    answer = post(admin, **fields)
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not Price.objects.filter(project=shop).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"rate_input": "200"},  # a hundred times $2
        {"rate_output": "0.08"},  # a hundredth of $8
        {"model": "house-model", "rate_input": "0.000002"},  # dollars per token
    ],
)
def test_a_price_a_hundred_times_away_asks_first(shop: Project, admin: Client, fields: dict[str, str]) -> None:
    answer = post(admin, **fields)
    assert answer.status_code == 400
    assert "a hundred times away" in answer.content.decode()
    assert post(admin, **fields, sure="yes").status_code == 302


def test_a_price_near_the_catalogue_s_is_not_questioned(shop: Project, admin: Client) -> None:
    assert post(admin, rate_input="199", rate_output="0.09").status_code == 302


def test_replacing_retires_the_old_row_and_adds_one(shop: Project, admin: Client) -> None:
    post(admin)
    old = Price.objects.get(project=shop)
    assert 'value="gpt-4.1"' in admin.get(f"/p/shop/prices/{old.pk}/replace/").content.decode()
    assert post(admin, f"{old.pk}/replace/", rate_input="1.5").status_code == 302
    old.refresh_from_db()
    assert (old.retired_at is not None, old.rates["input"]) == (True, "1")
    assert cost(shop) == usd(1.7)


def test_a_retired_price_bills_nothing(shop: Project, admin: Client) -> None:
    post(admin)
    pk = Price.objects.get(project=shop).pk
    assert "keep their amounts" in admin.get(f"/p/shop/prices/{pk}/retire/").content.decode()
    admin.post(f"/p/shop/prices/{pk}/retire/")
    assert cost(shop) == usd(2.8)
    assert post(admin, f"{pk}/replace/").status_code == 302  # back to the list: it is gone
    assert Price.objects.filter(project=shop).count() == 1


def test_the_form_begins_with_the_nearest_model_of_the_catalogue(shop: Project, admin: Client) -> None:
    page = admin.get("/p/shop/prices/new/?provider=openai&model=gpt-4.1-superb").content.decode()
    assert "the model most like it by name" in page
    assert re.search('name="rate_input" value="2(.00)?"', page)


def test_the_prices_page_lists_them(shop: Project, admin: Client) -> None:
    post(admin, source="contract of May")
    page = admin.get("/p/shop/prices/").content.decode()
    assert "contract of May" in page
