"""What goes when: spans and bodies by the project's days, quarantine after 30 days, summaries and roll-ups after 400.

Everything may be interrupted and run again: each step takes away what is too old at the time given.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import OperationalError, connection, transaction

from aiops.core import sql
from traces.store import locks, partitions, time_days

FACTS = ("span", "span_blob")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DROP_LOCK_TIMEOUT = "50ms"
DROP_TRIES = 25
DROP_PAUSE_SECONDS = 0.2
QUARANTINE_DAYS = 30
SUMMARY_DAYS = 400
COUNTS_FOLD_AFTER = timedelta(hours=48)
SUMMARIES = {
    "trace": "start_time",
    "trace_run": "start_time",
    "score": "at",
    "usage_told": "last_seen",
    "metric_point": "seen_at",
    "version_seen": "last_seen",
    "rollup_span": "bucket",
    "rollup_trace": "bucket",
    "rollup_run": "bucket",
    "rollup_histogram": "bucket",
    "rollup_time": "bucket",
    "rollup_path": "bucket",
    "time_path": "seen",
    "rollup_finding": "bucket",
    "ingest_count": "bucket",
}


def drop_days(now: datetime, longest_days: int) -> list[str]:
    """Drops the daily partitions that every project's retention has passed; answers their names.

    Dropping one needs the whole table for an instant, and everybody queues behind who waits for it: so we give up after
    50 ms and try again later. A partition that stays in use is left for the next time.
    """
    last_day = (now - timedelta(days=longest_days) - DAY).date()
    old = [name for parent in FACTS for name in partitions.names(parent) if partitions.day_of(name) < last_day]
    return [name for name in old if _drop(name)]


def _drop(name: str) -> bool:
    for _ in range(DROP_TRIES):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                locks.bound_waiting(DROP_LOCK_TIMEOUT)
                cursor.execute(sql.composed("traces", "drop_partition", {"partition": name}))
        except OperationalError:
            time.sleep(DROP_PAUSE_SECONDS)
        else:
            partitions.forget()
            return True
    return False


def expire_facts(project_id: int, before: datetime) -> None:
    """Takes away spans and bodies that started before a time: day by day, and an hour's worth a transaction."""
    for table in FACTS:
        for day in sorted(map(partitions.day_of, partitions.names(table))):
            first = datetime(day.year, day.month, day.day, tzinfo=UTC)
            if first < before:
                _expire_between(project_id, table, first, min(first + DAY, before))
    sql.execute("traces", "orphan_blobs", {"project_id": project_id, "first": before - DAY, "last": before + DAY})


def _expire_between(project_id: int, table: str, first: datetime, last: datetime) -> None:
    """Within one day. Looks first whether there is anything: of most days all is long gone."""
    params = {"project_id": project_id, "first": first, "last": last}
    found = sql.tuples("traces", "oldest_fact", params, table=table)
    start = found[0][0] if found else last
    while start < last:
        until = min(start + HOUR, last)
        _run("expire_window", {"project_id": project_id, "first": start, "last": until}, table=table)
        start = until


def expire_summaries(project_id: int, now: datetime) -> None:
    """Takes away quarantined spans, summaries, roll-ups and counts that are too old."""
    params = {"project_id": project_id, "before": now - timedelta(days=QUARANTINE_DAYS)}
    _run("expire", params, table="quarantine", column="received_at")
    for table, column in SUMMARIES.items():
        params = {"project_id": project_id, "before": now - timedelta(days=SUMMARY_DAYS)}
        _run("expire", params, table=table, column=column)
    time_days.expire(project_id, now - timedelta(days=SUMMARY_DAYS))


def expire_tag_values(project_id: int, before: datetime) -> None:
    """Takes away values of tags that were not seen since."""
    _run("expire", {"project_id": project_id, "before": before.date()}, table="tag_value", column="seen")


def fold_counts(project_id: int, now: datetime) -> None:
    """Adds up what came in by the hour, once it is two days old."""
    before = (now - COUNTS_FOLD_AFTER).replace(minute=0, second=0, microsecond=0)
    for (hour,) in sql.tuples("traces", "count_hours", {"project_id": project_id, "before": before}):
        sql.execute("traces", "fold_counts", {"project_id": project_id, "hour": hour})


def _run(name: str, params: dict[str, Any], **parts: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.composed("traces", name, parts), params)
