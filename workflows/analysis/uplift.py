"""Is it better than without AI? Against a randomised comparison group; else before and after, no proof. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from aiops.core.stats.intervals import Interval, t_of

FEWEST_RUNS = 30  # in either group


@dataclass(frozen=True, slots=True)
class Arm:
    """One group of runs: how many, and the sum and sum of squares of what is compared (1 for a good run, or money)."""

    n: int
    total: float
    squared: float

    @property
    def mean(self) -> float:
        return self.total / self.n

    @property
    def variance(self) -> float:
        return max((self.squared - self.total * self.total / self.n) / (self.n - 1), 0.0)


def relative_lift(without: Arm, with_ai: Arm) -> Interval | None:
    """d = (m_b - m_a) / m_a with Welch's interval; None with fewer than two runs in a group or nothing to compare with.

    var = v_b / (n_b m_a^2) + v_a m_b^2 / (n_a m_a^4), degrees of freedom of Welch and Satterthwaite.
    Source: Welch, Biometrika 34 (1947) 28; Kohavi et al. 2009 for the ratio.
    """
    if min(without.n, with_ai.n) < 2 or without.mean == 0:
        return None
    base, other = without.mean, with_ai.mean
    a, b = without.variance / without.n, with_ai.variance / with_ai.n
    value, error = (other - base) / base, sqrt(b / base**2 + a * other**2 / base**4)
    if a + b == 0:
        return Interval(value, value, value)
    freedom = (a + b) ** 2 / (a * a / (without.n - 1) + b * b / (with_ai.n - 1))
    half = t_of(freedom) * error
    return Interval(value, value - half, value + half)


@dataclass(frozen=True, slots=True)
class Uplift:
    """How a metric compares with what was before; `causal` only where customers were chosen at random."""

    causal: bool
    now: Interval
    before: Interval
    lift: Interval | None  # relative
    runs: tuple[int, int]  # with AI, without
    better: bool | None  # None: the difference may be chance, or cannot be told


def randomised(without: Arm, with_ai: Arm, *, more_is_better: bool = True) -> Uplift | None:
    """Of the comparison group and the others; None until both have 30 runs."""
    if min(without.n, with_ai.n) < FEWEST_RUNS:
        return None
    lift = relative_lift(without, with_ai)
    better = _verdict(lift.low, lift.high, more_is_better=more_is_better) if lift else None
    return Uplift(True, Interval(with_ai.mean), Interval(without.mean), lift, (with_ai.n, without.n), better)


def before_after(now: Interval, before: Interval, runs: int, *, more_is_better: bool = True) -> Uplift:
    """Of what is now and what is said to have been before, with whatever is known of how sure either is."""
    lift = Interval((now.value - before.value) / before.value) if before.value else None
    gap = difference(now, before)
    return Uplift(False, now, before, lift, (runs, 0), _verdict(gap.low, gap.high, more_is_better=more_is_better))


def difference(now: Interval, before: Interval) -> Interval:
    """Now less before: the errors of two independent figures add in squares (Newcombe's hybrid).

    Of two rates with their score intervals it is method 10 of: Newcombe, Statistics in Medicine 17 (1998) 873.
    """
    gap = now.value - before.value
    if now.low is None or now.high is None:
        return Interval(gap)
    b_low = before.value if before.low is None else before.low
    b_high = before.value if before.high is None else before.high
    low = gap - sqrt((now.value - now.low) ** 2 + (b_high - before.value) ** 2)
    high = gap + sqrt((now.high - now.value) ** 2 + (before.value - b_low) ** 2)
    return Interval(gap, low, high)


def _verdict(low: float | None, high: float | None, *, more_is_better: bool) -> bool | None:
    if low is None or high is None or low <= 0 <= high:
        return None
    return (low > 0) == more_is_better


def reaches(now: Interval, target: Decimal, *, more_is_better: bool = True) -> bool | None:
    """Whether a target is reached; None where its interval holds the target."""
    at = float(target)
    if now.low is None or now.high is None:
        return None
    if now.low >= at:
        return more_is_better
    return not more_is_better if now.high <= at else None
