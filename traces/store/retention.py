"""What goes when: spans and bodies by the project's days, quarantine after 30 days, summaries and roll-ups after 400.

Everything may be interrupted and run again: each step takes away what is too old at the time given.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, connection, transaction

from aiops.core import sql
from traces.store import locks, partitions

FACTS = ("span", "span_blob")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUARANTINE_DAYS = 30
SUMMARY_DAYS = 400
COUNTS_FOLD_AFTER = timedelta(hours=48)
SUMMARIES = {
    "trace": "start_time",
    "trace_run": "start_time",
    "rollup_span": "bucket",
    "rollup_run": "bucket",
    "rollup_histogram": "bucket",
    "ingest_count": "bucket",
}


def drop_days(now: datetime, longest_days: int) -> list[str]:
    """Drops the daily partitions that every project's retention has passed; answers their names.

    A partition that is in use is left for the next time, so nobody waits for us.
    """
    last_day = (now - timedelta(days=longest_days) - DAY).date()
    old = [name for parent in FACTS for name in partitions.names(parent) if partitions.day_of(name) < last_day]
    return [name for name in old if _drop(name)]


def _drop(name: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            locks.bound_waiting("2s")
            cursor.execute(sql.composed("traces", "drop_partition", {"partition": name}))
    except OperationalError:
        return False
    partitions.forget()
    return True


def expire_facts(project_id: int, before: datetime) -> None:
    """Takes away spans and bodies that started before a time, an hour's worth a transaction."""
    for table in FACTS:
        params = {"project_id": project_id, "before": before}
        [(oldest,)] = sql.tuples("traces", "oldest_fact", params, table=table)
        while oldest is not None and oldest < before:
            last = min(oldest + HOUR, before)
            _run("expire_window", {"project_id": project_id, "first": oldest, "last": last}, table=table)
            oldest = last
    sql.execute("traces", "orphan_blobs", {"project_id": project_id, "first": before - DAY, "last": before + DAY})


def expire_summaries(project_id: int, now: datetime) -> None:
    """Takes away quarantined spans, summaries, roll-ups and counts that are too old."""
    params = {"project_id": project_id, "before": now - timedelta(days=QUARANTINE_DAYS)}
    _run("expire", params, table="quarantine", column="received_at")
    for table, column in SUMMARIES.items():
        params = {"project_id": project_id, "before": now - timedelta(days=SUMMARY_DAYS)}
        _run("expire", params, table=table, column=column)


def fold_counts(project_id: int, now: datetime) -> None:
    """Adds up what came in by the hour, once it is two days old."""
    before = (now - COUNTS_FOLD_AFTER).replace(minute=0, second=0, microsecond=0)
    for (hour,) in sql.tuples("traces", "count_hours", {"project_id": project_id, "before": before}):
        sql.execute("traces", "fold_counts", {"project_id": project_id, "hour": hour})


def _run(name: str, params: dict[str, Any], **parts: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.composed("traces", name, parts), params)
