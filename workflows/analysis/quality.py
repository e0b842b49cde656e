"""Which score predicts the outcome: how well it ranks good runs above bad ones, what a step of it is worth, and whether
it means what it says. Pure.

Source: DeLong, DeLong, Clarke-Pearson, Biometrics 44 (1988) 837 for the interval of the area; Liang, Zeger, Biometrika
73 (1986) 13 for the error of clustered runs.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, sqrt
from statistics import NormalDist

from aiops.core.stats import multiplicity
from aiops.core.stats.intervals import Interval, z_of

FEWEST = 30  # good runs, and bad ones
BINS = 10
MOST_STEPS, CLOSE = 50, 1e-9
WIDEST = 20.0  # log-odds a standard deviation: beyond it the two kinds are apart and there is no estimate


@dataclass(frozen=True, slots=True)
class Rated:
    """One run: its score, whether it turned out well, and whose it is (runs of one person are alike)."""

    score: float
    good: bool
    cluster: str


@dataclass(frozen=True, slots=True)
class Bin:
    """Runs of about the same score: their mean score, and which share of them turned out well."""

    score: float
    good: float
    runs: int


@dataclass(frozen=True, slots=True)
class Prediction:
    """`auc` .5: no better than chance; `odds`: how much likelier good is a standard deviation higher."""

    name: str
    runs: int
    good: int
    auc: Interval | None = None
    odds: Interval | None = None
    brier: float | None = None
    bins: Sequence[Bin] = ()
    p: float | None = None
    real: bool = False

    @property
    def enough(self) -> bool:
        return self.auc is not None

    @property
    def beyond_chance(self) -> float:
        return abs(self.auc.value - 0.5) if self.auc else 0.0


def predictions(found: Mapping[str, Sequence[Rated]]) -> list[Prediction]:
    """Each evaluator; those that tell something first. Whether one does is weighed against all that were tried."""
    made = [prediction(name, rated) for name, rated in found.items()]
    tested = [each for each in made if each.p is not None]
    kept = multiplicity.kept([each.p for each in tested if each.p is not None])
    real = {each.name: is_real for each, is_real in zip(tested, kept, strict=True)}
    told = [_with(each, real=real.get(each.name, False)) for each in made]
    return sorted(
        told, key=lambda each: (not each.enough, -abs((each.auc.value if each.auc else 0.5) - 0.5), each.name)
    )


def _with(each: Prediction, *, real: bool) -> Prediction:
    return Prediction(each.name, each.runs, each.good, each.auc, each.odds, each.brier, each.bins, each.p, real)


def prediction(name: str, rated: Sequence[Rated]) -> Prediction:
    good = sum(each.good for each in rated)
    if min(good, len(rated) - good) < FEWEST:
        return Prediction(name, len(rated), good)
    area, p = auc(rated)
    return Prediction(name, len(rated), good, area, odds_ratio(rated), brier(rated), bins(rated), p)


def auc(rated: Sequence[Rated]) -> tuple[Interval, float]:
    """The chance that a good run scores above a bad one, ties half; with DeLong's interval and p of "it is .5".

    Both kinds must be there.
    """
    groups = [[each.score for each in rated if each.good is kind] for kind in (True, False)]
    counts = [len(each) for each in groups]
    everywhere, within = _ranks([*groups[0], *groups[1]]), [_ranks(each) for each in groups]
    above = [(everywhere[i] - within[0][i]) / counts[1] for i in range(counts[0])]
    below = [1 - (everywhere[counts[0] + i] - within[1][i]) / counts[0] for i in range(counts[1])]
    area = sum(above) / counts[0]
    error = sqrt(_variance(above) / counts[0] + _variance(below) / counts[1])
    if error == 0:
        return Interval(area, area, area), 1.0 if area == 0.5 else 0.0
    half = z_of() * error
    return Interval(area, max(0.0, area - half), min(1.0, area + half)), _two_sided((area - 0.5) / error)


def _ranks(values: Sequence[float]) -> list[float]:
    """From 1; equal ones share the middle of their places."""
    order, ranks, place = sorted(range(len(values)), key=values.__getitem__), [0.0] * len(values), 0
    while place < len(order):
        last = place
        while last + 1 < len(order) and values[order[last + 1]] == values[order[place]]:
            last += 1
        for each in order[place : last + 1]:
            ranks[each] = (place + last) / 2 + 1
        place = last + 1
    return ranks


def _variance(values: Sequence[float]) -> float:
    mean = sum(values) / len(values)
    return sum((each - mean) ** 2 for each in values) / (len(values) - 1)


def _two_sided(z: float) -> float:
    return 2 * (1 - NormalDist().cdf(abs(z)))


def odds_ratio(rated: Sequence[Rated]) -> Interval | None:
    """Of good, for a score one standard deviation higher: logistic regression, its error robust to clusters.

    None where all scores are equal, or the two kinds are apart so that no estimate is finite.
    """
    scores = [each.score for each in rated]
    spread = sqrt(_variance(scores))
    if spread == 0:
        return None
    mean = sum(scores) / len(scores)
    rows = [((each.score - mean) / spread, float(each.good), each.cluster) for each in rated]
    found = _fit(rows)
    if found is None:
        return None
    slope, error = found
    ends = [exp(min(max(slope + sign * z_of() * error, -700.0), 700.0)) for sign in (-1, 1)]
    return Interval(exp(slope), *ends)


def _fit(rows: Sequence[tuple[float, float, str]]) -> tuple[float, float] | None:
    """Slope and its clustered error, by Newton's method."""
    level = slope = 0.0
    for _ in range(MOST_STEPS):
        g0 = g1 = h00 = h01 = h11 = 0.0
        for x, y, _cluster in rows:
            p = _logistic(level + slope * x)
            w, left = p * (1 - p), y - p
            g0, g1, h00, h01, h11 = g0 + left, g1 + left * x, h00 + w, h01 + w * x, h11 + w * x * x
        size = h00 * h11 - h01 * h01
        if size <= 1e-12:
            return None
        step0, step1 = (h11 * g0 - h01 * g1) / size, (h00 * g1 - h01 * g0) / size
        level, slope = level + step0, slope + step1
        if abs(slope) > WIDEST:
            return None
        if abs(step0) + abs(step1) < CLOSE:
            return slope, _clustered(rows, (level, slope), (h00, h01, h11))
    return None


