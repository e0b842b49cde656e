"""What a question of a page or of the API may cost the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, transaction
from psycopg.errors import QueryCanceled

from aiops.core import sql
from aiops.core.errors import ApiError

QUERY_TIMEOUT_MS = 5_000


def allow_whole_tables() -> None:
    """For the rest of what `bounded` holds."""
    sql.tuples("traces", "set_local", {"name": "enable_seqscan", "value": "on"})


@contextmanager
def bounded(timeout_ms: int | None = None, *, whole_tables: bool = True) -> Iterator[None]:
    """Statements inside end after `timeout_ms`, or QUERY_TIMEOUT_MS, with an ApiError 422.

    Without `whole_tables` they go by indexes, which the planner, as it reckons with disks, thinks dearer than they are.
    """
    try:
        with transaction.atomic():
            sql.tuples(
                "traces", "set_limits", {"timeout_ms": timeout_ms or QUERY_TIMEOUT_MS, "seqscan": str(whole_tables)}
            )
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise ApiError(422, "too_slow", "This takes too long to find: choose a shorter time range.") from error
        raise
