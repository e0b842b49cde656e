"""Roll-ups against a naive recount of all facts, whatever happened in between."""

import math
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import SECOND_NS, T0_NS, batch, llm, span, trace, trace_id
from traces import rollup, settle
from traces.ingest.write import write
from traces.store import locks, rollups
from traces.store.times import when
from traces.types import Span

pytestmark = pytest.mark.django_db
HOUR_NS = 3_600 * SECOND_NS
MINUTE_NS = 60 * SECOND_NS
HOUR_START_NS = T0_NS // HOUR_NS * HOUR_NS
NOW_NS = HOUR_START_NS + 30 * MINUTE_NS
LONG_AGO_NS = T0_NS - 400 * 24 * HOUR_NS


def query(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def stored(spans: list[Span], **fields: Any) -> None:
    write(batch(spans, **fields))


def recompute(now_ns: int = NOW_NS, facts_since_ns: int = LONG_AGO_NS) -> int:
    return rollup.recompute_ready(1, now_ns, facts_since_ns)


SPAN_SUMS = "sum(spans), sum(duration_ns), sum(calls), sum(unpriced_calls), sum(input_tokens), sum(cost_nanousd)"
SPAN_FACTS = """
    SELECT date_trunc('hour', start_time), workflow, kind, coalesce(model, ''), status, count(*), sum(duration_ns),
        count(*) FILTER (WHERE usage_counted), count(*) FILTER (WHERE usage_counted AND cost_nanousd IS NULL),
        coalesce(sum(input_tokens) FILTER (WHERE usage_counted), 0),
        coalesce(sum(cost_nanousd) FILTER (WHERE usage_counted), 0)
    FROM span WHERE NOT superseded GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""
RUN_SUMS = "sum(runs), sum(attempts), sum(cost_nanousd), sum(cost_nanousd_squared), sum(duration_ns_squared)"
RUN_FACTS = """
    SELECT date_trunc('hour', start_time), workflow, status, count(*), sum(attempts), coalesce(sum(cost_nanousd), 0),
        coalesce(sum(cost_nanousd::numeric * cost_nanousd), 0), sum(duration_ns::numeric * duration_ns)
    FROM trace_run GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def check_against_facts() -> None:
    spans = f"SELECT date_trunc('hour', bucket), workflow, kind, model, status, {SPAN_SUMS} FROM rollup_span"
    assert query(f"{spans} GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5") == query(SPAN_FACTS)
    runs = f"SELECT date_trunc('hour', bucket), workflow, status, {RUN_SUMS} FROM rollup_run"
    assert query(f"{runs} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3") == query(RUN_FACTS)
    durations = [ns for (ns,) in query("SELECT duration_ns FROM span WHERE NOT superseded")]
    assert histogram("span_duration_ns") == Counter(map(log_bucket, durations))
    lasting = [ns for (ns,) in query("SELECT end_ns - start_ns FROM trace")]
    assert histogram("trace_duration_ns") == Counter(map(log_bucket, lasting))


def histogram(measure: str) -> Counter[int]:
    rows = query("SELECT log_buckets, ns FROM rollup_histogram WHERE measure = %s", measure)
    total: Counter[int] = Counter()
    for buckets, ns in rows:
        total.update(dict(zip(buckets, ns, strict=True)))
    return total


def log_bucket(value: int) -> int:
    return math.ceil(math.log(value) / math.log(1.01 / 0.99)) if value > 0 else -32768


def settle_and_recompute(now_ns: int = NOW_NS) -> None:
    settle.settle_ready(1, T0_NS + 400 * 24 * HOUR_NS)
    recompute(now_ns)


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
    assert rollup.fold_ready(1, HOUR_START_NS + 3 * HOUR_NS) == len(rollup.measures())
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


@pytest.mark.usefixtures("committed_store")
def test_a_mark_made_while_a_bucket_is_recomputed_survives(monkeypatch: pytest.MonkeyPatch) -> None:
    stored(trace(3))
    real_fill = rollups.fill

    def late_writer() -> None:
        stored(trace(3))
        connection.close()

    def fill_and_meanwhile(*args: Any) -> None:
        real_fill(*args)
        if not query("SELECT count(*) FROM mark WHERE kind = 'span'")[0][0]:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(late_writer).result()

    monkeypatch.setattr(rollups, "fill", fill_and_meanwhile)
    recompute()
    monkeypatch.undo()
    assert query("SELECT sum(spans) FROM rollup_span") == [(3,)]
    assert query("SELECT count(*) FROM mark WHERE kind = 'span'") == [(1,)]
    recompute()
    assert query("SELECT sum(spans) FROM rollup_span") == [(6,)]


@pytest.mark.usefixtures("committed_store")
def test_hours_that_another_worker_is_at_keep_their_marks_and_the_others_are_recomputed() -> None:
    stored([span(), span(start_ns=T0_NS - HOUR_NS)])
    stored([span(start_ns=T0_NS - 30 * HOUR_NS), span(start_ns=T0_NS - 31 * HOUR_NS)])
    busy = [when(HOUR_START_NS), when(HOUR_START_NS - 30 * HOUR_NS)]

    def meanwhile() -> int:
        try:
            return recompute()
        finally:
            connection.close()

    with transaction.atomic():
        names = [rollup._lock(1, "span", hour) for hour in busy]
        assert locks.those_taken(names) == set(names)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(meanwhile).result() == 2
    assert query("SELECT date_trunc('hour', bucket, 'UTC') FROM mark ORDER BY 1 DESC") == [(hour,) for hour in busy]
    assert recompute() == 2
    check_span_sum(4)


@pytest.mark.usefixtures("committed_store")
def test_a_late_span_of_another_hour_of_the_day_survives_its_recompute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks of all hours of a batch are taken before the first fact is read; one made while they are read stays."""
    hours_ns = [T0_NS - number * HOUR_NS for number in (30, 31)]
    stored([span(start_ns=start_ns) for start_ns in hours_ns])
    real_fill, late = rollups.fill, iter(hours_ns)

    def late_writer(start_ns: int) -> None:
        stored([span(start_ns=start_ns)])
        connection.close()

    def fill_and_meanwhile(*args: Any) -> None:
        with ThreadPoolExecutor(1) as pool:
            for start_ns in late:
                pool.submit(late_writer, start_ns).result()
        real_fill(*args)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(late_writer, hours_ns[0]).result()

    monkeypatch.setattr(rollups, "fill", fill_and_meanwhile)
    recompute()
    monkeypatch.undo()
    assert query("SELECT count(*) FROM mark WHERE kind = 'span'")[0][0] >= 3
    recompute()
    check_span_sum(query("SELECT count(*) FROM span")[0][0])
    assert query("SELECT count(*) FROM mark WHERE kind = 'span'") == [(0,)]


def check_span_sum(spans: int) -> None:
    assert query("SELECT sum(spans) FROM rollup_span") == [(spans,)]


@pytest.mark.usefixtures("committed_store")
def test_a_crash_in_the_middle_leaves_marks_and_buckets_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    stored(trace(3))
    recompute()
    stored(trace(3))

    def crash(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rollups, "fill", crash)
    with pytest.raises(KeyboardInterrupt):
        recompute()
    monkeypatch.undo()
    assert query("SELECT sum(spans) FROM rollup_span") == [(3,)]
    recompute()
    assert query("SELECT sum(spans) FROM rollup_span") == [(6,)]


@pytest.mark.usefixtures("committed_store")
def test_several_workers_and_writers_at_once_end_at_the_facts() -> None:
    def work(number: int) -> None:
        stored(trace(6, start_ns=T0_NS + number * 20 * SECOND_NS, end_ns=T0_NS + number * 21 * SECOND_NS + 1))
        settle.settle_ready(1, T0_NS + HOUR_NS)
        recompute()
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(24)))
    settle_and_recompute()
    check_against_facts()


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
        for table in ("span", "trace", "trace_run", "mark", "rollup_span", "rollup_run", "rollup_histogram"):
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
