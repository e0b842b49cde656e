"""Which price a call has: the row whose model matches, in force at the time of the call, the project's own first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time

from costs.pricing.clauses import Clause, matches
from costs.pricing.rates import Rates

STANDARD_ONLY = "standard"
EXACTNESS = ("equals", "starts_with", "re2")  # of own rows that match the same call, the first of these counts


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A dated price. `tier` is "" for every tier without a row of its own, "standard", batch, flex, priority ...

    Valid from `valid_from` (inclusive) until `valid_until` (exclusive), on days between `daily_from` and `daily_until`
    UTC (which may wrap round midnight); None: no bound. `own` rows are the project's and beat the catalogue's; one
    without a provider is for whoever sells the model.
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
    provider: str = ""

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
    """Every row of the first model of a catalogue that matches."""
    rows = list(rows)
    first = next((row.model for row in rows if matches(row.match, model)), None)
    return tuple(row for row in rows if row.model == first)


def own_rows_for(rows: Iterable[PriceRow], provider: str | None, model: str) -> tuple[PriceRow, ...]:
    """Every own row for this model of this provider, or of any."""
    return tuple(row for row in rows if row.provider in ("", provider) and matches(row.match, model))


def in_force(rows: Iterable[PriceRow], at: datetime, tier: str) -> PriceRow | None:
    """The row for a call at that time and tier ("" is the standard one).

    The project's before the catalogue's; of own ones that of the named provider, then that of its very tier, then the
    one that says the model most exactly (equals, longest beginning, regex), then the newest.
    """
    named = tier or STANDARD_ONLY
    active = [row for row in rows if row.tier in (named, "") and row.in_force(at)]
    return min(active, key=lambda row: _rank(row, named), default=None)


def _rank(row: PriceRow, tier: str) -> tuple[int, ...]:
    if not row.own:
        return (1, 0, row.tier != tier)
    [(kind, operand)] = row.match.items()
    exactness = EXACTNESS.index(kind) if kind in EXACTNESS else len(EXACTNESS)
    return (0, row.provider == "", row.tier != tier, exactness, -len(str(operand)), -row.id)
