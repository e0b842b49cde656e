"""What tests do in a worker's place: lease what is ready and run it, here and now, or a part of that."""

from typing import Any
from uuid import UUID

from django.db import connection

from workflows.engine import registry, sweep
from workflows.engine.execute import execute
from workflows.engine.runner import Runner
from workflows.engine.running import Hold
from workflows.models import Run
from workflows.store import runs
from workflows.store.runs import Lease, Row

LEASE_S = 30.0

__all__ = ["beat", "execute", "lease", "ready_now", "said", "state", "time_passes", "work"]


def lease(worker: str = "here", most: int = 1, lease_s: float = LEASE_S) -> list[tuple[Row, Hold]]:
    rows = runs.claim(list(registry.known()), registry.hashes(), worker, lease_s, most)
    return [(row, Hold(Lease(row["project_id"], row["id"], row["fence"], lease_s))) for row in rows]


def beat(holds: list[Hold]) -> None:
    """The heart of the worker."""
    alive = runs.beat([each.lease for each in holds], LEASE_S)
    Runner._tell(holds, alive)


def work(rounds: int = 20) -> int:
    """Runs what is ready until nothing is; answers how many leases that took."""
    count = 0
    for _ in range(rounds):
        leased = lease(most=50)
        for row, hold in leased:
            execute(row, hold)
        count += len(leased)
        if not leased:
            break
    return count


def time_passes(run_id: UUID) -> None:
    """The run's lease runs out, as when its worker was killed or stands still, and the sweeper sees it."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workflows_run SET lease_until = now() - interval '1 s' WHERE id = %s", [run_id])
    sweep.take_expired()
    ready_now(run_id)


def ready_now(run_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workflows_run SET available_at = now() WHERE id = %s", [run_id])


def state(run_id: UUID) -> Run:
    return Run.objects.get(pk=run_id)


def said(run_id: UUID) -> Any:
    run = state(run_id)
    return (run.state, run.output if run.state == "succeeded" else run.error)
