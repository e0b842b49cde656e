"""Roll-ups recomputed while others write, recompute or crash: no mark is lost, nothing counts twice."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from tests.factories import SECOND_NS, T0_NS, span, trace
from tests.traces.rollup.facts import (
    HOUR_NS,
    HOUR_START_NS,
    check_against_facts,
    check_span_sum,
    query,
    recompute,
    settle_and_recompute,
    stored,
)
from traces import rollup, settle
from traces.store import locks, rollups
from traces.store.times import when

pytestmark = pytest.mark.django_db(transaction=True)


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
