"""Which documents the runs of a cohort were given, and how it went with and without each. Pure.

A run counts where its searches told documents at all. With and without one document are two groups of such runs, of
which each has a share that failed. Where the good runs are a sample, each stands for `good_weight` of them: the odds of
a failure are then those of the sample divided by it, and their interval on the log scale is the sample's own, as in a
case-control study. Half a run is added to each cell. Source: Woolf, Annals of Human Genetics 19 (1955) 251; Haldane,
ibid. 20 (1956) 309. Who retrieves what was not drawn by lot: a document may come with hard questions and not cause a
failure, which the page says.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from aiops.core.stats import multiplicity
from traces.types import CohortRun

MOST = 20  # that are shown
FEWEST = 5  # runs with it, and without it, below which nothing is told apart
RATE = 0.05
Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """Of runs that failed, with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Use:
    """One document. `runs` and `failed` are those that were read; `score` is the mean where scores are told."""

    name: str
    runs: int
    failed: int
    score: float | None
    with_it: Share
    without: Share | None  # None: every run had it
    verdict: str  # "worse", "better", "" (chance may do it), "few"
    traces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Uses:
    """`runs` told documents, of which there are `known` in all; the most used stand in `rows`."""

    runs: int
    known: int
    rows: tuple[Use, ...]


def uses(runs: Sequence[CohortRun], good_weight: float = 1.0) -> Uses:
    asked = [run for run in runs if run.documents]
    failed = sum(run.failing for run in asked)
    scores: dict[str, list[float]] = defaultdict(list)
    having: dict[str, list[CohortRun]] = defaultdict(list)
    for run in asked:
        for told in run.documents:
            score, _, name = told.partition(" ")
            having[name].append(run)
            if score:
                scores[name].append(float(score))
    names = sorted(having, key=lambda name: (-len(having[name]), name))
    cells = {name: _cells(having[name], len(asked), failed) for name in names}
    verdicts = _verdicts(cells, good_weight)
    rows = [
        Use(
            name=name,
            runs=len(having[name]),
            failed=cells[name][0],
            score=sum(scores[name]) / len(scores[name]) if scores[name] else None,
            with_it=share(*cells[name][:2], good_weight),
            without=share(*cells[name][2:], good_weight) if sum(cells[name][2:]) else None,
            verdict=verdicts.get(name, "few"),
            traces=tuple(run.trace_id.hex() for run in having[name] if run.failing)[:3],
        )
        for name in names[:MOST]
    ]
    return Uses(len(asked), len(names), tuple(rows))


Cells = tuple[int, int, int, int]  # failed and good with it, failed and good without it


def _cells(having: Sequence[CohortRun], runs: int, failed: int) -> Cells:
    a = sum(run.failing for run in having)
    b = len(having) - a
    return a, b, failed - a, runs - failed - b


def share(failed: int, good: int, good_weight: float) -> Share:
    """Of so many failed and good runs, each good one standing for `good_weight`.

    >>> share(10, 90, 1.0).value
    0.1
    """
    value = failed / (failed + good * good_weight)
    odds = log((failed + 0.5) / (good + 0.5) / good_weight)
    reach = Z * sqrt(1 / (failed + 0.5) + 1 / (good + 0.5))
    low, high = (1 / (1 + exp(-(odds + end))) for end in (-reach, reach))
    return Share(value, min(low, value), max(high, value))


def _verdicts(cells: dict[str, Cells], good_weight: float) -> dict[str, str]:
    """Of all that are frequent enough, shown or not: tested together (Benjamini-Hochberg)."""
    import numpy as np

    from traces.analysis.contrast.tables import Tables

    tested = {name: each for name, each in cells.items() if min(sum(each[:2]), sum(each[2:])) >= FEWEST}
    if not tested:
        return {}
    table = Tables(*(np.array(column, dtype=float) for column in zip(*tested.values(), strict=True)))
    kept = multiplicity.kept([float(p) for p in table.p_values], RATE)
    pairs = zip(tested.items(), kept, strict=True)
    return {name: _direction(each, good_weight) if real else "" for (name, each), real in pairs}


def _direction(each: Cells, good_weight: float) -> str:
    a, b, c, d = each
    return "worse" if share(a, b, good_weight).value > share(c, d, good_weight).value else "better"
