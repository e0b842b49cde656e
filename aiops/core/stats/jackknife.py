"""How far a figure made of days could be off: leave one day out at a time. Pure.

The unit is the day, not the run: runs of a day share its traffic, so counting them as independent calls noise a change.
Three things make the day's figure fair:

- strata: a day left out is made up for by the others of its weekday, so the weekly pattern is no noise;
- autocorrelation: a busy day follows a busy day, so n days tell less than n days. The error is widened by
  (1 + r) / (1 - r), r the first autocorrelation of the days' influences, pooled over the windows and never below 0
  (prewhitening with an AR(1), Andrews and Monahan 1992);
- t degrees of freedom of the days that are left after the weekdays' means, fewer by the same factor.

The table of false alarms and power that chose this among its rivals is in docs/why/2026-11-drift-or-noise.md.
Source: Efron and Stein, "The jackknife estimate of variance", Ann. Stat. 9 (1981) 586; Andrews and Monahan,
Econometrica 60 (1992) 953.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

LEVEL = 0.95
MOST_CORRELATED = 0.8  # a window of weeks cannot tell more


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


def intervals(
    statistic: Callable[..., Any],
    *windows: Window,
    level: float = LEVEL,
) -> list[Interval]:
    """An interval for each figure of `statistic(total of one window, total of the next, ...)`.

    Totals are the sums of a window's rows over its days; the statistic answers one number or a flat list of them. One
    window gives a figure its interval, two windows give one to their difference, or to anything else made of both.
    Raises ValueError where days and rows do not match or a day stands twice.
    """
    import numpy as np

    rows = [_checked(window) for window in windows]
    totals = [each.sum(axis=0) for each in rows]
    estimates = np.atleast_1d(np.asarray(statistic(*totals), dtype=float))
    influences = []
    for place, window in enumerate(windows):
        replicas = _without_each(window.days, rows[place])
        around = [statistic(*totals[:place], replica, *totals[place + 1 :]) for replica in replicas]
        shifts = estimates - np.asarray(around, dtype=float).reshape(len(window.days), len(estimates))
        influences.append(_influences(window.days, shifts))
    return [
        _interval(float(estimate), [each[:, place] for each in influences], windows, level)
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


def _without_each(days: Sequence[date], rows: "Floats") -> "list[Floats]":
    """The total without each day, made up for by the others of its weekday; the whole total where there is no other."""
    total, alike = rows.sum(axis=0), _strata(days)
    sums = {weekday: rows[places].sum(axis=0) for weekday, places in alike.items()}
    found = []
    for row, day in zip(rows, days, strict=True):
        others = len(alike[day.weekday()]) - 1
        found.append(total - row + (sums[day.weekday()] - row) / others if others else total)
    return found


def _strata(days: Sequence[date]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for place, day in enumerate(days):
        found.setdefault(day.weekday(), []).append(place)
    return found


def _influences(days: Sequence[date], shifts: "Floats") -> "Floats":
    """What each day adds beyond the mean of its weekday: for a sum, x - mean of x, exactly."""
    found = shifts.copy()
    for places in _strata(days).values():
        found[places] *= (len(places) - 1) / len(places)
        found[places] -= found[places].mean(axis=0)
    return found


def _interval(estimate: float, influences: "list[Floats]", windows: Sequence[Window], level: float) -> Interval:
    from scipy.special import stdtr, stdtrit

    spare = [len(window.days) - len(_strata(window.days)) for window in windows]
    if min(spare) < 1:
        return Interval(estimate)
    kept = [len(window.days) / left for window, left in zip(windows, spare, strict=True)]
    variance = sum(float(each @ each) * factor for each, factor in zip(influences, kept, strict=True))
    correlation = _correlation(influences, windows)
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
        places = [at for at in range(1, len(each)) if (window.days[at] - window.days[at - 1]).days == 1]
        products += sum(float(each[at] * each[at - 1]) for at in places)
        pairs, squares, days = pairs + len(places), squares + float(each @ each), days + len(each)
    if not squares or not pairs:
        return 0.0
    return min(max(products / pairs / (squares / days), 0.0), MOST_CORRELATED)
