"""Daily partitions of span and span_blob: made on demand by writers, ahead of time by the ticker, dropped by retention.

A new day is made beside the parent and attached, which unlike CREATE TABLE ... PARTITION OF blocks neither readers nor
writers. All days are UTC.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from threading import Lock

from django.db import connection, transaction

from aiops.core import sql
from traces.store import locks
from traces.store.times import NS_PER_DAY

PARENTS = ("span", "span_blob")
LOCK_TIMEOUT = "3s"

_known: set[date] = set()  # days this process has seen to exist
_known_lock = Lock()


def days_of(starts_ns: Iterable[int]) -> set[date]:
    """The UTC days in which these times lie."""
    numbers = {start_ns // NS_PER_DAY for start_ns in starts_ns}
    return {date(1970, 1, 1) + timedelta(days=number) for number in numbers}


def ensure(days: Iterable[date]) -> None:
    """Makes the partitions of these days that are missing. Raises django.db.OperationalError when a lock is not had."""
    missing = sorted(set(days) - _known)
    if not missing:
        return
    with transaction.atomic():
        locks.bound_waiting(LOCK_TIMEOUT)
        locks.wait("partitions")
        for parent in PARENTS:
            present = set(names(parent))
            for day in missing:
                if name_of(parent, day) not in present:
                    _create(parent, day)
    with _known_lock:
        _known.update(missing)


def forget() -> None:
    """Look again which partitions exist: one was dropped, or its making was rolled back."""
    with _known_lock:
        _known.clear()


def names(parent: str) -> list[str]:
    return [name for (name,) in sql.tuples("traces", "partition_names", {"parent": parent})]


def name_of(parent: str, day: date) -> str:
    return f"{parent}_{day:%Y%m%d}"


def day_of(name: str) -> date:
    return datetime.strptime(name.rpartition("_")[2], "%Y%m%d").replace(tzinfo=UTC).date()


def _create(parent: str, day: date) -> None:
    parts = {
        "parent": parent,
        "partition": name_of(parent, day),
        "first_day": f"{day} 00:00:00+00",
        "next_day": f"{day + timedelta(days=1)} 00:00:00+00",
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.composed("traces", "create_partition", parts))
        cursor.execute(sql.composed("traces", "attach_partition", parts))
