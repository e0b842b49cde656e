"""A budget holds whatever tier a call is served in, and refuses what cannot be priced before it is sent."""

from datetime import UTC, datetime
from typing import Any

import pytest

from costs.models import Price
from costs.pricing.rates import from_json
from costs.store import book
from tests.workflows.engine.steps import IN, OUT, World
from workflows.engine.calling import model
from workflows.engine.providers import prices
from workflows.engine.providers.asking import Endpoint
from workflows.policies import Policy
from workflows.policies.calls import Budget

pytestmark = pytest.mark.django_db
FITS_STANDARD = 20_000_000  # 2,048 tokens of 8,000 are 16.4 million; a priority tier at the double rate does not fit
IMAGE = [{"type": "text", "text": "What is it?"}, {"type": "image_url", "image_url": {"url": "https://example.com/a"}}]


def ask(question: Any) -> str:
    return model(question if isinstance(question, str) else [{"role": "user", "content": question}]).text


@pytest.mark.parametrize(("tier", "state"), [("batch", "ok"), ("priority", "failed")])
def test_the_dearest_tier_is_reserved(shop: World, tier: str, state: str) -> None:
    rates = {"input": "4", "output": "16"} if tier == "priority" else {"input": "1", "output": "4"}
    Price.objects.create(
        project=shop.project, provider="openai", model="gpt-4o", match={"equals": "gpt-4o"}, rates=rates, tier=tier
    )
    book.forget()
    done = shop.perform(ask, "Hi", policy=Policy(), budget=Budget(FITS_STANDARD))
    assert (done.state, len(shop.stub.calls)) == (state, 1 if state == "ok" else 0)


@pytest.mark.parametrize("model_name", ["gpt-4o", "text-embed"])
def test_a_tier_that_is_over_or_not_yet_in_force_is_not_reckoned_with(shop: World, model_name: str) -> None:
    at = {"valid_from": datetime(2100, 1, 1, tzinfo=UTC)}
    Price.objects.create(
        project=shop.project, provider="openai", model=model_name, match={"equals": model_name}, tier="priority",
        rates={"input": "400"}, **at,
    )  # fmt: skip
    book.forget()
    endpoint = Endpoint("stub", "openai", shop.stub.url)
    now = int(datetime(2026, 11, 30, tzinfo=UTC).timestamp() * 10**9)
    rate = IN if model_name == "gpt-4o" else 1_000
    assert prices.worst_embedding(shop.project.pk, endpoint, model_name, 100, now) == 100 * rate


def test_what_is_no_text_is_refused_within_a_budget_and_named(shop: World) -> None:
    done = shop.perform(ask, IMAGE, budget=Budget(10**12))
    assert done.error is not None
    assert done.error[0] == "Unpriced"
    assert done.error[1].startswith("messages[0].content[1] (image_url) is no text")
    assert shop.stub.calls == []
    assert shop.perform(ask, IMAGE).state == "ok"


def test_parts_that_are_text_may_be_sent_within_a_budget(shop: World) -> None:
    assert shop.perform(ask, IMAGE[:1], budget=Budget(10**12)).state == "ok"


def test_fewer_tokens_at_a_higher_rate_are_the_worst_case_too() -> None:
    rates = from_json({"input": {"base": "2", "tiers": [[100, "1"]]}, "output": "8", "cache_read": "3"})
    assert prices.dearest(rates, 1_000, 10) == 1_000 * 3_000 + 10 * OUT
