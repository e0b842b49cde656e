"""Runs the named steps of settings.INGEST_STEPS over one batch. Every door ends here."""

import logging
from collections.abc import Callable, Iterable
from functools import cache
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.utils.module_loading import import_string

from aiops.core import workbench
from traces.ingest import kept
from traces.ingest.faults import one_by_one
from traces.types import Batch

logger = logging.getLogger(__name__)
Step = Callable[[Batch], None]
STORING = "traces.ingest.write.write"  # all or nothing; the steps before it only change spans, those behind it count


@cache
def steps() -> tuple[tuple[str, Step], ...]:
    return tuple((path, import_string(path)) for path in settings.INGEST_STEPS)


def ingest(batch: Batch) -> Batch:
    """Takes a decoded batch through every step; on return `batch.receipt` says what is durably stored.

    A span over which a step stumbles is rejected as `fault`, the others are kept. Raises django.db.DatabaseError or
    InterfaceError when the store does not take the batch: the door answers 503 and nothing is stored.
    """
    kept.forget_old(monotonic())
    computing, storing = _before_and_from_storing()
    with workbench.turn():
        _run(computing, batch)
    _run(storing, batch)
    return batch


def _before_and_from_storing() -> tuple[tuple[tuple[str, Step], ...], tuple[tuple[str, Step], ...]]:
    paths = [path for path, _ in steps()]
    place = paths.index(STORING) if STORING in paths else len(paths)
    return steps()[:place], steps()[place:]


def _run(some: Iterable[tuple[str, Step]], batch: Batch) -> None:
    for path, step in some:
        notes = batch.notes.copy()
        try:
            step(batch)
        except (DatabaseError, InterfaceError):
            if batch.receipt is None:
                raise
            logger.exception("Step %s failed; the batch of project %d is stored.", path, batch.project_id)
        except Exception:
            if path == STORING:
                raise
            if batch.receipt is None:
                batch.notes = notes
                one_by_one(path, step, batch)
            else:
                logger.exception("Step %s failed; the batch of project %d is stored.", path, batch.project_id)
