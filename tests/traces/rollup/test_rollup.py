"""Roll-ups against a naive recount of all facts, whatever happened in between."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import SECOND_NS, T0_NS, llm, span, trace, trace_id
from tests.traces.rollup.facts import (
    HOUR_NS,
    HOUR_START_NS,
    LONG_AGO_NS,
    MINUTE_NS,
    NOW_NS,
    SPAN_SUMS,
    check_against_facts,
    query,
    recompute,
    settle_and_recompute,
    stored,
)
from traces import rollup, settle
from traces.store import rollups
from traces.store.times import when

pytestmark = pytest.mark.django_db


def test_a_recompute_takes_its_marks_and_adds_up_the_facts() -> None:
    stored([*trace(12), *trace(12, start_ns=T0_NS + 90 * SECOND_NS, end_ns=T0_NS + 100 * SECOND_NS)])
    settle_and_recompute()
    check_against_facts()
    assert query("SELECT count(*) FROM mark") == [(0,)]
    assert rollups.oldest_mark(1) is None
    assert recompute() == 0


def test_recomputing_again_changes_nothing() -> None:
    spans = trace(12)
    stored(spans)
    settle_and_recompute()
    before = query("SELECT * FROM rollup_span ORDER BY kind, model, step")
    stored(spans)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO mark SELECT 1, 'span', bucket FROM rollup_span")
    recompute()
    assert query("SELECT * FROM rollup_span ORDER BY kind, model, step") == before


def test_minutes_of_an_hour_long_over_are_folded_into_one() -> None:
    with_a_finding = trace(6, start_ns=T0_NS + MINUTE_NS, end_ns=T0_NS + 2 * MINUTE_NS, signs=["failed_result"])
    stored(trace(6) + with_a_finding)
    settle_and_recompute()
    assert {grain for (grain,) in query("SELECT grain FROM rollup_span")} == {"m"}
    assert rollup.fold_ready(1, HOUR_START_NS + 3 * HOUR_NS - 1_000) == 0
    of_outcomes = sum(measure.table == "rollup_delay" for measure in rollup.measures())  # and there is none
    assert rollup.fold_ready(1, HOUR_START_NS + 3 * HOUR_NS) == len(rollup.measures()) - of_outcomes
    for table in ("rollup_span", "rollup_trace", "rollup_run", "rollup_histogram", "rollup_finding"):
        assert query(f"SELECT DISTINCT grain, bucket = date_trunc('hour', bucket) FROM {table}") == [("h", True)]
    check_against_facts()


def test_an_hour_that_a_recompute_folded_after_it_was_listed_is_not_folded_again() -> None:
    stored(trace(6))
    settle_and_recompute()
    later_ns = NOW_NS + 3 * HOUR_NS
    listed = [
        (measure, measure.target(1), hour)
        for measure in rollup.measures()
        for hour in rollups.unfolded_hours(measure.target(1), when(later_ns))
    ]
    stored(trace(6), received_ns=later_ns)
    settle_and_recompute(later_ns)
    assert {rollup._fold(*each) for each in listed} == {False}
    check_against_facts()


def test_late_spans_mend_an_hour_that_is_folded() -> None:
    stored(trace(6))
    settle_and_recompute()
    rollup.fold_ready(1, NOW_NS + 3 * HOUR_NS)
    stored(trace(6), received_ns=NOW_NS + 4 * HOUR_NS)
    settle_and_recompute(NOW_NS + 4 * HOUR_NS)
    check_against_facts()
    assert {grain for (grain,) in query("SELECT grain FROM rollup_span")} == {"h"}


def test_marks_of_folded_hours_gather_while_those_of_open_ones_are_taken_at_once() -> None:
    stored([span(), span(start_ns=T0_NS - 5 * HOUR_NS)])
    patient = rollup.Pace(budget_seconds=60.0, patience_seconds=60.0)
    assert rollup.recompute_ready(1, NOW_NS, LONG_AGO_NS, patient) == 1
    assert recompute() == 1


def test_after_a_turn_a_project_rests_in_proportion_and_another_does_not() -> None:
    restful = rollup.Pace(budget_seconds=60.0, patience_seconds=0.0, rest=1_000.0, most_rest_seconds=3_600.0)
    assert restful.pause(3.0) == 3_000.0
    assert restful.pause(4.0) == 3_600.0
    for project_id in (71, 72):
        stored([span()], project_id=project_id)
    assert rollup.recompute_ready(71, NOW_NS, LONG_AGO_NS, restful) == 1
    stored([span()], project_id=71)
    assert rollup.recompute_ready(71, NOW_NS, LONG_AGO_NS, restful) == 0
    assert rollup.recompute_ready(72, NOW_NS, LONG_AGO_NS, restful) == 1
    assert rollup.recompute_ready(71, NOW_NS, LONG_AGO_NS) == 1


def test_without_any_time_left_the_longest_waiting_of_the_folded_days_has_its_turn() -> None:
    days_ago = 24 * HOUR_NS
    stored([span(start_ns=T0_NS - 3 * days_ago)])
    stored([span(start_ns=T0_NS - 1 * days_ago)])
    stored([span()])
    hurried = rollup.Pace(budget_seconds=0.0, patience_seconds=0.0)
    assert rollup.recompute_ready(1, NOW_NS, LONG_AGO_NS, hurried) == 2
    began = query("SELECT DISTINCT extract(day FROM %s - bucket)::int FROM rollup_span ORDER BY 1", when(NOW_NS))
    assert began == [(0,), (3,)]


def test_spans_all_over_the_days_are_added_up_hour_by_hour() -> None:
    stored([llm(start_ns=T0_NS - number * 7 * HOUR_NS - number * 13 * MINUTE_NS) for number in range(40)])
    settle_and_recompute()
    check_against_facts()
    assert query("SELECT count(*) FROM mark") == [(0,)]


def test_a_worker_with_a_slow_clock_does_not_count_a_folded_hour_twice() -> None:
    stored(trace(6))
    settle_and_recompute()
    rollup.fold_ready(1, NOW_NS + 3 * HOUR_NS)
    stored(trace(6))
    settle_and_recompute(NOW_NS)
    check_against_facts()


def test_span_buckets_whose_facts_are_partly_gone_are_frozen_and_runs_are_not() -> None:
    stored(trace(6))
    settle_and_recompute()
    before = query(f"SELECT {SPAN_SUMS} FROM rollup_span")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM span")
        cursor.execute("UPDATE trace_run SET attempts = 99")
        cursor.execute("INSERT INTO mark SELECT 1, kind, bucket FROM rollup_run, (VALUES ('span'), ('run')) v (kind)")
    recompute(facts_since_ns=HOUR_START_NS + 1_000)
    assert query(f"SELECT {SPAN_SUMS} FROM rollup_span") == before
    assert query("SELECT sum(attempts) FROM rollup_run") == [(99,)]
    assert query("SELECT count(*) FROM mark") == [(0,)]


def test_a_trace_that_turns_out_to_have_started_earlier_moves() -> None:
    first = span(trace_id=trace_id(1), start_ns=T0_NS, run_id="r")
    earlier = span(trace_id=trace_id(1), start_ns=T0_NS - 3 * MINUTE_NS, end_ns=T0_NS)
    stored([first])
    settle_and_recompute()
    stored([earlier])
    settle_and_recompute()
    check_against_facts()


def test_names_beyond_the_commonest_two_hundred_are_added_up() -> None:
    stored([span(name=f"GET /user/{number}") for number in range(250)])
    recompute()
    names = query("SELECT name, ns FROM rollup_histogram WHERE measure = 'span_duration_ns' AND name = '(other)'")
    assert names == [("(other)", [50])]
    assert query("SELECT count(*) FROM rollup_histogram WHERE measure = 'span_duration_ns'") == [(201,)]


def test_an_hour_that_cannot_be_added_up_keeps_its_marks_and_stops_no_other() -> None:
    stored([llm(), llm(start_ns=T0_NS - 2 * HOUR_NS)])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE span SET cost_nanousd = 9223372036854775807 WHERE start_ns = %s", [T0_NS])
    stored([llm()])
    assert recompute() == 1
    assert query("SELECT sum(spans) FROM rollup_span") == [(1,)]
    assert query("SELECT count(*) FROM mark") == [(2,)]


def test_other_projects_are_left_alone() -> None:
    stored(trace(3), project_id=2)
    assert recompute() == 0
    assert query("SELECT project_id FROM mark") == [(2,)]


moves = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, 3), st.integers(-200, 20), st.booleans()),
        st.tuples(st.sampled_from(["settle", "recompute", "fold"]), st.integers(0, 5)),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves)
def test_any_order_of_writing_settling_recomputing_and_folding_ends_at_the_facts(steps: list[Any]) -> None:
    with connection.cursor() as cursor:
        for table in (
            "span",
            "trace",
            "trace_run",
            "mark",
            "rollup_span",
            "rollup_run",
            "rollup_time",
            "rollup_path",
            "rollup_histogram",
        ):
            cursor.execute(f"DELETE FROM {table}")
    for name, *how in steps:
        if name == "write":
            number, minutes, is_call = how
            start_ns = T0_NS + minutes * MINUTE_NS
            make = llm if is_call else span
            stored([make(trace_id=trace_id(number), start_ns=start_ns, end_ns=start_ns + SECOND_NS)])
        elif name == "settle":
            settle.settle_ready(1, T0_NS + HOUR_NS)
        elif name == "recompute":
            recompute(NOW_NS + how[0] * HOUR_NS)
        else:
            rollup.fold_ready(1, NOW_NS + how[0] * HOUR_NS)
    settle_and_recompute(NOW_NS + HOUR_NS)
    rollup.fold_ready(1, NOW_NS + HOUR_NS)
    check_against_facts()
