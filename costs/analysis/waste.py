"""What calls need not have cost, by kind and month, with an interval over days. Pure.

Each kind says what it would take, and each amount is what that would have saved on the days that were looked at; a
month is 30.4 of them. Kinds overlap (a repeated call may run in the background), so they are never added up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from aiops.core.stats.jackknife import Window, intervals
from costs.analysis.cells import PER_MILLION, Price

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DAYS_A_MONTH = 30.4
FEWEST_DAYS = 14  # for an interval
MOST_TRACES = 5
TITLES = {
    "repeated": "Identical prompts asked again",
    "retrieval": "Answers that the first document had decided",
    "failed": "Calls that failed",
    "background": "Background calls at the full price",
    "long_context": "Contexts far beyond the usual",
    "no_outcome": "Runs without any outcome",
}
REMEDIES = {
    "repeated": "An exact cache that lives a day answers all but the first.",
    "retrieval": "Whenever that document came first, the step gave the same answer to questions that differ: look for "
    "it first, and answer without a model. Wording must be equal, so there may be more.",
    "failed": "They were paid for and answered nothing; what retried them was paid for too.",
    "background": "Nobody waits for them: their traces name neither user nor session. A batch price would do.",
    "long_context": "Input beyond three times the median of the same step and model; cut, summarise or retrieve less.",
    "no_outcome": "Money of runs of which nothing was heard 8 days later, in workflows that have outcomes.",
}
AT_MOST = frozenset({"no_outcome", "long_context"})  # what could be saved, not what would


@dataclass
class Group:
    """Calls that are alike, by day (its place). `tokens`: input, output, cache reads."""

    kind: str
    workflow: str
    provider: str
    model: str
    price_id: int
    calls: dict[int, int] = field(default_factory=dict)
    tokens: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    cost: dict[int, int] = field(default_factory=dict)
    traces: list[str] = field(default_factory=list)

    def add(self, day: int, figures: Sequence[int], traces: Sequence[str]) -> None:
        """`figures`: calls, input, output, cache reads, cost."""
        calls, sent, received, read, cost = figures
        before = self.tokens.get(day, (0, 0, 0))
        self.calls[day] = self.calls.get(day, 0) + calls
        self.tokens[day] = (before[0] + sent, before[1] + received, before[2] + read)
        self.cost[day] = self.cost.get(day, 0) + cost
        self.traces += [each for each in traces if each not in self.traces][: MOST_TRACES - len(self.traces)]


@dataclass(frozen=True)
class Found:
    """What was read. `known`: places of days that were looked through; `mature`: those old enough for outcomes."""

    days: Sequence[date]
    known: Sequence[int]
    mature: Sequence[int]
    groups: Sequence[Group]
    prices: Mapping[int, Price]
    batch: Mapping[tuple[str, str], Price]


@dataclass(frozen=True, slots=True)
class Line:
    """One workflow and model within a kind, in nano-dollars a month."""

    workflow: str
    model: str
    calls: int
    monthly: int
    traces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waste:
    """`monthly` in nano-dollars; `low` and `high` None: too few days. `days`: how many it is told from."""

    kind: str
    calls: int
    monthly: int
    low: int | None
    high: int | None
    days: int
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        return TITLES[self.kind]

    @property
    def remedy(self) -> str:
        return REMEDIES[self.kind]

    @property
    def at_most(self) -> bool:
        return self.kind in AT_MOST


def waste(found: Found) -> list[Waste]:
    """Each kind of which there is any, the dearest first."""
    each = [_kind(kind, found) for kind in TITLES]
    return sorted((one for one in each if one), key=lambda one: -one.monthly)


def _kind(kind: str, found: Found) -> Waste | None:
    places = list(found.mature if kind == "no_outcome" else found.known)
    groups = [(each, _saved(each, found)) for each in found.groups if each.kind == kind]
    groups = [(each, saved) for each, saved in groups if saved and any(day in saved for day in places)]
    if not places or not groups:
        return None
    by_day = [sum(saved.get(at, 0) for _, saved in groups) for at in places]
    factor = DAYS_A_MONTH / len(places)
    low, high = _interval([found.days[at] for at in places], by_day)
    lines = [_line(each, saved, places, factor) for each, saved in groups]
    return Waste(
        kind=kind,
        calls=sum(line.calls for line in lines),
        monthly=round(sum(by_day) * factor),
        low=low,
        high=high,
        days=len(places),
        lines=tuple(sorted(lines, key=lambda line: -line.monthly)),
    )


def _line(group: Group, saved: Mapping[int, int], places: Sequence[int], factor: float) -> Line:
    return Line(
        workflow=group.workflow,
        model=group.model,
        calls=sum(group.calls.get(at, 0) for at in places),
        monthly=round(sum(saved.get(at, 0) for at in places) * factor),
        traces=tuple(group.traces),
    )


def _saved(group: Group, found: Found) -> dict[int, int]:
    """By day, in nano-dollars: what would not have been paid. Empty where no price tells it."""
    if group.kind == "background":
        row, now = found.batch.get((group.provider, group.model)), found.prices.get(group.price_id)
        if row is None or now is None:
            return {}
        ratios = {day: _ratio(row, now, tokens) for day, tokens in group.tokens.items()}
        return {day: max(0, cost - round(cost * ratios[day])) for day, cost in group.cost.items()}
    if group.kind == "long_context":
        now = found.prices.get(group.price_id)
        if now is None:
            return {}
        return {day: min(group.cost[day], _input(now.rates, tokens)) for day, tokens in group.tokens.items()}
    return dict(group.cost)


def _ratio(then: Price, now: Price, tokens: tuple[int, int, int]) -> float:
    """What the same tokens cost by one row against another, at their base rates."""
    before = _whole(now.rates, tokens)
    return _whole(then.rates, tokens) / before if before else 1.0


def _whole(rates: Any, tokens: tuple[int, int, int]) -> int:
    received = rates.rate_of("output")
    return _input(rates, tokens) + (tokens[1] * received.base // PER_MILLION if received else 0)


def _input(rates: Any, tokens: tuple[int, int, int]) -> int:
    """Of input alone, its cache reads at their own rate."""
    fresh, cached = rates.rate_of("input"), rates.rate_of("cache_read")
    read = min(tokens[2], tokens[0])
    amount = (tokens[0] - read) * (fresh.base if fresh else 0) + read * (cached.base if cached else 0)
    return amount // PER_MILLION


def _interval(days: Sequence[date], by_day: Sequence[int]) -> tuple[int | None, int | None]:
    """Of a month's worth, from how the days differ."""
    if len(days) < FEWEST_DAYS:
        return None, None
    import numpy as np

    def monthly(total: "NDArray[np.float64]") -> float:
        return float(total) * DAYS_A_MONTH / len(days)

    (found,) = intervals(monthly, Window(days, np.array(by_day, dtype=float)))
    if found.low is None or found.high is None:
        return None, None
    return max(0, round(found.low)), round(found.high)
