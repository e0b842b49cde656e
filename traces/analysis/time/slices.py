"""Percentiles of how long runs took, and on what those between two percentiles spent it. Pure.

Runs are counted in bands 19 % wide, so a percentile is interpolated inside its band: off by less than that, and less
the more bands its runs fill. A band that a percentile cuts gives each side its share of runs and of time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from traces.types.time_sums import Band

CUTS = (0.0, 0.5, 0.9, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class Slice:
    """Runs between two percentiles: their number, and the mean of each time kind in ns."""

    low: float
    high: float
    runs: float
    mean_ns: float
    by_kind: dict[str, float]


def quantile(bands: Sequence[Band], share: float) -> int | None:
    """The duration that this share of the runs did not exceed; None without runs."""
    left = share * sum(band.runs for band in bands)
    for band in bands:
        if band.runs and left <= band.runs:
            part = left / band.runs
            return round(band.low_ns * (band.high_ns / band.low_ns) ** part) if band.low_ns else band.high_ns
        left -= band.runs
    return bands[-1].high_ns if bands else None


def slices(bands: Sequence[Band], cuts: Sequence[float] = CUTS) -> list[Slice]:
    """One for each pair of neighbouring cuts; together they hold every run and all of its time."""
    found = []
    for low, high in pairwise(cuts):
        runs, exact = between(bands, _exact(low), _exact(high))
        if sum(band.runs for band in bands):
            means = {kind: float(ns) for kind, ns in exact.items()}
            found.append(Slice(low, high, float(runs), sum(means.values()), means))
    return found


def _exact(share: float) -> Fraction:
    return Fraction(share).limit_denominator(1000)


def between(bands: Sequence[Band], low: Fraction, high: Fraction) -> tuple[Fraction, dict[str, Fraction]]:
    """The runs between two percentiles, and what they spent on average by time kind, in ns."""
    total = sum(band.runs for band in bands)
    runs, sums, before = Fraction(0), dict[str, Fraction](), 0
    for band in bands:
        inside = max(min(high * total, Fraction(before + band.runs)) - max(low * total, Fraction(before)), Fraction(0))
        before += band.runs
        if not inside:
            continue
        runs += inside
        for kind, ns in band.critical_ns.items():
            sums[kind] = sums.get(kind, Fraction(0)) + ns * inside / band.runs
    return runs, {kind: ns / runs for kind, ns in sums.items()}
