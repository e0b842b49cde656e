"""Why the slow end became slower: the change of p95 as parts by time kind that add up to it exactly. Pure.

p95 stands here for the mean of the runs around it, from the 92.5th to the 97.5th percentile: a mean can be split, and
one odd run does not move it. Each period has its own percentiles. With k the mean of a time kind over those runs,

    change of p95 = sum over kinds of (k after - k before)

The statistics are those of the mean run time (change.py): days are left out one at a time, and each time the runs
around p95 are sought anew, for a percentile moves with the days it is taken over. A level that shifts within a period,
as when something broke in the middle of it, is no noise (aiops.core.stats.jackknife, steps). All workflows and kinds
are judged together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from aiops.core.stats.jackknife import Interval, Window
from traces.analysis.time.change import ENOUGH_DAYS, FLOOR, Effect, interval_of, judged, largest_first
from traces.analysis.time.since import began
from traces.analysis.time.slices import between
from traces.types.time_kinds import TIME_KINDS
from traces.types.time_sums import BandDays, Part, band_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOW, HIGH = Fraction(925, 1000), Fraction(975, 1000)
LEAST_RUNS = 200  # in either period: ten around p95
MOST_WORKFLOWS = 10  # those of the most runs


@dataclass(frozen=True, slots=True)
class Tail:
    """p95 of one workflow before and after, in ns; `kinds` add up to `shift`, the largest first."""

    workflow: str
    runs: int
    before_ns: float
    after_ns: float
    shift: Effect
    kinds: tuple[Effect, ...]

    @property
    def real(self) -> tuple[Effect, ...]:
        """The kinds to name: none where the whole is within normal variation."""
        return tuple(each for each in self.kinds if each.verdict == self.shift.verdict == "drift")


def exact(before: BandDays, after: BandDays, workflow: str) -> dict[str, Fraction]:
    """What each kind adds to the change, in whole numbers: what the law of adding up is proved on."""
    (_, was), (_, now) = (between(each.totals(workflow), LOW, HIGH) for each in (before, after))
    return {kind: now.get(kind, Fraction(0)) - was.get(kind, Fraction(0)) for kind in TIME_KINDS if kind in was | now}


def rises(before: BandDays, after: BandDays) -> tuple[Tail, ...]:
    """Of the workflows with runs in both periods, those of the most runs first."""
    found = [_Workflow(name, before, after) for name in sorted({*before.bands} & {*after.bands})]
    found = sorted((each for each in found if min(each.runs)), key=lambda each: -each.runs[1])[:MOST_WORKFLOWS]
    tested = [each for each in found if each.enough]
    every = [figure for each in tested for figure in each.intervals()]
    ns = [value for each in tested for value in each.figures]
    parts = [part for each in tested for part in each.parts]
    least = {each.name: FLOOR * each.before_ns for each in tested}
    effects = judged(parts, ns, every, least, {})
    told, at = {}, 0
    for each in tested:
        told[each.name] = effects[at : at + len(each.parts)]
        at += len(each.parts)
    return tuple(each.tail(told.get(each.name)) for each in found)


class _Workflow:
    """One workflow's bands in both periods, side by side."""

    def __init__(self, name: str, before: BandDays, after: BandDays) -> None:
        self.name, self.sides = name, (before, after)
        self.bands = sorted({*before.bands[name], *after.bands[name]})
        totals = [each.totals(name) for each in self.sides]
        self.runs = [sum(band.runs for band in each) for each in totals]
        means = [between(each, LOW, HIGH)[1] for each in totals]
        self.before_ns, self.after_ns = (float(sum(each.values())) for each in means)
        effects = exact(before, after, name)
        self.kinds = tuple(effects)
        self.figures = [self.after_ns - self.before_ns, *map(float, effects.values())]

    @property
    def parts(self) -> list[Part]:
        return [Part(self.name, "", kind) for kind in ("", *self.kinds)]

    @property
    def enough(self) -> bool:
        """Whether there are days and runs for a verdict."""
        days = [sum(any(day[0] for day in each) for each in self._by_day(side)) for side in self.sides]
        return min(days) >= ENOUGH_DAYS and min(self.runs) >= LEAST_RUNS

    def intervals(self) -> list[Interval | None]:
        one, other = (Window(side.days, self._by_day(side)) for side in self.sides)
        return interval_of(self.statistic, one, other, steps=True)

    def _by_day(self, side: BandDays) -> list[list[tuple[int, ...]]]:
        none = ((0,) * (1 + len(TIME_KINDS)),) * len(side.days)
        columns = [side.bands[self.name].get(ends, none) for ends in self.bands]
        return [[column[place] for column in columns] for place in range(len(side.days))]

    def statistic(self, before: "NDArray[Any]", after: "NDArray[Any]") -> list[float]:
        """The whole change, then that of each kind, of totals by band."""
        places = [TIME_KINDS.index(kind) for kind in self.kinds]
        found = (_around(after) - _around(before))[places]
        return [float(found.sum()), *found]

    def tail(self, effects: Sequence[Effect] | None) -> Tail:
        if effects is None:
            effects = judged(self.parts, self.figures, [None] * len(self.parts), {}, {})
        shift, *kinds = effects
        named = [self._dated(each) if each.verdict == shift.verdict == "drift" else each for each in kinds]
        return Tail(self.name, self.runs[1], self.before_ns, self.after_ns, shift, largest_first(named))

    def _dated(self, each: Effect) -> Effect:
        since = self._began(each.part.kind, up=each.ns > 0)
        return Effect(each.part, each.ns, each.low, each.high, each.verdict, since)

    def _began(self, kind: str, *, up: bool) -> date | None:
        """The day from which runs around each day's own p95 spent more on this; where the periods follow each other."""
        if self.sides[0].days[-1] >= self.sides[1].days[0]:
            return None
        days: list[date] = []
        ns: list[int] = []
        runs: list[int] = []
        for side in self.sides:
            for day, row in zip(side.days, self._by_day(side), strict=True):
                bands = [band_of(ends, values) for ends, values in zip(self.bands, row, strict=True) if values[0]]
                count = sum(band.runs for band in bands)
                mean = between(bands, LOW, HIGH)[1].get(kind, 0) if count else 0
                days.append(day)
                ns.append(round(mean * count))
                runs.append(count)
        return began(days, ns, runs, up=up)


def _around(total: "NDArray[Any]") -> "NDArray[Any]":
    """As slices.between, of one total: mean ns of each kind."""
    import numpy as np

    runs = total[:, 0]
    ends = np.cumsum(runs)
    inside = np.clip(np.minimum(float(HIGH) * ends[-1], ends) - np.maximum(float(LOW) * ends[-1], ends - runs), 0, None)
    share = np.divide(inside, runs, out=np.zeros(len(runs)), where=runs > 0)
    return np.asarray(share @ total[:, 1:] / (inside.sum() or 1.0))
