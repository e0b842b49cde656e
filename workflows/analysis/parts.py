"""Which versions, models and customers it works for: runs by what tells them apart, guarded against tiny samples.

Observed, not tried: runs of a version may differ in more than the version. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import NormalDist

from aiops.core.stats import multiplicity
from workflows.analysis.roi import Day, Earned, Facts, Terms, apply, earned

REAL = 0.01  # of false ones among the differences that are told
FEWEST_JUDGED = 30  # in a part and in the others, else nothing is said of the difference
MOST_SHOWN = 8
TITLES = {"release": "Version", "prompt": "Instructions", "model": "Model", "retries": "Repeated calls in a run"}
ORDER = ("release", "prompt", "model", "retries")


@dataclass(frozen=True, slots=True)
class PartRow:
    """One value of a dimension. `better` than the others together: None where that cannot be told."""

    name: str
    earned: Earned
    enough: bool
    better: bool | None = None

    @property
    def loses(self) -> bool:
        return self.enough and self.earned.net is not None and self.earned.net.value < 0


@dataclass(frozen=True, slots=True)
class Dimension:
    key: str
    title: str
    rows: Sequence[PartRow]
    more: int = 0  # values that are not shown


def dimensions(found: Mapping[str, Mapping[str, Facts]], terms: Terms) -> list[Dimension]:
    """Those with more than one value. All runs are taken to be matured; differences are weighed against all tests."""
    days = {key: {name: _day(facts, terms) for name, facts in of.items()} for key, of in found.items() if len(of) > 1}
    tests = [(key, name, p) for key, of in days.items() for name in of if (p := _p(of, name)) is not None]
    real = dict(zip([each[:2] for each in tests], multiplicity.kept([each[2] for each in tests], REAL), strict=True))
    shown = [_dimension(key, of, real) for key, of in days.items()]
    return sorted(shown, key=lambda each: (ORDER.index(each.key) if each.key in ORDER else len(ORDER), each.key))


def _day(facts: Facts, terms: Terms) -> Day:
    return replace(apply(facts, replace(terms, expenses=()), facts.day), matured=True)


def _dimension(key: str, days: Mapping[str, Day], real: Mapping[tuple[str, str], bool]) -> Dimension:
    order = sorted(days, key=lambda name: (-days[name].runs, name))
    if key == "retries":
        order = sorted(days)
    rows = [_row(days, name, real.get((key, name))) for name in order[:MOST_SHOWN]]
    title = TITLES.get(key, key.removeprefix("tag.").replace("_", " ").capitalize())
    return Dimension(key, title, rows, max(len(order) - MOST_SHOWN, 0))


def _row(days: Mapping[str, Day], name: str, real: bool | None) -> PartRow:
    day, rest = days[name], _others(days, name)
    better = None
    if real:
        better = day.good * rest[1] > rest[0] * day.judged
    return PartRow(name, earned([day]), day.judged >= FEWEST_JUDGED, better)


def _others(days: Mapping[str, Day], name: str) -> tuple[int, int]:
    """Good and judged runs of all other values."""
    rest = [day for other, day in days.items() if other != name]
    return sum(day.good for day in rest), sum(day.judged for day in rest)


def _p(days: Mapping[str, Day], name: str) -> float | None:
    """Of "as good as the others": two proportions, pooled; None with too few of either."""
    day, (good, judged) = days[name], _others(days, name)
    if min(day.judged, judged) < FEWEST_JUDGED:
        return None
    pooled = (day.good + good) / (day.judged + judged)
    error = sqrt(pooled * (1 - pooled) * (1 / day.judged + 1 / judged))
    if error == 0:
        return 1.0
    return 2 * (1 - NormalDist().cdf(abs(day.good / day.judged - good / judged) / error))
