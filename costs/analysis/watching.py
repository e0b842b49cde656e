"""What is unusual in the days of a figure: one day that is, or a new level that stays. Pure.

Both are the tests that judge a change of cost. A day is unusual when it lies outside the interval in which the forecast
of its weekday expects it (aiops.core.stats.jackknife over the 28 days before, widened for one day to come). A level is
new when PELT breaks the series and the days before and after differ (costs.analysis.changes). All figures of a project
are tested together at RATE (Benjamini-Hochberg), and only what is worse, and by enough to matter, is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from aiops.core.stats import multiplicity
from aiops.core.stats.jackknife import Interval, Window, intervals
from costs.analysis import changes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Kind = Literal["day", "level"]
RATE = 0.01  # of false ones among all that are said: one project is tested every day
HISTORY, MIN_DAYS = 28, 14
LOOKS_BACK = 21  # days: an older level is no news
FEWEST = 20  # runs, calls or waits of a day below which its figure says nothing
NANO = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of a day. `worse` 1: more of it is worse, -1: less. `least`: a smaller difference is never said."""

    title: str
    worse: int
    unit: Literal["usd", "tokens", "share", "ns"]
    of: str  # what `units` counts
    least: float = 0.0
    fewest: int = FEWEST  # units of a day below which it is not looked at: of 20 runs no percentile beyond p95 is one


METRICS = {
    "cost_per_run": Metric("Cost per run", 1, "usd", "runs"),
    "tokens_per_call": Metric("Tokens per call", 1, "tokens", "calls"),
    "cache_share": Metric("Share of input read from cache", -1, "share", "calls", 0.05),
    "error_rate": Metric("Share of runs that failed", 1, "share", "runs", 0.02),
    "latency": Metric("Mean duration of a run", 1, "ns", "runs", 0.1 * NANO),
    "latency_p50": Metric("Median duration of a trace", 1, "ns", "traces", 0.1 * NANO),
    "latency_p95": Metric("p95 of the duration of a trace", 1, "ns", "traces", 0.1 * NANO, fewest=50),
    "latency_p99": Metric("p99 of the duration of a trace", 1, "ns", "traces", 0.1 * NANO, fewest=200),
    "queue_age": Metric("Mean wait in the queue", 1, "ns", "pieces of work", 0.5 * NANO),
    "queue_age_p50": Metric("Median wait in the queue", 1, "ns", "pieces of work", 0.5 * NANO),
    "queue_age_p95": Metric("p95 of the wait in the queue", 1, "ns", "pieces of work", 0.5 * NANO, fewest=50),
    "queue_age_p99": Metric("p99 of the wait in the queue", 1, "ns", "pieces of work", 0.5 * NANO, fewest=200),
    "outcome_rate": Metric("Share of runs with a good outcome", -1, "share", "runs with an outcome", 0.03),
}
PERCENTILES = ("p50", "p95", "p99")
LATE = {"outcome_rate": 8}  # days until a day's figure is looked at: outcomes take their time


def figure_of(metric: str) -> str:
    """What it is the mean or a percentile of: "latency" of "latency_p95"."""
    whole, _, end = metric.rpartition("_")
    return whole if end in PERCENTILES else metric


@dataclass(frozen=True)
class Series:
    """A metric of one subject (a workflow, a queue; "" all together) by day. None: nothing happened that day."""

    metric: str
    subject: str
    values: Sequence[float | None]
    units: Sequence[int]


@dataclass(frozen=True, slots=True)
class Unusual:
    """`low` and `high`: where the day was to be expected, of a day alone."""

    kind: Kind
    metric: str
    subject: str
    day: date
    value: float
    expected: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class _Tested:
    found: Unusual
    p: float


def unusual(series: Sequence[Series], days: Sequence[date], least_percent: int) -> list[Unusual]:
    """Of whole `days` in order, the last of which is looked at; those of LATE metrics end earlier by themselves."""
    tested = [each for one in series for each in _tests(one, days)]
    kept = multiplicity.kept([each.p for each in tested], RATE) if tested else []
    return [each.found for each, real in zip(tested, kept, strict=True) if real and matters(each.found, least_percent)]


def _tests(one: Series, days: Sequence[date]) -> list[_Tested]:
    """Of the last day, and of the newest level; every one that was tested, so that all are counted."""
    last = len(days) - 1 - LATE.get(one.metric, 0)
    if last < MIN_DAYS:
        return []
    fewest = METRICS[one.metric].fewest
    shown = [value if n >= fewest else None for value, n in zip(one.values, one.units, strict=True)][: last + 1]
    found = [_day(one, shown, days, last), _level(one, shown, days[: last + 1])]
    return [each for each in found if each is not None]


