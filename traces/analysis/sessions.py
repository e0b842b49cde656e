"""Traces of one session, or of one person, taken together. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from traces.types import TraceRow


@dataclass
class Together:
    """Sums over the traces of one name, the newest of which came first. `cost_nanousd` None: no call had a price."""

    name: str
    first_ns: int
    last_ns: int
    traces: int = 0
    failed: int = 0
    cost_nanousd: int | None = None
    unpriced_calls: int = 0
    good: int = 0
    bad: int = 0
    others: set[str] = field(default_factory=set)  # users of a session, sessions of a user
    workflows: set[str] = field(default_factory=set)

    @property
    def lasted_ns(self) -> int:
        """From the start of the first trace to the end of the last one."""
        return self.last_ns - self.first_ns

    @property
    def flows(self) -> str:
        return ", ".join(sorted(self.workflows))

    def add(self, row: TraceRow, other: str | None) -> None:
        self.first_ns, self.last_ns = min(self.first_ns, row.start_ns), max(self.last_ns, _end(row))
        self.traces += 1
        self.failed += row.status == "error"
        self.good += row.outcome == "success"
        self.bad += row.outcome == "failure"
        self.unpriced_calls += row.unpriced_calls
        if row.cost_nanousd is not None:
            self.cost_nanousd = (self.cost_nanousd or 0) + row.cost_nanousd
        self.others |= {other} if other else set()
        self.workflows |= {row.workflow} if row.workflow else set()


def _end(row: TraceRow) -> int:
    return row.start_ns + row.duration_ns


def by_session(rows: Iterable[TraceRow]) -> list[Together]:
    """In the order in which they are met; rows without a session are left out."""
    found: dict[str, Together] = {}
    for row in rows:
        if row.session:
            at = found.setdefault(row.session, Together(row.session, row.start_ns, _end(row)))
            at.add(row, row.user)
    return list(found.values())


def by_user(rows: Iterable[TraceRow]) -> list[Together]:
    """The same by person."""
    found: dict[str, Together] = {}
    for row in rows:
        if row.user:
            found.setdefault(row.user, Together(row.user, row.start_ns, _end(row))).add(row, row.session)
    return list(found.values())


def together(name: str, rows: Iterable[TraceRow]) -> Together | None:
    """All of them; None of nothing."""
    all_rows = list(rows)
    if not all_rows:
        return None
    found = Together(name, all_rows[0].start_ns, _end(all_rows[0]))
    for row in all_rows:
        found.add(row, row.user)
    return found
