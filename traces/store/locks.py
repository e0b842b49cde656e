"""Advisory locks by name, held until the transaction ends; and a bound on how long a transaction waits for any lock."""

from collections.abc import Sequence

import psycopg
from django.db import OperationalError

from aiops.core import sql


def wait(name: str) -> None:
    sql.execute("traces", "lock", {"name": name})


def share(name: str) -> None:
    """Waits until nobody holds it alone, and keeps them from it; any number may hold it together."""
    sql.execute("traces", "lock_shared", {"name": name})


def taken(name: str) -> bool:
    """Whether we have it now; False when somebody else does."""
    return name in those_taken([name])


def those_taken(names: Sequence[str]) -> set[str]:
    """The locks of these that we have now; somebody else has the others."""
    return {name for (name,) in sql.tuples("traces", "try_lock", {"names": list(names)})}


def bound_waiting(timeout: str) -> None:
    """From here to the end of the transaction a lock not had in time raises django.db.OperationalError."""
    sql.execute("traces", "set_local", {"name": "lock_timeout", "value": timeout})


def begin_writing(project_id: int, lock_timeout: str) -> None:
    """What this transaction commits is on disk when the commit returns; it waits so long for a lock and no longer.

    Nothing of the project begins to be erased until it ends: look what was erased only after this.
    """
    sql.prepared("traces", "write_settings", {"lock_timeout": lock_timeout, "name": _writers(project_id)})


def after_all_writers(project_id: int, lock_timeout: str) -> None:
    """Waits until no writer of the project is left, and holds off new ones until the transaction ends."""
    bound_waiting(lock_timeout)
    wait(_writers(project_id))


def is_busy(error: OperationalError) -> bool:
    """Whether it says that a lock was not had in time."""
    return isinstance(error.__cause__, psycopg.errors.LockNotAvailable)


def _writers(project_id: int) -> str:
    return f"write {project_id}"