def _day(one: Series, shown: Sequence[float | None], days: Sequence[date], last: int) -> _Tested | None:
    value = shown[last]
    places = [at for at in range(max(0, last - HISTORY), last) if shown[at] is not None]
    if value is None or len(places) < MIN_DAYS:
        return None
    before = [(days[at], float(shown[at] or 0.0)) for at in places]
    mean, error, degrees = _expected(before, days[last])
    if error is None or degrees is None:
        return None
    from scipy.special import stdtr, stdtrit

    p = 2 * float(stdtr(degrees, -abs(value - mean) / error)) if error > 0 else float(value == mean)
    if METRICS[one.metric].unit == "share":
        drawn = _Drawn.of([value for _, value in before], [one.units[at] for at in places])
        p, error = max(p, drawn.p(value, one.units[last])), max(error, drawn.error(one.units[last]))
    reach = float(stdtrit(degrees, 0.975)) * error
    found = Unusual("day", one.metric, one.subject, days[last], value, mean, mean - reach, mean + reach)
    return _Tested(found, p)


def _expected(before: Sequence[tuple[date, float]], day: date) -> tuple[float, float | None, float | None]:
    """Mean of the day's weekday where it was seen, else of all; error of one such day; degrees of freedom."""
    import numpy as np

    seen = [each.weekday() for each, _ in before]
    alike = seen.count(day.weekday())
    rows = np.zeros((len(before), 7))
    rows[np.arange(len(before)), seen] = [value for _, value in before]

    def mean(totals: "NDArray[np.float64]") -> float:
        return float(totals[day.weekday()] / alike if alike else totals.sum() / len(before))

    def level(totals: "NDArray[np.float64]") -> float:
        return float(totals.sum() / len(before))

    window = Window([each for each, _ in before], rows)
    found: Interval = intervals(level, window, correlated=False)[0]
    if found.error is None:
        return mean(rows.sum(axis=0)), None, None
    # The error of the mean of n days, made that of one day to come, whose weekday's mean is known from `alike` days.
    spread = found.error * len(before) ** 0.5
    return mean(rows.sum(axis=0)), spread * (1 + 1 / max(alike, 1)) ** 0.5, found.degrees


def _level(one: Series, shown: Sequence[float | None], days: Sequence[date]) -> _Tested | None:
    levels = changes.levels_of(shown, days)
    if not levels:
        return None
    newest, p = levels[-1], levels[-1].shift.p
    if p is None or days[-1] - newest.day > timedelta(days=LOOKS_BACK):
        return None
    if METRICS[one.metric].unit == "share":
        at = days.index(newest.day)
        units = [0 if value is None else n for value, n in zip(shown, one.units, strict=False)]
        drawn = _Drawn.of([newest.before], [sum(units[:at])])
        p = max(p, drawn.p(newest.after, sum(units[at:])))
    found = Unusual("level", one.metric, one.subject, newest.day, newest.after, newest.before)
    return _Tested(found, p)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A share is drawn: one failure among 20 runs is no news because there was none for weeks. Smoothed, so that what
    never happened is rare, not impossible."""

    share: float

    @classmethod
    def of(cls, shares: Sequence[float], units: Sequence[int]) -> "_Drawn":
        hits = sum(share * n for share, n in zip(shares, units, strict=True))
        return cls(min(max(hits + 0.5, 0.5) / (sum(units) + 1), 1.0))

    def error(self, n: int) -> float:
        return float((self.share * (1 - self.share) / n) ** 0.5)

    def p(self, value: float, n: int) -> float:
        """Of so many hits among n, or more; or so few, or fewer: by both tails of the binomial distribution."""
        from scipy.special import betainc

        hits = min(max(value, 0.0), 1.0) * n
        more = float(betainc(hits, n - hits + 1, self.share)) if hits > 0 else 1.0
        fewer = 1 - float(betainc(hits + 1, n - hits, self.share)) if hits < n else 1.0
        return min(1.0, 2 * min(more, fewer))


def matters(found: Unusual, least_percent: int) -> bool:
    """Whether it is worse, and by enough."""
    metric, difference = METRICS[found.metric], found.value - found.expected
    enough = max(metric.least, abs(found.expected) * least_percent / 100)
    return difference * metric.worse > 0 and abs(difference) >= enough
