"""Checks of the queue and the workers."""

from collections.abc import Sequence
from typing import Any

from aiops.core import reach, sql, ticker
from aiops.core.doctor import Check, Finding

LONGEST_SILENCE_SECONDS = 60


def broker() -> Finding:
    error = reach.queue_error()
    if error is None:
        return Finding("Broker", "answers")
    return Finding("Broker", f"does not answer: {error}", "Start it, or unset CELERY_BROKER_URL to use the database.")


def worker() -> Finding:
    """Workers tick: a schedule that nobody touched for a minute has none."""
    silent = _health()["silent_seconds"]
    if silent is not None and silent < LONGEST_SILENCE_SECONDS:
        return Finding("Worker", f"last seen {silent:.0f} s ago")
    found = "never seen" if silent is None else f"last seen {silent:.0f} s ago"
    return Finding("Worker", found, "Start one: `make up`, or `celery -A aiops worker` beside your own web process.")


def recurring_work() -> Finding:
    failing = _health()["failing"]
    if not failing:
        return Finding("Recurring work", "runs")
    return Finding("Recurring work", f"{', '.join(failing)} failed last time", "See the worker's log for the reason.")


def _health() -> dict[str, Any]:
    return sql.rows("aiops/core", "schedule_health", {"names": list(ticker.entries())})[0]


CHECKS: Sequence[Check] = (broker, worker, recurring_work)
