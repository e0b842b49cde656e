import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction

from aiops.core.models import Project
from tests.factories import SECOND_NS, T0_NS, batch, span, trace
from traces import tasks
from traces.ingest.write import write
from traces.store import partitions, retention
from traces.store.times import when

pytestmark = pytest.mark.django_db
HOUR_NS = 3_600 * SECOND_NS
DAY_NS = 24 * HOUR_NS
NOW = when(T0_NS)
T = TypeVar("T")


def query(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def stored_days_ago(*days: float, project_id: int = 1) -> None:
    starts = [T0_NS - int(each * DAY_NS) for each in days]
    write(batch([span(start_ns=ns, end_ns=ns) for ns in starts], project_id=project_id, retention_days=1_000))


def test_days_beyond_the_longest_retention_are_dropped_whole() -> None:
    stored_days_ago(0, 29, 30, 31, 32)
    dropped = retention.drop_days(NOW, 30)
    assert dropped == ["span_20260820", "span_blob_20260820"]
    assert query("SELECT count(*) FROM span") == [(4,)]
    stored_days_ago(32)
    assert query("SELECT count(*) FROM span") == [(5,)]


def test_a_project_that_keeps_less_loses_its_own_spans_and_bodies_alone() -> None:
    stored_days_ago(1, 6, 8, 20, project_id=1)
    stored_days_ago(8, project_id=2)
    retention.expire_facts(1, NOW - timedelta(days=7))
    assert query("SELECT project_id, count(*) FROM span GROUP BY 1 ORDER BY 1") == [(1, 2), (2, 1)]
    assert query("SELECT project_id, count(*) FROM span_blob GROUP BY 1 ORDER BY 1") == [(1, 2), (2, 1)]
    assert query("SELECT count(*) FROM trace WHERE project_id = 1") == [(4,)]


def test_part_of_a_day_goes_too() -> None:
    stored_days_ago(6.9, 7.01, 7.2)
    retention.expire_facts(1, NOW - timedelta(days=7))
    assert query("SELECT count(*) FROM span") == [(1,)]


ROWS_READ = """
    SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint
    FROM pg_stat_xact_user_tables WHERE relname ~ '^span_2'
"""


def test_a_day_whose_facts_are_gone_already_is_not_read_again() -> None:
    """Statistics still say that half of the day is the project's, as they do until the next analyze."""
    for project_id in (1, 2):
        starts = [T0_NS - 8 * DAY_NS + at for at in range(1_000)]
        write(batch([span(start_ns=ns, end_ns=ns) for ns in starts], project_id=project_id))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE span")
    retention.expire_facts(1, NOW - timedelta(days=7))
    [(before,)] = query(ROWS_READ)
    retention.expire_facts(1, NOW - timedelta(days=7))
    assert query(ROWS_READ)[0][0] - before < 10
    assert query("SELECT project_id, count(*) FROM span GROUP BY 1") == [(2, 1_000)]


def in_a_connection_of_its_own(work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connection.close()


def slowest_read(stop: Event) -> float:
    slowest = 0.0
    while not stop.is_set():
        begun = time.monotonic()
        query("SELECT 1 FROM span LIMIT 1")
        slowest = max(slowest, time.monotonic() - begun)
        time.sleep(0.005)
    return slowest


@pytest.mark.django_db(transaction=True)
def test_a_day_that_is_in_use_is_dropped_later_and_nobody_else_waits() -> None:
    stored_days_ago(0, 32)
    stop = Event()
    with ThreadPoolExecutor(2) as pool:
        slowest = pool.submit(in_a_connection_of_its_own, lambda: slowest_read(stop))
        try:
            with transaction.atomic():
                query("SELECT count(*) FROM span")  # somebody reads for a second and a half
                dropped = pool.submit(in_a_connection_of_its_own, lambda: retention.drop_days(NOW, 30))
                time.sleep(1.5)
            assert dropped.result() == ["span_20260820", "span_blob_20260820"]
        finally:
            stop.set()
        assert slowest.result() < 1


def test_bodies_of_which_no_span_is_left_are_collected() -> None:
    write(batch(trace(3)))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM span")
    retention.expire_facts(1, NOW)
    assert query("SELECT count(*) FROM span_blob") == [(0,)]


def test_summaries_stay_400_days_and_quarantine_30() -> None:
    stored_days_ago(399, 401)
    write(batch([span(start_ns=0)], received_ns=T0_NS - 31 * DAY_NS))
    retention.expire_summaries(1, NOW)
    assert query("SELECT count(*) FROM trace") == [(1,)]
    assert query("SELECT count(*) FROM quarantine") == [(0,)]


def test_counts_are_folded_to_hours_and_their_sums_stay() -> None:
    for hour in (1, 50, 50, 51):
        write(batch(trace(3), received_ns=T0_NS - hour * HOUR_NS, client="a"))
    retention.fold_counts(1, NOW)
    retention.fold_counts(1, NOW)
    rows = query("SELECT bucket, n FROM ingest_count ORDER BY bucket")
    full = NOW.replace(minute=0, second=0)
    minute = NOW.replace(second=0)
    assert rows == [
        (full - timedelta(hours=51), 3), (full - timedelta(hours=50), 6), (minute - timedelta(hours=1), 3)
    ]  # fmt: skip


def test_partitions_are_made_ahead_of_time() -> None:
    partitions.forget()
    tasks.make_days()
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    assert partitions.name_of("span", tomorrow) in partitions.names("span")
    assert partitions.day_of(partitions.name_of("span_blob", tomorrow)) == tomorrow


def test_the_tasks_run_for_every_project() -> None:
    project = Project.objects.create(name="p", slug="p")
    Project.objects.create(name="q", slug="q", retention_days=7)
    now_ns = int(datetime.now(UTC).timestamp()) * SECOND_NS
    write(batch(trace(3, start_ns=now_ns - HOUR_NS), project_id=project.pk, received_ns=now_ns - 60 * SECOND_NS))
    assert tasks.settle() == 1
    assert tasks.roll_up() == 2
    tasks.fold()
    tasks.expire()
    assert query("SELECT sum(spans) FROM rollup_span") == [(3,)]
