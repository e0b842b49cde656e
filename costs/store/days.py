"""What each day cost and how: read from cost_day where the day stands there, else added up from its hours.

A day is kept once it is over for a while, and thrown away when one of its hours is computed anew, in that very
transaction: what is read is what the hours say. Whoever changes hours holds the lock together with others; whoever
keeps a day holds it alone, so that it sees all or nothing of a change.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from aiops.core import sql
from aiops.core.periods import Stretch, days_of
from costs.analysis.cells import FIGURES, Cell, Key
from costs.pricing.tiers import tier_of
from traces.store import locks

HOUR = timedelta(hours=1)
KEPT_AFTER = timedelta(hours=3)  # after the end of the day; its hours are folded by then
AT_ONCE = 7  # days kept in one transaction

Span = Stretch
spans_of = days_of


def read(project_id: int, spans: Sequence[Span]) -> list[Cell]:
    """Everything of these days, which stand in order, as of one moment."""
    if not spans:
        return []
    with sql.one_moment():
        return _read(project_id, spans)


def _read(project_id: int, spans: Sequence[Span]) -> list[Cell]:
    done = named_by("cost_days_done", project_id, spans)
    params = {
        **exact(project_id, spans),
        **exact(project_id, [span for span in spans if span in done], "kept_"),
        **exact(project_id, [span for span in spans if span not in done], "fresh_"),
    }
    parts = {"kept": "cost_days_kept", "of_hours": "cost_days_of_hours"}
    texts = {place: sql.statement("costs", name) for place, name in parts.items()}
    with connection.cursor() as cursor:
        cursor.execute(sql.composed("costs", "cost_cells", texts), params)
        return _cells(cursor.fetchall())


def _cells(rows: Sequence[tuple[Any, ...]]) -> list[Cell]:
    """Numbers of eight bytes, big-endian. Those of all cells are read as one: thousands of small arrays take time."""
    import numpy as np

    width = 1 + len(FIGURES)
    figures = np.frombuffer(b"".join(row[-1] for row in rows), dtype=">i8").astype(np.int64).reshape(-1, width)
    ends = np.cumsum([len(row[-1]) // (8 * width) for row in rows]).tolist()
    found = []
    for (workflow, provider, model, tier, *rest, _), first, last in zip(rows, [0, *ends], ends, strict=False):
        key = Key(workflow, provider, model, tier_of(tier), *rest)
        found.append(Cell(key, figures[first:last, 0] - 1, figures[first:last, 1:]))
    return found


def keep(project_id: int, spans: Sequence[Span], now: datetime) -> int:
    """Keeps those of these days that are over and do not stand yet; answers how many."""
    over = [span for span in spans if span[1] + KEPT_AFTER <= now]
    todo = sorted(set(over) - named_by("cost_days_done", project_id, over))
    for first in range(0, len(todo), AT_ONCE):
        _keep(project_id, todo[first : first + AT_ONCE])
    return len(todo)


@transaction.atomic
def _keep(project_id: int, spans: Sequence[Span]) -> None:
    """Asks again under the lock: somebody else may have kept them meanwhile."""
    locks.wait(_lock(project_id))
    done = named_by("cost_days_done", project_id, spans)
    new = [span for span in spans if span not in done]
    params = {**exact(project_id, new), **exact(project_id, new, "fresh_")}
    with connection.cursor() as cursor:
        made = sql.composed("costs", "cost_days_make", {"of_hours": sql.statement("costs", "cost_days_of_hours")})
        cursor.execute(made, params)
    sql.execute("costs", "cost_days_note", params)


def forget(project_id: int, hours: Sequence[datetime]) -> None:
    """Days of these hours stand no longer; part of the transaction that changes the hours."""
    sql.execute("costs", "cost_days_lock", {"name": _lock(project_id)})
    times = {"since": min(hours), "until": max(hours) + HOUR}
    sql.execute("costs", "cost_days_forget", {"project_id": project_id, **times})


def expire(project_id: int, before: datetime) -> None:
    """Days from before a time go as all roll-ups do."""
    times = {"since": datetime.min.replace(tzinfo=before.tzinfo), "until": before}
    sql.execute("costs", "cost_days_forget", {"project_id": project_id, **times})


def placed(project_id: int, spans: Sequence[Span]) -> dict[str, Any]:
    """What a query takes that tells sums by the place of their day: these days stand in order and leave no gap."""
    starts = [start for start, _ in spans]
    return {"project_id": project_id, "starts": starts, "first": spans[0][0], "last": spans[-1][1]}


def named_by(statement: str, project_id: int, spans: Sequence[Span]) -> set[Span]:
    """Those of these days that a statement says."""
    found = set(sql.tuples("costs", statement, exact(project_id, spans)))
    # By the instant: a local time that a change of clocks leaves out or doubles equals no time of another zone.
    return {span for span in spans if (span[0].astimezone(UTC), span[1].astimezone(UTC)) in found}


def exact(project_id: int, spans: Sequence[Span], of: str = "") -> dict[str, Any]:
    """What a query takes that asks for these very days."""
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    return {"project_id": project_id, f"{of}starts": starts, f"{of}ends": ends}


def _lock(project_id: int) -> str:
    return f"cost days {project_id}"
