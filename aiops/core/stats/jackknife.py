"""How far a figure made of days could be off: leave one day out at a time. Pure.

The unit is the day, not the run: runs of a day share its traffic, so counting them as independent calls noise a change.
What makes the day's figure fair:

- strata: a day left out is made up for by the others of its weekday, so the weekly pattern is no noise;
- autocorrelation: a busy day follows a busy day, so n days tell less than n days. The error is widened by
  (1 + r) / (1 - r), r the first autocorrelation of the days' influences, pooled over the windows and never below 0
  (prewhitening with an AR(1), Andrews and Monahan 1992);
- steps, if asked for: a level that shifts within a window, as by a release, would else pass for noise around its mean;
- t degrees of freedom of the days that are left after the weekdays' means, fewer by the same factor.

The table of false alarms and power that chose this among its rivals is in docs/why/2026-11-drift-or-noise.md.
Source: Efron and Stein, "The jackknife estimate of variance", Ann. Stat. 9 (1981) 586; Andrews and Monahan,
Econometrica 60 (1992) 953.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

LEVEL = 0.95
MOST_CORRELATED = 0.8  # a window of weeks cannot tell more
STEP = 30.0  # F of a shift of level: noise reaches it in less than one window of a hundred
MIN_LEVEL, MIN_SPARE = 5, 12  # days on either side of it; degrees of freedom to tell it by


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with the ends of its interval and the p-value of "it is zero"; None where too few days tell them."""

    estimate: float
    low: float | None = None
    high: float | None = None
    p: float | None = None
    error: float | None = None  # standard error
    degrees: float | None = None  # of freedom


@dataclass(frozen=True)
class Window:
    """Days in order, without doubles, and what each of them adds: rows[i] belongs to days[i], any shape, numbers."""

    days: Sequence[date]
    rows: "ArrayLike"

    @cached_property
    def strata(self) -> dict[int, list[int]]:
        """The places of the days of each weekday."""
        found: dict[int, list[int]] = {}
        for place, day in enumerate(self.days):
            found.setdefault(day.weekday(), []).append(place)
        return found

    @cached_property
    def followers(self) -> list[int]:
        """The places of days whose day before is there too."""
        return [at for at in range(1, len(self.days)) if (self.days[at] - self.days[at - 1]).days == 1]


def intervals(
    statistic: Callable[..., Any],
    *windows: Window,
    level: float = LEVEL,
    steps: bool = False,
    correlated: bool = True,
) -> list[Interval]:
    """An interval for each figure of `statistic(total of one window, total of the next, ...)`.

    Totals are the sums of a window's rows over its days; the statistic answers one number or a flat list of them. One
    window gives a figure its interval, two windows give one to their difference, or to anything else made of both.
    With `steps` a lasting shift of level within a window is no noise: the error is that of the days around each level.
    Without `correlated` days count as independent: for the spread of single days, which autocorrelation leaves alone.
    Raises ValueError where days and rows do not match or a day stands twice.
    """
    import numpy as np

    rows = [_checked(window) for window in windows]
    totals = [each.sum(axis=0) for each in rows]
    estimates = np.atleast_1d(np.asarray(statistic(*totals), dtype=float))
    influences = []
    for place, window in enumerate(windows):
        replicas = _without_each(window, rows[place])
        around = [statistic(*totals[:place], replica, *totals[place + 1 :]) for replica in replicas]
        shifts = estimates - np.asarray(around, dtype=float).reshape(len(window.days), len(estimates))
        found = _influences(window, shifts)
        influences.append(_leveled(window, found) if steps else (found, np.zeros(len(estimates), dtype=int)))
    return [
        _interval(
            float(estimate),
            [each[:, place] for each, _ in influences],
            [int(levels[place]) for _, levels in influences],
            windows,
            level,
            correlated=correlated,
        )
        for place, estimate in enumerate(estimates)
    ]


def _checked(window: Window) -> "Floats":
    import numpy as np

    rows = np.asarray(window.rows, dtype=float)
    if len(rows) != len(window.days) or not len(rows):
        raise ValueError(f"{len(window.days)} days, but {len(rows)} rows")
    if any(day >= later for day, later in zip(window.days, window.days[1:], strict=False)):
        raise ValueError("Days stand in order, each once")
    return rows


