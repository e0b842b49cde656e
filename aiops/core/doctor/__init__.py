"""Looks over an installation: each check says what it found and, when that is bad, how to mend it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`mend` is what to do about it; empty when all is well."""

    name: str
    found: str
    mend: str = ""

    @property
    def ok(self) -> bool:
        return not self.mend


Check = Callable[[], Finding]


def examine() -> Iterator[Finding]:
    """Runs the checks in order. What needs the database, or its schema, is left out while that is missing."""
    from aiops.core.doctor import database, machine, work

    yield from (check() for check in machine.CHECKS)
    reached = database.reachable()
    yield reached
    if not reached.ok:
        return
    yield from (check() for check in database.SERVER_CHECKS)
    schema = [check() for check in database.SCHEMA_CHECKS]
    yield from schema
    if all(finding.ok for finding in schema):
        yield from (check() for check in work.CHECKS)
