"""Intervals of rates and of ratios: how far the true figure may lie from the one that was seen. Pure.

Floats, for an interval is an estimate; what was counted stays an integer elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
FEWEST_CLUSTERS = 5
FEWEST_SUCCESSES = 5
WIDEST = 5.0  # an interval that reaches e^5 times the figure says nothing


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and the two between which the true one lies in 95 of 100 such periods. None: cannot be said."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Six:
    """Six sums over clusters (days, or users) from which the error of a ratio M / D follows."""

    n: int = 0
    m: float = 0.0
    mm: float = 0.0
    d: float = 0.0
    dd: float = 0.0
    md: float = 0.0

    def __add__(self, other: "Six") -> "Six":
        return Six(
            self.n + other.n, self.m + other.m, self.mm + other.mm, self.d + other.d, self.dd + other.dd,
            self.md + other.md,
        )  # fmt: skip


def six(pairs: Iterable[tuple[float, float]]) -> Six:
    """Of one (M, D) a cluster.

    >>> six([(2, 1), (4, 3)])
    Six(n=2, m=6.0, mm=20.0, d=4.0, dd=10.0, md=14.0)
    """
    n, m, mm, d, dd, md = 0, 0.0, 0.0, 0.0, 0.0, 0.0
    for over, under in pairs:
        n, m, d = n + 1, m + over, d + under
        mm, dd, md = mm + over * over, dd + under * under, md + over * under
    return Six(n, float(m), float(mm), float(d), float(dd), float(md))


def z_of(confidence: float = CONFIDENCE) -> float:
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def t_of(freedom: float, confidence: float = CONFIDENCE) -> float:
    """Two-sided quantile of Student's t. SciPy is loaded by who needs it: it takes a while."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + confidence / 2))


def wilson(successes: float, trials: float, confidence: float = CONFIDENCE) -> Interval | None:
    """Share of successes with the score interval; None without a trial.

    Source: Wilson, J. Am. Stat. Assoc. 22 (1927) 209. 3 of 20 -> .05237 to .36042.
    """
    if trials <= 0:
        return None
    z, p = z_of(confidence), successes / trials
    middle = (p + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z * sqrt(max(p * (1 - p), 0.0) / trials + z * z / (4 * trials * trials)) / (1 + z * z / trials)
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    return Interval(p, low, 1.0 if successes == trials else min(1.0, middle + half))


def ratio_error(sums: Six) -> float | None:
    """Standard error of M / D; None with fewer than two clusters or nothing to divide by.

    Var = (S2_M - 2 R S_MD + R^2 S2_D) / (n mean(D)^2), S the sample (co)variances between clusters.
    """
    if sums.n < 2 or sums.d == 0:
        return None
    n, ratio = sums.n, sums.m / sums.d
    s_mm = (sums.mm - sums.m * sums.m / n) / (n - 1)
    s_dd = (sums.dd - sums.d * sums.d / n) / (n - 1)
    s_md = (sums.md - sums.m * sums.d / n) / (n - 1)
    variance = (s_mm - 2 * ratio * s_md + ratio * ratio * s_dd) / (n * (sums.d / n) ** 2)
    return sqrt(max(variance, 0.0))


def ratio(sums: Six, *, signed: bool = False, confidence: float = CONFIDENCE) -> Interval | None:
    """M / D with its interval over clusters; None where D is 0.

    Log-delta, so that what cannot be negative has no negative end; `signed` for what can be, symmetric around it.
    Fewer than 5 clusters say the figure alone.
    """
    if sums.d == 0:
        return None
    value, error = sums.m / sums.d, ratio_error(sums)
    if error is None or sums.n < FEWEST_CLUSTERS:
        return Interval(value)
    t = t_of(sums.n - 1, confidence)
    if signed or value <= 0:
        return Interval(value, value - t * error, value + t * error)
    if t * error > WIDEST * value:
        return Interval(value)
    spread = exp(t * error / value)
    return Interval(value, value / spread, value * spread)


def cost_per_success(sums: Six, successes: float, confidence: float = CONFIDENCE) -> Interval | None:
    """Sum of costs by sum of successes, `sums` over days with M the cost and D the successes.

    None without a success. With fewer than 5 the upper end cannot be said: the lower one follows from how many
    successes such a number may stand for (exact Poisson upper limit: 1 -> 5.57, 4 -> 10.24).
    """
    if successes <= 0 or sums.d <= 0:
        return None
    if successes >= FEWEST_SUCCESSES:
        return ratio(sums, confidence=confidence)
    return Interval(sums.m / sums.d, sums.m / poisson_most(successes, confidence), None)


def poisson_most(seen: float, confidence: float = CONFIDENCE) -> float:
    """Upper end of the exact two-sided interval of a count's mean: half a chi-squared quantile."""
    from scipy.special import gammaincinv

    return float(gammaincinv(seen + 1, 0.5 + confidence / 2))


def scaled(found: Interval | None, factor: float) -> Interval | None:
    """The interval of a total from that of its mean, as the number of runs is counted."""
    if found is None:
        return None
    ends = [None if end is None else end * factor for end in (found.low, found.high)]
    return Interval(found.value * factor, *ends)
