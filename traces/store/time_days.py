"""Days of time: where a day is over and stands in time_day and path_day it is read there, else from its hours.

A day is kept once it is over for a while, and thrown away when one of its hours is computed anew, in that very
transaction: what is read is what the hours say. Whoever changes hours holds the lock together with others; whoever
keeps a day holds it alone, so that it sees all or nothing of a change.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from aiops.core import sql
from aiops.core.periods import Stretch, days_of
from traces.store import locks
from traces.store.rollups import WIDTH
from traces.store.time_cohort import Cohort

KEPT_AFTER = timedelta(hours=3)  # after the end of the day; its hours are folded by then
AT_ONCE = 7  # days kept in one transaction


def rows(name: str, table: str, cohort: Cohort) -> list[tuple[Any, ...]]:
    """What a statement says of `{rows}`, those of time_rows or path_rows for the cohort's period."""
    with sql.one_moment():
        params = cohort.params() | _places(cohort.project_id, days_of(cohort.period))
        return sql.tuples("traces", name, params, rows=sql.statement("traces", f"{table}_rows"))


def keep(project_id: int, days: Sequence[Stretch], now: datetime) -> int:
    """Keeps those of these days that are over and do not stand yet; answers how many."""
    over = [day for day in days if day[1] + KEPT_AFTER <= now]
    done = _done(project_id, over)
    todo = [day for day in over if day not in done]
    for first in range(0, len(todo), AT_ONCE):
        _keep(project_id, todo[first : first + AT_ONCE])
    return len(todo)


@transaction.atomic
def _keep(project_id: int, days: Sequence[Stretch]) -> None:
    """Asks again under the lock: somebody else may have kept them meanwhile."""
    locks.wait(_lock(project_id))
    params = {"project_id": project_id, **_places(project_id, days)}
    for name in ("time_days_make", "path_days_make", "time_days_note"):
        sql.execute("traces", name, params)


def forget(project_id: int, hours: Sequence[datetime], kind: str = "run") -> None:
    """Step after some hours were computed anew, in that transaction: days of these hours stand no longer, and those
    between them do. Hours of spans change nothing that days are made of."""
    if kind != "run":
        return
    locks.share(_lock(project_id))
    for since, until in _stretches(sorted(hours)):
        _forget(project_id, since, until)


def _stretches(hours: Sequence[datetime]) -> list[Stretch]:
    """Hours that follow one another, together."""
    found: list[Stretch] = []
    for hour in hours:
        since = found.pop()[0] if found and hour <= found[-1][1] else hour
        found.append((since, hour + WIDTH["h"]))
    return found


def expire(project_id: int, before: datetime) -> None:
    """Days from before a time go as all roll-ups do."""
    _forget(project_id, datetime.min.replace(tzinfo=before.tzinfo), before)


def _forget(project_id: int, since: datetime, until: datetime) -> None:
    sql.execute("traces", "time_days_forget", {"project_id": project_id, "since": since, "until": until})


def _places(project_id: int, days: Sequence[Stretch]) -> dict[str, Any]:
    """Which days are read as such, and which from their hours."""
    done = _done(project_id, days)
    kept, fresh = [day for day in days if day in done], [day for day in days if day not in done]
    return {
        "kept_starts": [start for start, _ in kept],
        "kept_ends": [end for _, end in kept],
        "fresh_starts": [start for start, _ in fresh],
        "fresh_ends": [end for _, end in fresh],
    }


def _done(project_id: int, days: Sequence[Stretch]) -> set[Stretch]:
    params = {"project_id": project_id, "starts": [start for start, _ in days], "ends": [end for _, end in days]}
    found = set(sql.tuples("traces", "time_days_done", params))
    # By the instant: a local time that a change of clocks leaves out or doubles equals no time of another zone.
    return {day for day in days if (day[0].astimezone(UTC), day[1].astimezone(UTC)) in found}


def _lock(project_id: int) -> str:
    return f"time days {project_id}"
