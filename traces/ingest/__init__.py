"""Runs the named steps of settings.INGEST_STEPS over one batch. Every door ends here."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from traces.types import Batch

Step = Callable[[Batch], None]


@cache
def steps() -> tuple[Step, ...]:
    return tuple(import_string(path) for path in settings.INGEST_STEPS)


def ingest(batch: Batch) -> Batch:
    """Takes a decoded batch through every step; on return `batch.receipt` says what is durably stored.

    Raises django.db.OperationalError when the store cannot be reached: the door answers 503 and nothing is stored.
    """
    for step in steps():
        step(batch)
    return batch
