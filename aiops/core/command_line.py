"""`manage.py` as people meet it: a database that is away, or not up to date, is one sentence and exit code 1.

`--traceback` shows the whole error instead, as Django's own commands do.
"""

import sys
from collections.abc import Sequence

from django.core.management import execute_from_command_line
from django.db import Error, InterfaceError, OperationalError, ProgrammingError


def run(arguments: Sequence[str]) -> int:
    """The exit code. Commands may also end by SystemExit."""
    try:
        execute_from_command_line(list(arguments))
    except (OperationalError, InterfaceError, ProgrammingError) as error:
        reason = None if "--traceback" in arguments else why(error)
        if reason is None:
            raise
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


def why(error: Error) -> str | None:
    """What is wrong with the database, and what to do; None when the fault is ours."""
    from aiops.core import health, reach  # only now: every command comes by here, few need them

    if (away := reach.database_error()) is not None:
        return (
            f"The database does not answer: {first_line(away)}. "
            "Start it with `make up`, or set DATABASE_URL to a PostgreSQL that runs."
        )
    if isinstance(error, ProgrammingError):
        missing = len(health.missing_migrations())
        return f"The database lacks {missing} migrations: run `python manage.py prepare`." if missing else None
    return f"The database could not do it: {first_line(str(error))}."


def first_line(text: str) -> str:
    return text.strip().partition("\n")[0].rstrip(".")
