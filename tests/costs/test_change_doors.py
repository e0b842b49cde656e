"""One history through the doors: usage events, priced, settled, rolled up, and asked why their cost changed."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from aiops.core.models import Project
from aiops.core.periods import Period
from costs.analysis.bridge import NAMES
from costs.models import Price
from costs.store import book, days
from tests import people
from tests.costs.reprice_world import catch_up, query

pytestmark = pytest.mark.django_db
DAYS, HALF, GROWS, CROSSES = 56, 28, 38, 45
CALLS = (18, 21, 18, 20, 17, 9, 8)  # a day, by weekday


@pytest.fixture
def shop() -> Project:
    shop = people.project("shop", retention_days=90)
    rates = {"input": {"base": "100", "tiers": [[200_000, "200"]]}, "cache_read": "10", "output": "400"}
    Price.objects.create(
        project=shop, provider="acme", model="house", match={"equals": "house"}, rates=rates, source="contract"
    )
    book.forget()
    return shop


def events(start: datetime) -> list[dict[str, Any]]:
    """Prompts of "answer" double on day 38; one call a day of "digest" passes 200,000 tokens from day 45 on."""
    found = []
    for day in range(DAYS):
        at = start + timedelta(days=day, hours=9)
        for call in range(CALLS[at.weekday()]):
            tokens = (6_000 if day >= GROWS else 3_000) + 10 * ((day * 7 + call) % 5)
            found.append(_event("answer", at + timedelta(minutes=call), tokens, cached=1_000))
        found.append(_event("digest", at, 200_001 if day >= CROSSES else 199_999, cached=0))
    return found


def _event(workflow: str, at: datetime, tokens: int, cached: int) -> dict[str, Any]:
    return {
        "event_id": f"{workflow} {at.isoformat()}",
        "timestamp": at.isoformat(),
        "workflow": workflow,
        "provider": "acme",
        "model": "house",
        "input_tokens": tokens,
        "cache_read_tokens": cached,
        "output_tokens": 100,
    }


def test_a_longer_prompt_and_a_crossed_tier_are_found_by_day_and_dollars(client: Client, shop: Project) -> None:
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    start, key = today - timedelta(days=DAYS), people.key(shop, "ingest", "read").text
    headers = {"authorization": f"Bearer {key}"}
    sent = client.post("/api/v1/usage", json.dumps({"events": events(start)}), "application/json", headers=headers)
    assert sent.json()["rejected"] == []
    query("UPDATE trace SET settle_after = now() - interval '1 minute' WHERE project_id = %s RETURNING 1", shop.pk)
    catch_up(shop)
    found = client.get("/api/v1/analysis/cost-change", headers=headers).json()
    told = {(each["workflow"], each["effect"]): each for each in found["change_points"]}
    longer, tier = told["answer", "input_tokens"], told["digest", "tier"]
    assert longer["date"] == (start + timedelta(days=GROWS)).date().isoformat()
    assert tier["date"] == (start + timedelta(days=CROSSES)).date().isoformat()
    # 18 days of 3,000 tokens more a call, none of them cached: its cached share falls, which is a line of its own.
    share = found["effects"][list(NAMES).index("cache_share")]
    calls = sum(CALLS[(start + timedelta(days=day)).weekday()] for day in range(GROWS, DAYS))
    assert float(longer["usd"]) + float(share["usd"]) == pytest.approx(calls * 3_000 * 100 / 1e6, rel=0.02)
    assert float(tier["usd"]) == pytest.approx((DAYS - CROSSES) * 200_001 * 100 / 1e6, rel=0.02)
    assert sum(Decimal(each["usd"]) for each in found["effects"]) == Decimal(found["change_usd"])


def test_a_late_call_undoes_the_day_that_was_kept(client: Client, shop: Project) -> None:
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    headers = {"authorization": f"Bearer {people.key(shop, 'ingest', 'read').text}"}
    at = today - timedelta(days=3, hours=-9)

    def cost_after(late: datetime) -> Decimal:
        sent = {"events": [_event("answer", late, 1_000_000, cached=0)]}
        assert client.post("/api/v1/usage", json.dumps(sent), "application/json", headers=headers).status_code == 200
        catch_up(shop)
        spans = days.spans_of(Period(today - timedelta(days=28), today))
        days.keep(shop.pk, spans, today + timedelta(days=1))
        return Decimal(client.get("/api/v1/analysis/cost-change", headers=headers).json()["after_usd"])

    first = cost_after(at)
    assert first > 0
    assert cost_after(at + timedelta(minutes=5)) == 2 * first
