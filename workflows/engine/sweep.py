"""What time does to runs: leases run out, waits end, deadlines pass. Any number of workers may look; rows decide."""

import logging

from django.db import transaction

from workflows.engine import ending, nudges
from workflows.store import attempts, runs

log = logging.getLogger(__name__)
AT_ONCE = 200


def sweep() -> int:
    """How many runs it changed. Raises django.db.Error."""
    changed = take_expired() + end_unwanted() + runs.end_waits(AT_ONCE) + end_overdue()
    if changed:
        nudges.nudge()
    return changed


def take_expired() -> int:
    """Runs of dead workers go back into the queue, or are dead themselves; their open attempts are lost."""
    with transaction.atomic():
        taken = runs.expired(AT_ONCE)
        for row in taken:
            attempts.lose(row["project_id"], row["id"], row["fence"])
            if row["state"] == "dead":
                log.error("Run %s of %s is dead: %s", row["id"], row["name"], row["error"]["message"])
                ending.tell(row)
    return len(taken)


def end_overdue() -> int:
    found = runs.overdue(AT_ONCE)
    return sum(ending.end_idle(project_id, run_id, "failed", ending.DEADLINE) for run_id, project_id in found)


def end_unwanted() -> int:
    """Runs put aside in the moment in which they were cancelled."""
    found = runs.unwanted(AT_ONCE)
    return sum(ending.end_idle(project_id, run_id, "cancelled", ending.CANCELLED) for run_id, project_id in found)