def _without_each(window: Window, rows: "Floats") -> "list[Floats]":
    """The total without each day, made up for by the others of its weekday; the whole total where there is no other."""
    total, alike = rows.sum(axis=0), window.strata
    sums = {weekday: rows[places].sum(axis=0) for weekday, places in alike.items()}
    found = []
    for row, day in zip(rows, window.days, strict=True):
        others = len(alike[day.weekday()]) - 1
        found.append(total - row + (sums[day.weekday()] - row) / others if others else total)
    return found


def _influences(window: Window, shifts: "Floats") -> "Floats":
    """What each day adds beyond the mean of its weekday: for a sum, x - mean of x, exactly."""
    found = shifts.copy()
    for places in window.strata.values():
        found[places] *= (len(places) - 1) / len(places)
        found[places] -= found[places].mean(axis=0)
    return found


def _leveled(window: Window, influences: "Floats") -> "tuple[Floats, NDArray[np.int64]]":
    """Less the one step that explains most, where it explains too much for noise; and by figure how many steps that is.

    Of n days of 4 % noise with an autocorrelation of .4, less than one in a hundred shows such a step.
    """
    import numpy as np

    n, spare = len(window.days), len(window.days) - len(window.strata) - 1
    steps = np.zeros(influences.shape[1], dtype=int)
    if spare < MIN_SPARE:
        return influences, steps
    weekdays = np.zeros((n, len(window.strata)))
    for column, places in enumerate(window.strata.values()):
        weekdays[places, column] = 1
    best, least = influences, (influences**2).sum(axis=0)
    whole = least
    for at in range(MIN_LEVEL, n - MIN_LEVEL + 1):
        shape = np.column_stack([weekdays, np.arange(n) >= at])
        rest = influences - shape @ (np.linalg.pinv(shape) @ influences)
        squares = (rest**2).sum(axis=0)
        better = squares < least
        best, least = np.where(better, rest, best), np.where(better, squares, least)
    stepped = (whole - least) * spare > STEP * least
    return np.where(stepped, best, influences), steps + stepped


def _interval(  # noqa: PLR0913
    estimate: float,
    influences: "list[Floats]",
    steps: Sequence[int],
    windows: Sequence[Window],
    level: float,
    *,
    correlated: bool,
) -> Interval:
    from scipy.special import stdtr, stdtrit

    spare = [len(window.days) - len(window.strata) - each for window, each in zip(windows, steps, strict=True)]
    if min(spare) < 1:
        return Interval(estimate)
    kept = [len(window.days) / left for window, left in zip(windows, spare, strict=True)]
    variance = sum(float(each @ each) * factor for each, factor in zip(influences, kept, strict=True))
    correlation = _correlation(influences, windows) if correlated else 0.0
    inflation = (1 + correlation) / (1 - correlation)
    error, degrees = (variance * inflation) ** 0.5, max(1.0, sum(spare) / inflation)
    if error <= abs(estimate) * 1e-12:  # every day alike: certain, but for the rounding of floats
        return Interval(estimate, estimate, estimate, float(estimate == 0), 0.0, degrees)
    reach = float(stdtrit(degrees, (1 + level) / 2)) * error
    p = 2 * float(stdtr(degrees, -abs(estimate) / error))
    return Interval(estimate, estimate - reach, estimate + reach, p, error, degrees)


def _correlation(influences: "list[Floats]", windows: Sequence[Window]) -> float:
    """The first autocorrelation, pooled over the windows: of pairs of days that follow each other."""
    products, pairs, squares, days = 0.0, 0, 0.0, 0
    for each, window in zip(influences, windows, strict=True):
        places = window.followers
        products += float(each[places] @ each[[at - 1 for at in places]]) if places else 0.0
        pairs, squares, days = pairs + len(places), squares + float(each @ each), days + len(each)
    if not squares or not pairs:
        return 0.0
    return min(max(products / pairs / (squares / days), 0.0), MOST_CORRELATED)
