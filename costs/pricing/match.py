"""Which price a call has: the row whose model matches, in force at the time of the call, the project's own first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time

from costs.pricing.clauses import Clause, matches
from costs.pricing.rates import Rates


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A dated price. `tier` is "" for the standard one, else batch, flex, priority and the like.

    Valid from `valid_from` (inclusive) until `valid_until` (exclusive), on days between `daily_from` and `daily_until`
    UTC (which may wrap round midnight); None: no bound. `own` rows are the project's and beat the catalogue's.
    """

    id: int
    model: str
    match: Clause
    rates: Rates
    tier: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    daily_from: time | None = None
    daily_until: time | None = None
    own: bool = False

    def in_force(self, at: datetime) -> bool:
        """Whether the row holds at the time of the call (aware)."""
        if self.valid_from is not None and at < self.valid_from:
            return False
        if self.valid_until is not None and at >= self.valid_until:
            return False
        return self._in_hours(at.astimezone(UTC).time())

    def _in_hours(self, clock: time) -> bool:
        if self.daily_from is None or self.daily_until is None:
            return True
        if self.daily_from <= self.daily_until:
            return self.daily_from <= clock < self.daily_until
        return clock >= self.daily_from or clock < self.daily_until


def rows_for(rows: Iterable[PriceRow], model: str) -> tuple[PriceRow, ...]:
    """Every row of the first model that matches, after the project's own rows of any matching model."""
    rows = list(rows)
    own = [row for row in rows if row.own and matches(row.match, model)]
    first = next((row.model for row in rows if not row.own and matches(row.match, model)), None)
    return tuple(own + [row for row in rows if not row.own and row.model == first])


def in_force(rows: Iterable[PriceRow], at: datetime, tier: str) -> PriceRow | None:
    """The row for a call at that time: of its own tier, else the standard one; the project's before the catalogue's."""
    active = [row for row in rows if row.in_force(at) and row.tier in (tier, "")]
    return min(active, key=lambda row: (not row.own, row.tier != tier), default=None)
