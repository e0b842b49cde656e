"""Joins outcomes to runs: finds the runs that each is about, credits them, and has traces and roll-ups follow.

Works in small transactions under the lock that settling takes, so that no run comes or goes meanwhile and no two
workers credit the same outcome; between them settling gets its turn. A crash loses nothing: what a transaction took
away to work on comes back with it.
"""

import time

from django.db import OperationalError, transaction

from traces.store import locks
from workflows.attribution import batches, summaries
from workflows.store import definitions, queue

OUTCOMES_AT_ONCE = 500
RECHECKS_AT_ONCE = 100
TRACES_AT_ONCE = 200
LOCK_PATIENCE = "3s"


def attribute_ready(project_id: int, budget_seconds: float = 1.0) -> int:
    """Works on what waits until all is done or the time is up; answers how many outcomes it looked at."""
    if not queue.waits(project_id):
        return 0
    terms, stop_at, total = definitions.read(project_id), time.monotonic() + budget_seconds, 0
    try:
        while done := _some(project_id, terms):
            total += done
            if time.monotonic() > stop_at:
                break
        while _summaries(project_id) == TRACES_AT_ONCE:
            pass
    except OperationalError as error:
        if not locks.is_busy(error):
            raise
    return total


def _some(project_id: int, terms: definitions.Definitions) -> int:
    """Those that came before those to be looked at again."""
    with transaction.atomic():
        _lock(project_id)
        came = queue.pending(project_id, OUTCOMES_AT_ONCE)
        again = queue.to_look_at(project_id, RECHECKS_AT_ONCE, OUTCOMES_AT_ONCE)
        batches.credit(project_id, came, again, terms)
    return len(came) + len(again)


def _summaries(project_id: int) -> int:
    with transaction.atomic():
        _lock(project_id)
        trace_ids = queue.take_changed(project_id, TRACES_AT_ONCE)
        if trace_ids:
            summaries.write(project_id, trace_ids)
    return len(trace_ids)


def _lock(project_id: int) -> None:
    locks.bound_waiting(LOCK_PATIENCE)
    locks.wait(f"settle {project_id}")
