"""Outcomes posted at the door are credited to runs, whichever comes first."""

import pytest

from aiops.core.models import Project
from tests import people
from tests.workflows.doors import DAY, HOUR, NOW, attribute, credits_of, event, key_of, post, query, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


def summary() -> list[tuple[object, ...]]:
    return query("SELECT outcome, value_nanousd FROM trace ORDER BY start_time")


def test_an_outcome_is_credited_to_the_run_it_names(shop: Project) -> None:
    run(shop, run_id="run-1")
    post(key_of(shop), event(value_usd="12.5"))
    attribute(shop)
    assert credits_of(shop) == [("ticket-1", "run-1", 1, 12_500_000_000)]
    assert summary() == [("success", 12_500_000_000)]
    assert query("SELECT holds, pending, unattributed FROM outcome") == [(True, False, None)]


def test_an_outcome_waits_for_its_run(shop: Project) -> None:
    post(key_of(shop), event())
    attribute(shop)
    assert query("SELECT unattributed FROM outcome") == [("no run with this run id in the 7 days before",)]
    run(shop, run_id="run-1")
    attribute(shop)
    assert credits_of(shop) == [("ticket-1", "run-1", 1, None)]
    assert query("SELECT unattributed FROM outcome") == [(None,)]


@pytest.mark.parametrize("reference", ["run_id", "trace_id", "session", "key"])
def test_a_run_is_found_by_each_reference(shop: Project, reference: str) -> None:
    made = run(shop, session="s-1", business_key="order-7")
    values = {"run_id": made.trace_id.hex(), "trace_id": made.trace_id.hex(), "session": "s-1", "key": "order-7"}
    post(key_of(shop), event(**{reference: values[reference]}))
    attribute(shop)
    assert credits_of(shop) == [("ticket-1", made.trace_id.hex(), 1, None)]


def test_of_several_runs_the_last_successful_one_before_it_has_it(shop: Project) -> None:
    run(shop, NOW - 3 * HOUR, session="s", run_id="early")
    run(shop, NOW - 2 * HOUR, session="s", run_id="good")
    run(shop, NOW - HOUR, session="s", run_id="failed", status="error")
    run(shop, NOW + HOUR, session="s", run_id="after")
    post(key_of(shop), event(session="s"))
    attribute(shop)
    assert [row[1] for row in credits_of(shop)] == ["good"]


def test_a_correction_and_a_withdrawal_replace_what_was_credited(shop: Project) -> None:
    run(shop, run_id="run-1")
    key = key_of(shop)
    post(key, event(value_usd=5))
    attribute(shop)
    post(key, event(version=3, status="failure"))
    post(key, event(version=2, value_usd=9))
    attribute(shop)
    assert summary() == [("failure", None)]
    assert query("SELECT version, holds FROM outcome ORDER BY version") == [(1, False), (2, False), (3, True)]
    post(key, event(version=4, status="withdrawn"))
    attribute(shop)
    assert (summary(), credits_of(shop)) == ([(None, None)], [])


def test_outside_the_window_no_run_has_it(shop: Project) -> None:
    run(shop, NOW - 8 * DAY, session="s")
    post(key_of(shop), event(session="s"))
    attribute(shop)
    [(said,)] = query("SELECT unattributed FROM outcome")
    assert said == "no run with this session in the 7 days before; the last one began 8 days before"
