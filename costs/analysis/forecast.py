"""What a month will have cost when it ends, if days go on as they did. Pure.

The days to come cost what their weekday cost on average in the last weeks; the interval holds both how well that is
known and the noise of the days to come, with the days' autocorrelation (aiops.core.stats.jackknife).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from aiops.core.stats.jackknife import Window, intervals

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MIN_DAYS = 14
HISTORY_DAYS = 28  # that the coming ones are told from


@dataclass(frozen=True, slots=True)
class Forecast:
    """In nano-dollars: spent so far, and at the end. `low` and `high` None: too few days to tell."""

    spent: int
    value: int
    low: int | None
    high: int | None


def of_window(days: Sequence[date], costs: Sequence[int], first: date, today: date, end: date) -> Forecast | None:
    """Of a window from `first` to `end` that runs, by the `costs` of whole `days` in order, up to yesterday."""
    inside = sum(cost for day, cost in zip(days, costs, strict=True) if day >= first)
    known = next((at for at, cost in enumerate(costs) if cost), len(costs))  # since the first call ever
    recent = max(known, len(days) - HISTORY_DAYS)
    ahead = [today + timedelta(days=at) for at in range((end - today).days)]
    return forecast(inside, days[recent:], costs[recent:], ahead)


def forecast(spent: int, days: Sequence[date], costs: Sequence[int], ahead: Sequence[date]) -> Forecast | None:
    """From the `costs` of whole `days`, in order. None where no day is known, or a weekday ahead was never seen."""
    if not ahead:
        return Forecast(spent, spent, spent, spent)
    seen = [day.weekday() for day in days]
    if not days or {day.weekday() for day in ahead} - set(seen):
        return None
    import numpy as np

    times = np.array([sum(day.weekday() == weekday for day in ahead) for weekday in range(7)], dtype=float)
    counts = np.array([max(1, seen.count(weekday)) for weekday in range(7)], dtype=float)
    rows = np.zeros((len(days), 7))
    rows[np.arange(len(days)), seen] = costs

    def coming(totals: "NDArray[np.float64]") -> float:
        return float((totals / counts * times).sum())

    (found,) = intervals(coming, Window(days, rows))
    value = spent + round(found.estimate)
    if len(days) < MIN_DAYS or found.low is None:
        return Forecast(spent, value, None, None)
    reach = (found.estimate - found.low) * (1 + len(days) / len(ahead)) ** 0.5
    return Forecast(spent, value, max(spent, value - round(reach)), value + round(reach))
