"""When did a part of the change begin, and what else changed on that day? Pure.

Each day is set against the mean of the window before, by the same split as the whole, which gives every part of a
workflow a figure a day; divided by the day's runs it moves only when behaviour or prices do. Breaks of that series are
kept where the days before and after them differ by the test that judges the whole. Alone they would be false in one of
six autocorrelated series.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from typing import TYPE_CHECKING, Any

from aiops.core.stats import levels
from aiops.core.stats.jackknife import Interval, intervals
from aiops.core.stats.jackknife import Window as Days
from costs.analysis.bridge import NAMES, split, window
from costs.analysis.cells import Facts
from costs.analysis.shape import Line, Shape

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MIN_SIZE = 5  # days on either side of a break
PENALTY = 4.0  # times ln n
NEAR = timedelta(days=1)
LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Event:
    """Something that changed: `kind` prompt, model, release or price; `label` as people call it."""

    kind: str
    label: str
    day: date
    workflow: str = ""  # "": in all
    before: str = ""  # what it took the place of


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """The day from which a part of a workflow's cost is another one. `nanousd` is that part of the whole change."""

    day: date
    workflow: str
    effect: str
    nanousd: int
    matched: tuple[Event, ...]


def breaks(series: "Sequence[float] | Floats", *, penalty: float = PENALTY) -> list[int]:
    """Places at which a new level begins: of a series whose noise has a spread of about one. A short one has none."""
    if len(series) < 2 * MIN_SIZE:
        return []
    return levels.breaks(series, penalty * log(len(series)), MIN_SIZE)


def begun(facts: Facts, days: Sequence[date], first_of_after: int, workflow: str, effect: str) -> date | None:
    """The day of the largest confirmed break of this part; None where it has none."""
    values = _series(facts, first_of_after, workflow, effect)
    levels = levels_of(values, days)
    sizes = [(size, each.day) for each in levels if (size := _size(each.shift))]
    return max(sizes, key=lambda each: each[0])[1] if sizes else None


@dataclass(frozen=True, slots=True)
class Level:
    """A new level of a series: the day it begins, its mean up to the next, that of the level before it alone, and the
    test of their difference."""

    day: date
    before: float
    after: float
    shift: Interval


def levels_of(values: Sequence[float | None], days: Sequence[date]) -> list[Level]:
    """Every break of a series by day (None: no value) with what the levels on its two sides differ by: not all days
    before it, in which an older level would hide the newer one."""
    places = [place for place in range(len(days)) if values[place] is not None]
    if len(places) < 2 * MIN_SIZE:
        return []
    known = [days[place] for place in places]
    raw = _without_weekly_pattern([float(values[place] or 0.0) for place in places], known)
    ends = [0, *breaks(_scaled(raw)), len(raw)]
    return [_level(raw, known, *each) for each in zip(ends, ends[1:], ends[2:], strict=False)]


def _level(series: "Floats", days: Sequence[date], first: int, at: int, end: int) -> Level:
    """Where both levels are too short for a test, all days before and after make it."""
    before, after = series[first:at], series[at:end]
    shift = _shift(Days(days[first:at], before), Days(days[at:end], after))
    if shift.p is None:
        shift = _shift(Days(days[:at], series[:at]), Days(days[at:], series[at:]))
    return Level(days[at], float(before.mean()), float(after.mean()), shift)


def near(events: Sequence[Event], day: date, workflow: str) -> tuple[Event, ...]:
    """What changed within a day of it in that workflow, or in all, nearest first."""
    found = [each for each in events if each.workflow in {"", workflow} and abs(each.day - day) <= NEAR]
    return tuple(sorted(found, key=lambda each: (abs(each.day - day), each.kind, each.label)))


def _series(facts: Facts, first_of_after: int, workflow: str, effect: str) -> list[float | None]:
    """By day; None where the workflow did nothing. Of volume the logarithm of its units, of others dollars a unit."""
    import numpy as np

    small, columns = _only(facts.shape, workflow)
    figures = facts.figures[:, columns]
    units = figures[:, 0] if figures[:, 0].any() else figures[:, 2 : 2 + len(small.pairs)].sum(axis=1)
    if effect in {"volume", "workflow_mix"}:
        return [float(np.log(each)) if each > 0 else None for each in units]
    before = figures[:first_of_after] if figures[:first_of_after].any() else figures
    mean = before.sum(axis=0)
    row, total = NAMES.index(effect), max(1.0, float(units[: len(before)].sum()))
    found: list[float | None] = []
    for day, n in zip(figures, units, strict=True):
        if n <= 0:
            found.append(None)
            continue
        found.append(float(split(small, window(small, mean * (n / total)), window(small, day))[row].sum()) / float(n))
    return found


def _only(shape: Shape, workflow: str) -> tuple[Shape, list[int]]:
    """The shape of one workflow, and which figures of the whole are its own."""
    at, n = list(shape.workflows).index(workflow), len(shape.workflows)
    pairs = [place for place, pair in enumerate(shape.pairs) if pair[0] == workflow]
    lines = [place for place, line in enumerate(shape.lines) if line.workflow == workflow]
    first, line, cost = 2 * n, 2 * n + len(shape.pairs), 2 * n + len(shape.pairs) + len(shape.lines)
    small: list[Line] = [shape.lines[place] for place in lines]
    columns = [at, n + at, *(first + p for p in pairs), *(line + p for p in lines), *(cost + p for p in lines)]
    return Shape.of(small, [workflow], [shape.pairs[place] for place in pairs]), columns


def _without_weekly_pattern(values: Sequence[float], days: Sequence[date]) -> "Floats":
    """Less the median of each weekday's distance from the seven days around it, which a step does not move."""
    import numpy as np

    series = np.asarray(values, dtype=float)
    if len(series) < 14:
        return series
    around = np.convolve(series, np.ones(7) / 7, mode="valid")
    inner = series[3:-3] - around
    weekdays = np.array([day.weekday() for day in days])
    for weekday in range(7):
        there = weekdays[3:-3] == weekday
        if there.sum() > 1:
            series[weekdays == weekday] -= np.median(inner[there])
    return series


def _scaled(series: "Floats") -> "Floats":
    """In units of its day-to-day noise: the median absolute deviation of its steps, which a few breaks do not move."""
    import numpy as np

    steps = np.diff(series)
    noise = 1.4826 * float(np.median(np.abs(steps - np.median(steps)))) / 2**0.5
    floor = 1e-9 * max(1.0, float(np.abs(series).max()))
    return series / max(noise, floor)


def _shift(before: Days, after: Days) -> Interval:
    """By how much the mean of the days after a break differs from that before it."""

    def difference(one: Any, other: Any) -> Any:
        return other / len(after.days) - one / len(before.days)

    return intervals(difference, before, after)[0]


def _size(shift: Interval) -> float:
    """Of a break that counts; 0.0 where it may be noise. With too few days of each weekday the size alone tells."""
    return abs(shift.estimate) if shift.p is None or shift.p < LEVEL else 0.0
