"""What PostgreSQL will never take, however often it is sent: told apart from faults that pass, and found by halving."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import DatabaseError, DataError, IntegrityError, OperationalError, transaction
from psycopg.errors import ProgramLimitExceeded

T = TypeVar("T")


def is_refusal(error: DatabaseError) -> bool:
    """Whether the values are to blame. One too long for an index comes as an OperationalError, like a lost server."""
    return isinstance(error, DataError) or (
        isinstance(error, OperationalError) and isinstance(error.__cause__, ProgramLimitExceeded)
    )


def find(items: Sequence[T], attempt: Callable[[Sequence[T]], None]) -> list[tuple[T, str]]:
    """Those of `items` whose `attempt` alone is refused, each with PostgreSQL's reason; what it wrote is taken back.

    A key that exists already hides what else is wrong, so such parts are halved too; alone it is no refusal. Raises the
    django.db.Error of an attempt that failed for a passing reason.
    """
    try:
        with transaction.atomic():
            attempt(items)
            transaction.set_rollback(True)
    except DatabaseError as error:
        if not is_refusal(error) and not isinstance(error, IntegrityError):
            raise
        if len(items) == 1:
            return [(items[0], str(error).partition("\n")[0])] if is_refusal(error) else []
        middle = len(items) // 2
        return find(items[:middle], attempt) + find(items[middle:], attempt)
    return []
