"""Runs as rows: leased, lengthened, given back, ended. Each writer names its fence; an old one changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from django.db import DataError

from aiops.core import sql
from workflows.policies.calls import LeaseLost

MOST_COUNTED = 100_000
COMMITTED_TWICE = "were committed before"  # as run_commit says it
# In a row, without a committed step in between; one more and the run is dead. Whoever stood still may have been stopped
# by the run, or by the machine: that says little, but not for ever.
MOST_LOST, MOST_STALLED = 9, 20
Row = dict[str, Any]


@dataclass(frozen=True)
class Lease:
    """That this worker may write a run's rows, until the database's clock says otherwise."""

    project_id: int
    run_id: UUID
    fence: int
    seconds: float

    @property
    def params(self) -> Row:
        return {"project_id": self.project_id, "run_id": self.run_id, "fence": self.fence}


@dataclass
class Commit:
    """All that one transaction writes of a run. Lists hold JSON-able rows in the columns of the statement."""

    state: str = "running"
    output: str | None = None  # JSON text
    error: Mapping[str, Any] | None = None
    stopped_for: str = ""
    steps: list[Row] = field(default_factory=list)
    effects: list[Row] = field(default_factory=list)
    waits: list[Row] = field(default_factory=list)
    consumed: list[int] = field(default_factory=list)
    spans: list[Row] = field(default_factory=list)


def parsed(rows: list[Row], *columns: str) -> list[Row]:
    """jsonb comes as text from a cursor of Django's."""
    return [row | {name: orjson.loads(row[name]) for name in columns if isinstance(row[name], str)} for row in rows]


def insert(run: Mapping[str, Any]) -> bool:
    """Whether it is new: its idempotency key was not used before."""
    return bool(sql.prepared("workflows", "run_insert", run))


def claim(names: Sequence[str], hashes: Sequence[str], worker: str, lease_s: float, most: int) -> list[Row]:
    """Runs that are ready and can be run here, now leased to this worker."""
    params = {"names": list(names), "hashes": list(hashes), "worker": worker[:100], "lease_s": lease_s, "most": most}
    return parsed(sql.prepared_rows("workflows", "run_claim", params), "input")


def beat(leases: Sequence[Lease], lease_s: float) -> dict[UUID, bool]:
    """Lengthens leases. Answers those still held, with whether somebody wants the run cancelled."""
    return dict(sql.tuples("workflows", "run_beat", _pairs(leases) | {"lease_s": lease_s}))


def release(leases: Sequence[Lease]) -> None:
    if leases:
        sql.execute("workflows", "run_release", _pairs(leases))


def survived(leases: Sequence[Lease]) -> None:
    """These were lost though their worker did not die: it stood still, and so did not beat."""
    sql.execute("workflows", "run_survived", _pairs(leases))


def _pairs(leases: Sequence[Lease]) -> Row:
    return {"ids": [each.run_id for each in leases], "fences": [each.fence for each in leases]}


def commit(lease: Lease, what: Commit) -> None:
    """Writes all of it, or nothing: raises LeaseLost when another worker has the run.

    Raises RuntimeError for a step that was committed before: a fault of the engine, not of the database.
    """
    params = {
        **lease.params,
        "lease_s": lease.seconds,
        "state": what.state,
        "output": what.output,
        "error": sql.as_json([what.error])[1:-1] if what.error is not None else None,
        "stopped_for": what.stopped_for,
        "steps": sql.as_json(what.steps),
        "effects": sql.as_json(what.effects),
        "waits": sql.as_json(what.waits),
        "consumed": what.consumed,
        "spans": sql.as_json(what.spans) if what.spans else None,
    }
    try:
        held = sql.prepared("workflows", "run_commit", params)[0][0]
    except DataError as error:
        if COMMITTED_TWICE not in str(error):
            raise
        raise RuntimeError(f"steps of run {lease.run_id} were committed before: a fault of the engine") from error
    if not held:
        raise LeaseLost


def lock(lease: Lease) -> tuple[bool, bool]:
    """Within a transaction: nobody else changes the run until it ends.

    Whether a wait of it ended meanwhile, and whether somebody wants it cancelled.

    Raises LeaseLost.
    """
    found = sql.tuples("workflows", "run_lock", lease.params)
    if not found:
        raise LeaseLost
    return bool(found[0][0]), bool(found[0][1])


def steps(project_id: int, run_id: UUID) -> list[Row]:
    found = sql.rows("workflows", "run_steps", {"project_id": project_id, "run_id": run_id})
    return parsed(found, "arguments", "result", "error")


def ended_waits(project_id: int, run_id: UUID) -> list[Row]:
    found = sql.rows("workflows", "run_waits", {"project_id": project_id, "run_id": run_id})
    return parsed(found, "answer", "kept")


def wake(project_id: int, run_id: UUID, *, stopped: bool = False) -> None:
    """A run that waits is in the queue again. `stopped`: also one that stopped for changed code."""
    params = {"project_id": project_id, "run_id": run_id, "stopped": stopped}
    sql.execute("workflows", "run_wake", params)


def end_idle(project_id: int, run_id: UUID, state: str, error: Mapping[str, Any], by: str = "") -> Row | None:
    """Ends a run that nobody is working on. None when somebody is, or it has ended."""
    params = {"project_id": project_id, "run_id": run_id, "state": state, "by": by, "error": sql.as_json([error])[1:-1]}
    found = parsed(sql.rows("workflows", "run_end_idle", params), "error")
    return found[0] if found else None


def expired(most: int) -> list[Row]:
    """Runs whose workers died or stood still, taken from them."""
    params = {"most_lost": MOST_LOST, "most_stalled": MOST_STALLED, "most": most}
    return parsed(sql.rows("workflows", "runs_expired", params), "error")


def overdue(most: int) -> list[tuple[UUID, int]]:
    return sql.tuples("workflows", "runs_overdue", {"most": most})


def unwanted(most: int) -> list[tuple[UUID, int]]:
    """Runs that wait though somebody wants them cancelled."""
    return sql.tuples("workflows", "runs_unwanted", {"most": most})


def end_waits(most: int) -> int:
    """Runs whose waits ended by the clock, or were answered, are in the queue again. Answers how many."""
    return sql.execute("workflows", "waits_due", {"most": most})


def queue_state(project_id: int | None = None) -> Row:
    """How many runs are in which state and how old the ready ones are; of one project, or of all."""
    return sql.rows("workflows", "queue_state", {"most": MOST_COUNTED, "project_id": project_id})[0]
