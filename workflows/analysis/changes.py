"""What changed between two stretches of matured days: found by leaving days out, kept if it survives all tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiops.core.stats import multiplicity
from workflows.analysis.roi import Day

FEWEST_DAYS = 14  # in either stretch; fewer are not enough history for a verdict
SMALLEST = 0.02  # of what it was: less is no news, however sure
FIGURES = ("value", "cost_per_success", "success_rate")


@dataclass(frozen=True, slots=True)
class Change:
    """One figure before and after. `p` is that of "it did not change"."""

    figure: str
    before: float
    after: float
    low: float
    high: float
    p: float

    @property
    def difference(self) -> float:
        return self.after - self.before

    @property
    def is_news(self) -> bool:
        return abs(self.difference) >= SMALLEST * abs(self.before)


def measured(before: Sequence[Day], after: Sequence[Day]) -> list[Change]:
    """Value a day, cost of a good outcome and share of good runs; those that both stretches have. Days in order.

    The jackknife of aiops.core.stats: weekdays are strata, the error allows for days that follow on each other.
    """
    if min(len(before), len(after)) < FEWEST_DAYS or not all(
        any(each.runs for each in days) for days in (before, after)
    ):
        return []
    names = [name for name in FIGURES if all(_has(name, days) for days in (before, after))]
    if not names:
        return []
    from aiops.core.stats.jackknife import Window, intervals

    rows = [[_row(each) for each in days] for days in (before, after)]
    windows = [Window([each.day for each in days], of) for days, of in zip((before, after), rows, strict=True)]
    lengths = len(before), len(after)
    found = intervals(lambda a, b: [_of(name, b, lengths[1]) - _of(name, a, lengths[0]) for name in names], *windows)
    totals = [[sum(column) for column in zip(*of, strict=True)] for of in rows]
    return [
        Change(name, _of(name, totals[0], lengths[0]), _of(name, totals[1], lengths[1]), each.low, each.high, each.p)
        for name, each in zip(names, found, strict=True)
        if each.low is not None and each.high is not None and each.p is not None
    ]


def kept(changes: Sequence[Sequence[Change]]) -> list[list[Change]]:
    """Of each workflow's changes those that are real: Benjamini-Hochberg over all tests, and large enough."""
    flat = [each for of in changes for each in of]
    survives = iter(multiplicity.kept([each.p for each in flat]))
    return [[each for each in of if next(survives) and each.is_news] for of in changes]


def _row(day: Day) -> list[float]:
    return [float(each) for each in (day.value_nanousd or 0, day.cost_nanousd, day.successes, day.good, day.judged)]


def _has(name: str, days: Sequence[Day]) -> bool:
    if name == "value":
        return any(each.value_nanousd is not None for each in days)
    if name == "success_rate":
        return sum(each.judged > 0 for each in days) >= FEWEST_DAYS
    return sum(each.successes > 0 for each in days) >= FEWEST_DAYS


def _of(name: str, total: Any, days: int) -> float:
    value, cost, successes, good, judged = total
    if name == "value":
        return float(value) / days
    over, under = (cost, successes) if name == "cost_per_success" else (good, judged)
    return float(over) / float(under) if under else 0.0
