"""What has no price, what it needs, and what senders said of the cost of the rest."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from aiops.core import keyring
from aiops.core.models import Project
from aiops.core.periods import Period
from costs import tasks
from costs.pricing.needs import Comparison
from costs.store import days, spend
from tests import people
from tests.costs.reprice_world import call, catch_up, own_price, store

pytestmark = pytest.mark.django_db
USD = 10**9


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def admin(shop: Project, client: Client) -> Client:
    client.force_login(people.person(role="admin", of=shop))
    return client


def page(admin: Client) -> str:
    answer = admin.get("/p/shop/prices/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"provider": "acme"}, "The catalogue does not know this provider."),
        ({"provider": "openai"}, "The catalogue does not know this model."),
        ({"provider": None}, "The spans name no provider, and the name of the model does not tell it."),
        ({"model": None}, "The spans name no model."),
        ({"warnings": ["bad_tokens:output_tokens"]}, "Their token counts could not be read."),
        (
            {"provider": "openai", "model": "text-embedding-3-small", "output_tokens": 5},
            "Its price has no rate for output tokens.",
        ),
    ],
)
def test_it_says_what_is_missing(shop: Project, admin: Client, fields: dict[str, Any], why: str) -> None:
    store(shop, call(**fields))
    assert why in page(admin)


def test_a_price_that_held_at_another_time_is_told_from_none(shop: Project, admin: Client) -> None:
    own_price(shop, "house", "3", valid_until=datetime(2026, 1, 1, tzinfo=UTC))
    store(shop, call())
    assert "No price was in force when they were made." in page(admin)


def test_a_price_that_came_later_leads_to_pricing_anew(shop: Project, admin: Client) -> None:
    store(shop, call())
    own_price(shop, "house", "3")
    assert "It has a price now: price the time anew." in page(admin)


def test_one_click_begins_a_price_for_it(shop: Project, admin: Client) -> None:
    store(shop, call("gpt-4.1-superb", provider="openai"))
    assert 'href="/p/shop/prices/new/?model=gpt-4.1-superb&amp;provider=openai' in page(admin)


def test_a_tier_without_a_price_is_said_though_it_is_billed(shop: Project, admin: Client) -> None:
    store(shop, call("gpt-4.1", provider="openai", service_tier="warp"))
    assert "Billed as standard: no price for the tier warp." in page(admin)


@pytest.mark.parametrize("tier", [None, "default", "batch"])
def test_a_tier_with_a_price_is_not(shop: Project, admin: Client, tier: str | None) -> None:
    store(shop, call("gpt-4.1", provider="openai", service_tier=tier))
    assert "What has no price" not in page(admin)


def test_reported_costs_stand_beside_ours(shop: Project, admin: Client) -> None:
    gpt: dict[str, Any] = {"model": "gpt-4.1", "provider": "openai"}  # $2 by our price
    store(shop, call(**gpt, cost_reported_nanousd=3 * USD), call(**gpt))
    shown = page(admin)
    assert "$3.0000" in shown
    assert "(−33.3 %)" in shown
    assert 'title="1 calls have both"' in shown


def test_roll_ups_of_calls_go_after_400_days(shop: Project) -> None:
    store(shop, call(), call())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rollup_call SET bucket = now() - interval '401 days' WHERE project_id = %s", [shop.pk])
        store(shop, call("fresh"))
        tasks.expire()
        cursor.execute("SELECT DISTINCT model FROM rollup_call WHERE bucket < now() - interval '400 days'")
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(*) FROM rollup_call")
        assert cursor.fetchone() != (0,)


@pytest.mark.parametrize(
    ("theirs", "said"),
    [(2 * USD, "The sender reported the same."), (1 * USD, "beside it.")],
)
def test_a_span_says_what_its_sender_reported(shop: Project, admin: Client, theirs: int, said: str) -> None:
    made = call("gpt-4.1", provider="openai", cost_reported_nanousd=theirs)
    store(shop, made)
    page = admin.get(f"/p/{shop.slug}/traces/{made.trace_id.hex()}/spans/{made.span_id.hex()}/")
    assert said in " ".join(page.content.decode().split())


@pytest.mark.parametrize(
    ("ours", "theirs", "share"), [(3, 2, "+50.0 %"), (2, 2, "+0.0 %"), (1, 2, "−50.0 %"), (1, 0, "")]
)
def test_the_share_is_of_what_was_reported(ours: int, theirs: int, share: str) -> None:
    assert Comparison(1, ours, theirs).share == share


def test_what_came_by_a_key_is_its_cost(shop: Project, client: Client) -> None:
    """From the door to the roll-up: two keys, and what the page says of each."""
    own_price(shop, "house", "1")
    now = datetime.now(UTC)
    for name, tokens in (("backend", 1_000_000), ("backend", 2_000_000), ("jobs", 5_000_000)):
        event = {
            "event_id": f"{name}-{tokens}", "timestamp": now.isoformat(), "workflow": "w", "provider": "acme",
            "model": "house", "input_tokens": tokens, "output_tokens": 0,
        }  # fmt: skip
        key = keyring.create(shop, name, ["ingest"]).text
        headers = {"authorization": f"Bearer {key}"}
        answer = client.post("/api/v1/usage", {"events": [event]}, "application/json", headers=headers)
        assert answer.json()["accepted"] == 1, answer.content
    catch_up(shop)
    spans = days.spans_of(Period(now - timedelta(days=1), now + timedelta(days=1)))
    found = {each.value: each.total("cost") for each in spend.by(shop.pk, spans, [], "key", "")}
    assert found == {"backend": 3 * USD, "jobs": 5 * USD}