def _clustered(
    rows: Sequence[tuple[float, float, str]], fit: tuple[float, float], bread: tuple[float, float, float]
) -> float:
    """The sandwich, its filling the sums of each cluster."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for x, y, cluster in rows:
        left = y - _logistic(fit[0] + fit[1] * x)
        sums[cluster][0] += left
        sums[cluster][1] += left * x
    h00, h01, h11 = bread
    size = h00 * h11 - h01 * h01
    lean = [(-h01 * a + h00 * b) / size for a, b in sums.values()]
    n = len(lean)
    return sqrt(sum(each * each for each in lean) * (n / (n - 1) if n > 1 else 1.0))


def _logistic(x: float) -> float:
    return 1 / (1 + exp(-min(max(x, -700.0), 700.0)))


def brier(rated: Sequence[Rated]) -> float | None:
    """Mean squared difference between the score as a chance and what came; None unless all lie between 0 and 1."""
    if not all(0 <= each.score <= 1 for each in rated):
        return None
    return sum((each.score - each.good) ** 2 for each in rated) / len(rated)


def bins(rated: Sequence[Rated]) -> list[Bin]:
    """Ten of as equal numbers of runs as can be, by rising score."""
    ordered = sorted(rated, key=lambda each: each.score)
    cuts = [round(len(ordered) * place / BINS) for place in range(BINS + 1)]
    parts = [ordered[first:last] for first, last in pairwise(cuts) if last > first]
    return [
        Bin(sum(each.score for each in part) / len(part), sum(each.good for each in part) / len(part), len(part))
        for part in parts
    ]
