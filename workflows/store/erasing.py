"""Outcomes of erased traces: which they are, what becomes of their credits, and which are not taken any more."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from aiops.core import sql
from aiops.core.events import Answer, Rejected
from traces.store import erased
from workflows.events.outcome import OutcomeRow
from workflows.store import queue

Key = tuple[str, str]  # source, outcome_id
TRACE_ID_CHARS = 32  # a run without a name of its own has its trace's


def reach(project_id: int, erasure_id: int, sessions: Sequence[str]) -> int:
    """How many outcomes are credited to the traces of an erasure, or name one of them, or one of these sessions."""
    params = {"project_id": project_id, "erasure_id": erasure_id, "sessions": list(sessions)}
    return int(sql.tuples("workflows", "erase_reach", params)[0][0])


def credited(project_id: int, trace_ids: Sequence[str]) -> set[Key]:
    """Outcomes of which these traces (hex) have a share."""
    return _keys("erase_credited", {"project_id": project_id, "trace_ids": list(trace_ids)})


def orphans(project_id: int, references: Iterable[tuple[str, str]]) -> set[Key]:
    """Outcomes of which some version names a run by one of these, where no run that is left goes by it."""
    rows = sql.as_json([{"kind": kind, "ref": ref} for kind, ref in references])
    return _keys("erase_orphans", {"project_id": project_id, "gone": rows})


def naming_sessions(project_id: int, sessions: Sequence[str], before: datetime) -> set[Key]:
    return _keys("erase_of_sessions", {"project_id": project_id, "sessions": list(sessions), "before": before})


def release(project_id: int, keys: Iterable[Key]) -> None:
    """Takes away the credits of these outcomes; the traces that had some of them follow."""
    if params := _params(project_id, keys):
        touched = sql.tuples("workflows", "erase_credits", params)
        queue.changed(project_id, [trace_id for (trace_id,) in touched])


def credit_again(project_id: int, keys: Iterable[Key]) -> None:
    """To the runs that are left."""
    if params := _params(project_id, keys):
        sql.execute("workflows", "erase_pend", params)


def take(project_id: int, keys: Iterable[Key]) -> None:
    """Every version of these."""
    if params := _params(project_id, keys):
        sql.execute("workflows", "erase_outcomes", params)


def admitted(project_id: int, rows: Sequence[OutcomeRow], answer: Answer) -> list[OutcomeRow]:
    """Those that name nothing erased; the answer says so of the others. After locks.begin_writing."""
    digests = {id(row): erased.digest(project_id, *named) for row in rows if (named := _named(row))}
    marks = erased.marks(project_id, set(digests.values()))
    taken = []
    for row in rows:
        mark = marks.get(digests.get(id(row), b""))
        if mark and row.occurred_at < mark.before:
            answer.rejected.append(Rejected(row.index, row.ref_kind, erased.REASON))
        else:
            taken.append(row)
    return taken


def _named(row: OutcomeRow) -> tuple[str, str] | None:
    """The kind and the value of what is erased under such a name; None: nothing is."""
    if row.ref_kind == "session":
        return "session", row.ref
    is_trace = row.ref_kind == "trace_id" or (row.ref_kind == "run_id" and len(row.ref) == TRACE_ID_CHARS)
    return ("trace", row.ref) if is_trace else None


def _keys(statement: str, params: dict[str, Any]) -> set[Key]:
    return set(sql.tuples("workflows", statement, params))


def _params(project_id: int, keys: Iterable[Key]) -> dict[str, Any] | None:
    rows = [{"source": source, "outcome_id": outcome_id} for source, outcome_id in sorted(keys)]
    return {"project_id": project_id, "keys": sql.as_json(rows)} if rows else None
