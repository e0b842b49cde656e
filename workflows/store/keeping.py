"""How long runs are kept: as long as the spans of their project, and no longer than the traces they are."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from aiops.core import sql

AT_ONCE = 500


def expire(project_id: int, days: int) -> int:
    """Takes away runs that ended so long ago, some hundred a transaction; how many."""
    done = 0
    while True:
        with transaction.atomic():
            params = {"project_id": project_id, "days": days, "most": AT_ONCE}
            ids = [run_id for (run_id,) in sql.tuples("workflows", "runs_old", params)]
            done += take(project_id, ids) if ids else 0
        if len(ids) < AT_ONCE:
            return done


def take(project_id: int, ids: Sequence[Any]) -> int:
    """Runs with their steps, attempts, effects and waits; how many there were."""
    params = {"project_id": project_id, "ids": [str(each) for each in ids]}
    return int(sql.tuples("workflows", "runs_take", params)[0][0])


def reach(project_id: int, erasure_id: int) -> int:
    params = {"project_id": project_id, "erasure_id": erasure_id}
    return int(sql.tuples("workflows", "runs_reach", params)[0][0])
