"""What many workers share: one budget, one breaker, one rate. Real threads, real commits, the stub's own ledger."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from aiops.demo.stub_openai import Stub
from costs.models import Price
from costs.store import book
from tests.workflows.engine.steps import World, world
from workflows.engine.calling import model
from workflows.models import CacheEntry, SpendCounter
from workflows.policies import Policy
from workflows.policies.breaker import Breaker
from workflows.policies.calls import Budget
from workflows.policies.rate import Rate
from workflows.store import limits

pytestmark = pytest.mark.django_db(transaction=True)
DOLLAR = 10**9
RACERS = 50
DEAR_IN, DEAR_OUT = 100_000, 1_000_000  # nano-dollars a token: some fifty calls use up a dollar


@pytest.fixture
def shop() -> Iterator[World]:
    with Stub(seed=7) as stub:
        yield world(stub)


def ask(question: str) -> str:
    return model(question, max_tokens=40).text


def at_once(work: Callable[[int], Any], many: int) -> list[Any]:
    start = threading.Barrier(many)

    def racer(number: int) -> Any:
        try:
            start.wait(10)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(racer, range(many)))


def test_fifty_racers_never_spend_more_than_a_dollar(shop: World) -> None:
    """Some of their calls break off after they were made, so that nobody knows what they cost."""
    rates = {"input": str(DEAR_IN // 1000), "output": str(DEAR_OUT // 1000)}
    Price.objects.create(project=shop.project, provider="openai", model="dear", match={"equals": "dear"}, rates=rates)
    book.forget()

    def work(number: int) -> int:
        spoilt = " bad=hangup" if number % 10 == 0 else ""
        policy, budget = Policy(model="dear", retries=0), Budget(DOLLAR, "day")
        calls = [f"{number} {turn} [[input=20 output=20{spoilt}]]" for turn in range(3)]
        return sum(shop.perform(ask, each, policy=policy, budget=budget).state == "ok" for each in calls)

    answered = sum(at_once(work, RACERS))
    [counter] = SpendCounter.objects.filter(project_id=shop.project.pk)
    charged = sum(
        call.usage.input * DEAR_IN + call.usage.output * DEAR_OUT for call in shop.stub.calls if call.usage is not None
    )
    assert charged <= DOLLAR
    assert counter.reserved_nanousd == 0
    assert charged <= counter.spent_nanousd + counter.uncertain_nanousd <= DOLLAR
    assert counter.spent_nanousd == answered * (20 * DEAR_IN + 20 * DEAR_OUT)
    assert counter.refused > 0
    assert answered > 20


def test_all_share_one_rate_one_trial_and_one_answer(shop: World) -> None:
    turns = at_once(lambda _: limits.take(shop.project.pk, "r", Rate(60, "m", 5), 0), 20)
    assert sum(turn == 0 for turn in turns) == 5
    limits.report(shop.project.pk, "b", Breaker("b", 1, 1000, 1), good=False, calm=False)
    threading.Event().wait(0.01)
    first = limits.admit(shop.project.pk, "b", Breaker("b", 1, 1000, 1))
    others = at_once(lambda _: limits.admit(shop.project.pk, "b", Breaker("b", 1, 1000, 60_000)).allowed, 8)
    assert (first.allowed, sum(others) <= 1) == (True, True)
    done = at_once(lambda _: shop.perform(ask, "Hi [[text=hello]]", policy=Policy(cache="1h exact")).value, 8)
    assert (set(done), CacheEntry.objects.count()) == ({"hello"}, 1)
