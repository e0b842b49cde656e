"""Outcomes and traces at the same time, in connections of their own."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from aiops.core.models import Project
from tests import people
from tests.factories import SECOND_NS
from tests.workflows.doors import attribute, credits_of, event, key_of, post, query, run
from traces import settle
from workflows import attribution

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(db: None) -> Project:
    return people.project("shop")


def elsewhere(act: Callable[[], Any]) -> Any:
    """In another thread, which has a connection of its own."""

    def with_connection() -> Any:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(with_connection).result()


def test_an_outcome_that_comes_while_its_trace_settles_is_credited(
    shop: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(shop, run_id="run-1", settled=False)
    key, steps = key_of(shop), settle.settle_steps()

    def meanwhile(_: Any) -> None:
        elsewhere(lambda: post(key, event()))

    monkeypatch.setattr(settle, "settle_steps", lambda: (*steps, meanwhile))
    settle.settle_ready(shop.pk, time.time_ns() + 60 * SECOND_NS)
    attribute(shop)
    assert [row[:2] for row in credits_of(shop)] == [("ticket-1", "run-1")]


def test_crediting_waits_for_settling_and_gives_up_rather_than_credit_with_half_the_runs(
    shop: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(shop, run_id="run-1", settled=False)
    post(key_of(shop), event())
    monkeypatch.setattr(attribution, "LOCK_PATIENCE", "50ms")
    steps, done = settle.settle_steps(), []

    def meanwhile(_: Any) -> None:
        done.append(elsewhere(lambda: attribution.attribute_ready(shop.pk)))

    monkeypatch.setattr(settle, "settle_steps", lambda: (*steps, meanwhile))
    settle.settle_ready(shop.pk, time.time_ns() + 60 * SECOND_NS)
    assert done == [0]
    assert query("SELECT pending, unattributed FROM outcome") == [(True, None)]
    attribute(shop)
    assert [row[:2] for row in credits_of(shop)] == [("ticket-1", "run-1")]


def test_two_jobs_at_once_credit_each_outcome_once(shop: Project) -> None:
    run(shop, session="s")
    post(key_of(shop), *(event(outcome_id=f"o{n}", session="s", value_usd=1) for n in range(1200)))

    def job(_: int) -> int:
        try:
            return attribution.attribute_ready(shop.pk, 20.0)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(job, range(2))) == 1200
    assert query("SELECT count(*), sum(share) FROM outcome_credit") == [(1200, 1200)]
    assert query("SELECT outcome, value_nanousd FROM trace") == [("success", 1200 * 10**9)]


def test_a_version_posted_while_an_older_one_is_credited_holds_afterwards(
    shop: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(shop, run_id="run-1")
    key, real = key_of(shop), attribution.batches.credit
    post(key, event())

    def late(*arguments: Any) -> None:
        monkeypatch.setattr(attribution.batches, "credit", real)
        elsewhere(lambda: post(key, event(version=2, status="failure")))
        real(*arguments)

    monkeypatch.setattr(attribution.batches, "credit", late)
    attribute(shop)
    assert query("SELECT version, holds, pending FROM outcome ORDER BY version") == [
        (1, False, False),
        (2, True, False),
    ]
    assert query("SELECT outcome FROM trace") == [("failure",)]
