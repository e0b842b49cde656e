"""Outcomes posted at the door are credited to runs, whichever comes first."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aiops.core.models import Project
from tests import people
from tests.workflows.doors import DAY, HOUR, NOW, attribute, credits_of, event, key_of, post, query, run, settle_all
from traces import rollup
from workflows.attribution import OUTCOMES_AT_ONCE
from workflows.models import Workflow
from workflows.store import changing

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


def defined(shop: Project, credit: str = "last", **metric: object) -> Workflow:
    row = Workflow.objects.create(project=shop, key="support-answer", name="Support", credit=credit)
    if metric:
        row.metrics.create(**metric)
    return row


@pytest.mark.parametrize(("credit", "runs"), [("last", ["c"]), ("first", ["a"]), ("equal", ["a", "b", "c"])])
def test_the_workflow_says_which_runs_share_an_outcome(shop: Project, credit: str, runs: list[str]) -> None:
    defined(shop, credit)
    for hours, run_id in ((3, "a"), (2, "b"), (1, "c")):
        run(shop, NOW - hours * HOUR, business_key="order-7", run_id=run_id)
    post(key_of(shop), event(key="order-7", value_usd="0.00000001"))
    attribute(shop)
    found = credits_of(shop)
    assert [row[1] for row in found] == runs
    assert (sum(row[2] for row in found), sum(row[3] for row in found)) == (1, 10)
    assert query("SELECT sum(successes), sum(value_nanousd) FROM trace_run") == [(1, 10)]


def test_the_window_and_the_value_of_a_metric_count(shop: Project) -> None:
    defined(shop, name="resolved", window_days=2, value_per_unit_nanousd=4_500_000_000)
    run(shop, NOW - 3 * DAY, session="old")
    run(shop, NOW - DAY, session="new")
    key = key_of(shop)
    post(key, event(session="old", metric="resolved"), event(outcome_id="2", session="new", metric="resolved", value=2))
    attribute(shop)
    assert [row[0] for row in credits_of(shop)] == ["2"]
    assert credits_of(shop)[0][3] == 9_000_000_000


def test_a_failed_run_has_only_what_names_it_or_is_a_failure(shop: Project) -> None:
    run(shop, session="s", run_id="bad", status="error")
    post(
        key_of(shop),
        event(outcome_id="named", run_id="bad"),
        event(outcome_id="failure", session="s", status="failure"),
        event(outcome_id="success", session="s"),
    )
    attribute(shop)
    assert [row[0] for row in credits_of(shop)] == ["failure", "named"]
    assert query("SELECT unattributed FROM outcome WHERE outcome_id = 'success'") == [
        ("every run with this session in the 7 days before failed",)
    ]
    assert query("SELECT outcome FROM trace") == [("mixed",)]


def test_a_later_run_nearer_to_the_outcome_takes_it_over(shop: Project) -> None:
    run(shop, NOW - 3 * HOUR, session="s", run_id="early")
    post(key_of(shop), event(session="s", value_usd=5))
    attribute(shop)
    run(shop, NOW - HOUR, session="s", run_id="late")
    attribute(shop)
    assert credits_of(shop) == [("ticket-1", "late", 1, 5_000_000_000)]
    assert query("SELECT outcome FROM trace ORDER BY start_time") == [(None,), ("success",)]


def test_a_run_that_settles_under_another_name_gives_its_outcome_back(shop: Project) -> None:
    made = run(shop, session="s", run_id="run-1")
    post(key_of(shop), event())
    attribute(shop)
    run(shop, NOW - HOUR, trace_id=made.trace_id, span_id=b"\1" * 8, run_id="other", settled=False)
    query("UPDATE span SET run_id = 'renamed' WHERE run_id = 'run-1' RETURNING 1")
    settle_all(shop)
    attribute(shop)
    assert credits_of(shop) == []
    assert query("SELECT outcome FROM trace") == [(None,)]
    assert query("SELECT unattributed FROM outcome") == [("no run with this run id in the 7 days before",)]


def test_an_outcome_of_a_workflow_finds_runs_of_those_merged_into_it(shop: Project) -> None:
    target = defined(shop)
    run(shop, session="s", workflow="shop answer")
    post(key_of(shop), event(session="s"))
    attribute(shop)
    assert query("SELECT unattributed FROM outcome") == [
        ("the run with this session is of the workflow “shop answer”, not “support-answer”",)
    ]
    changing.merge(Workflow.objects.create(project=shop, key="shop answer", name="shop answer"), target)
    changing.credit_anew(shop.pk, [target.key])
    attribute(shop)
    assert len(credits_of(shop)) == 1


def test_more_outcomes_on_one_key_than_one_batch_each_get_their_answer(shop: Project) -> None:
    post(key_of(shop), *(event(outcome_id=f"o{n}", key="hot") for n in range(1300)))
    attribute(shop)
    assert query("SELECT count(*) FROM outcome WHERE unattributed LIKE 'no run with this key%%'") == [(1300,)]
    run(shop, business_key="hot")
    attribute(shop)
    assert query("SELECT count(*), sum(share) FROM outcome_credit") == [(1300, 1300)]
    assert query("SELECT count(*) FROM outcome_recheck") == [(0,)]


def test_the_work_on_one_key_grows_as_its_outcomes_do_and_each_step_is_bounded(shop: Project) -> None:
    """A million are the same steps more often: each statement is about one batch."""
    key, queries = key_of(shop), []
    for first, last in ((0, 1_000), (1_000, 3_000)):
        post(key, *(event(outcome_id=f"o{n}", key="hot") for n in range(first, last)))
        with CaptureQueriesContext(connection) as seen:
            attribute(shop)
        queries.append(len(seen))
    run(shop, business_key="hot")
    with CaptureQueriesContext(connection) as seen:
        attribute(shop)
    assert query("SELECT successes FROM trace_run") == [(3_000,)]
    assert queries[1] <= 2 * queries[0]
    assert len(seen) <= 3.5 * queries[0]
    assert max(each["sql"].count("outcome_id") for each in seen) <= 2 * OUTCOMES_AT_ONCE


def test_an_outcome_before_its_run_told_twice_with_different_values_counts_as_first_told(shop: Project) -> None:
    key = key_of(shop)
    post(key, event(value_usd=5))
    assert post(key, event(value_usd=9))["conflict"] == ["ticket-1"]
    run(shop, run_id="run-1")
    attribute(shop)
    assert credits_of(shop) == [("ticket-1", "run-1", 1, 5_000_000_000)]
    post(key, event(value_usd=9, version=2))
    attribute(shop)
    assert credits_of(shop) == [("ticket-1", "run-1", 1, 9_000_000_000)]


def test_money_in_a_currency_without_a_rate_is_credited_as_unknown_and_not_as_nothing(shop: Project) -> None:
    run(shop, run_id="run-1")
    post(key_of(shop), event(value=20, currency="EUR"))
    attribute(shop)
    assert credits_of(shop) == [("ticket-1", "run-1", 1, None)]
    assert summary() == [("success", None)]


def test_what_came_of_runs_is_rolled_up_also_when_it_is_taken_back(shop: Project) -> None:
    run(shop, run_id="run-1")
    key = key_of(shop)
    post(key, event(value_usd=3, minutes_saved=12.5))
    for version, expected in ((1, (1, 1, 3_000_000_000, 12.5)), (2, (0, 0, None, None))):
        if version == 2:
            post(key, event(version=2, status="withdrawn"))
        attribute(shop)
        rollup.recompute_ready(shop.pk, time.time_ns(), 0)
        sums = "sum(runs_with_outcome), sum(successes), sum(value_nanousd), sum(minutes_saved)"
        assert query(f"SELECT {sums} FROM rollup_run WHERE project_id = %s", shop.pk) == [expected]


def test_a_trace_whose_spans_are_gone_still_has_its_outcome(shop: Project) -> None:
    run(shop, NOW - 2 * DAY, run_id="run-1")
    query("DELETE FROM span RETURNING 1")
    post(key_of(shop), event())
    attribute(shop)
    assert query("SELECT outcome FROM trace") == [("success",)]


def test_another_project_is_not_credited(shop: Project) -> None:
    other = people.project("other")
    run(other, run_id="run-1")
    post(key_of(shop), event())
    attribute(shop)
    attribute(other)
    assert (credits_of(shop), credits_of(other)) == ([], [])
