"""What the roll-ups read and write: marks taken, buckets replaced, minutes folded. Times are the start of a bucket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from aiops.core import sql

WIDTH = {"m": timedelta(minutes=1), "h": timedelta(hours=1)}
WORK_MEM = "64MB"  # adding up a busy minute should not go through the disk


@dataclass(frozen=True)
class Target:
    """A project's rows of one roll-up table; of a table that measures share, those named in `only`."""

    project_id: int
    table: str
    only: tuple[str, ...]

    def statement(self, name: str) -> str:
        """The statement of that name, for a table of its own or a shared one."""
        return sql.composed("traces", f"{name}_of" if self.only else name, {"table": self.table})

    def params(self, **more: Any) -> dict[str, Any]:
        return {"project_id": self.project_id, "only": list(self.only), **more}


def dirty_hours(project_id: int) -> list[tuple[Any, datetime, timedelta]]:
    """(kind, hour, age of its oldest mark) of all that is marked."""
    found = sql.tuples("traces", "dirty_hours", {"project_id": project_id})
    return [(kind, hour, waited) for kind, hour, waited in found]


def take_marks(project_id: int, kind: str, hours: Sequence[datetime]) -> list[datetime]:
    """The marked minutes of these hours, each once, in order; their marks are gone when the transaction commits."""
    params = {"project_id": project_id, "kind": kind, **_within(hours)}
    return [bucket for (bucket,) in sql.tuples("traces", "take_marks", params)]


def oldest_mark(project_id: int) -> datetime | None:
    """Since when something waits to be rolled up; None when pages show all there is."""
    return next((made_at for (made_at,) in sql.tuples("traces", "oldest_mark", {"project_id": project_id})), None)


def forget(target: Target, grain: str, buckets: Sequence[datetime]) -> None:
    _run(target.statement("rollup_forget"), target.params(grain=grain, buckets=list(buckets)))


def drop_minutes(target: Target, hours: Sequence[datetime]) -> None:
    _run(target.statement("rollup_drop_minutes"), target.params(**_within(hours)))


def standing(target: Target, grain: str, hours: Sequence[datetime]) -> list[datetime]:
    """Those of these hours that stand there as an hour, or as minutes."""
    with connection.cursor() as cursor:
        cursor.execute(target.statement("rollup_has"), target.params(grain=grain, hours=list(hours)))
        return [hour for (hour,) in cursor.fetchall()]


def unfolded_hours(target: Target, before: datetime) -> list[datetime]:
    """Hours before a time that still stand there as minutes."""
    params = target.params(before=before)
    return [hour for (hour,) in sql.tuples("traces", "rollup_open_hours", params, table=target.table)]


def make_room() -> None:
    """The rest of this transaction may take memory to add up facts."""
    sql.execute("traces", "set_local", {"name": "work_mem", "value": WORK_MEM})


def fill(
    statement: str, target: Target, grain: str, buckets: Sequence[datetime], more: Mapping[str, Any] | None = None
) -> None:
    """Runs a statement that adds rows made from the facts of these buckets, which it looks for from first to last."""
    width = WIDTH[grain]
    times = {"width": width, "buckets": list(buckets), "first": min(buckets), "last": max(buckets) + width}
    _run(statement, target.params(grain=grain, most=settings.ROLLUP_VALUES, **times, **(more or {})))


def fold(statement: str, target: Target, hour: datetime) -> None:
    """Runs a statement that adds an hour's rows made from those of its minutes."""
    _run(statement, target.params(grain="h", hour=hour, most=settings.ROLLUP_VALUES))


def _within(hours: Sequence[datetime]) -> dict[str, Any]:
    return {"hours": list(hours), "first": min(hours), "last": max(hours) + WIDTH["h"]}


def _run(statement: str, params: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
