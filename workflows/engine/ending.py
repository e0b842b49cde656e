"""Ends of runs that no worker has: cancelled in the queue, past their deadline there, dead."""

import time
from typing import Any
from uuid import UUID

from django.db import transaction

from aiops.core import sql
from workflows.engine.spans import Told, run_span
from workflows.store import outbox, runs
from workflows.store.runs import Row

CANCELLED = {"code": "cancelled", "message": "It was cancelled."}
DEADLINE = {"code": "deadline", "message": "Its deadline passed before a worker came to it."}


def end_idle(project_id: int, run_id: UUID, state: str, error: dict[str, Any], by: str = "") -> bool:
    """Ends a queued or waiting run and tells its span. False: a worker has it, or it has ended."""
    with transaction.atomic():
        ended = runs.end_idle(project_id, run_id, state, error, by)
        if ended is not None:
            tell(ended)
    return ended is not None


def tell(ended: Row) -> None:
    """In the transaction that ended it: its span, and that it waits for nothing any more."""
    told = Told(ended["id"], ended["name"], ended["drive"], ended["dry_run"])
    now = time.time_ns()
    span = run_span(told, ended["state"], ended["started_ns"] or now, now, ended["error"])
    outbox.add_spans(ended["project_id"], [span])
    sql.execute("workflows", "run_end_waits", {"project_id": ended["project_id"], "run_id": ended["id"]})
