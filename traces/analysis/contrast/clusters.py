"""When one person or session holds many of the failures, runs are no independent witnesses: whole clusters are.

The score of an item within each cluster, (has it - its share) x (failed - the share that failed) summed over its runs,
keeps or flips its sign by chance, 2,000 times: what rests on few clusters does not outlive it. And because one cluster
alone may carry an item that nobody else has, such an item must also survive without each cluster that holds many of
the failures. Items that vary within clusters are compared within them instead.
Source: the score bootstrap of Kline and Santos, J. Econometric Methods 1 (2012) 23; seeded, so it repeats exactly.
"""

import numpy as np
import numpy.typing as npt

from traces.analysis.contrast.tables import Tables

TIMES = 2_000
HALF = 0.5
MOST_GROUPS = 1_000  # the largest clusters stand alone, the others are thrown together into as many


def largest_share(clusters: npt.NDArray[np.int32], failing: npt.NDArray[np.bool_]) -> float:
    """Of the failures, those of the one that has most; runs of nobody (-1) belong to no cluster."""
    of = clusters[failing]
    known = of[of >= 0]
    return float(np.bincount(known).max()) / len(of) if len(known) else 0.0


def within(
    members: list[npt.NDArray[np.bool_]], failing: npt.NDArray[np.bool_], clusters: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """(p, whether it counts) of each item with every cluster a stratum of its own (Cochran-Mantel-Haenszel).

    It counts for items that vary within clusters, as an experiment's arm does: at least half of their spread. What is
    the same for all runs of a cluster cannot be told so.
    """
    from scipy.special import chdtrc

    groups, count = _grouped(clusters)
    n = np.maximum(np.bincount(groups, minlength=count), 1).astype(float)
    f = np.bincount(groups, weights=failing, minlength=count)
    p, varies = np.ones(len(members)), np.zeros(len(members), dtype=bool)
    for place, has in enumerate(members):
        x = np.bincount(groups, weights=has, minlength=count)
        a = np.bincount(groups, weights=has & failing, minlength=count)
        variance = float(np.sum(x * (n - x) * f * (n - f) / (n**2 * np.maximum(n - 1, 1))))
        if variance > 0:
            gap = max(abs(float(np.sum(a - x * f / n))) - 0.5, 0.0)
            p[place] = chdtrc(1, gap**2 / variance)
        varies[place] = float(np.sum(x * (n - x) / n)) >= HALF * has.sum() * (1 - has.mean())
    return p, varies


def p_values(
    members: list[npt.NDArray[np.bool_]],
    failing: npt.NDArray[np.bool_],
    clusters: npt.NDArray[np.int32],
    seed: int = 0,
) -> npt.NDArray[np.float64]:
    """Two-sided, one for each item."""
    groups, count = _grouped(clusters)
    rest = failing - failing.mean()
    scores = np.stack([np.bincount(groups, weights=(has - has.mean()) * rest, minlength=count) for has in members])
    observed = np.abs(scores.sum(axis=1))
    signs = np.random.default_rng(seed).choice(np.array([-1.0, 1.0]), size=(TIMES, count))
    flipped = np.abs(signs @ scores.T)
    return np.asarray((1 + (flipped >= observed * (1 - 1e-12)).sum(axis=0)) / (TIMES + 1))


def without_each(
    members: list[npt.NDArray[np.bool_]],
    failing: npt.NDArray[np.bool_],
    clusters: npt.NDArray[np.int32],
    share: float,
) -> npt.NDArray[np.float64]:
    """The largest p of each item once any one of the clusters that hold over `share` of the failures is left out."""
    of = clusters[failing]
    held = np.flatnonzero(np.bincount(of[of >= 0]) > share * len(of))
    found = np.zeros(len(members))
    for cluster in held:
        kept = clusters != cluster
        found = np.maximum(found, _tables([has[kept] for has in members], failing[kept]))
    return found


def _tables(members: list[npt.NDArray[np.bool_]], failing: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """p of each item; 1 where nothing is left to compare, or where it turned round."""
    n_failing, n = float(failing.sum()), float(len(failing))
    a = np.array([float((has & failing).sum()) for has in members])
    with_it = np.array([float(has.sum()) for has in members])
    said = (with_it > 0) & (with_it < n) & (n_failing > 0) & (n_failing < n)
    p = np.ones(len(members))
    if said.any():
        a, with_it = a[said], with_it[said]
        table = Tables(a, with_it - a, n_failing - a, n - n_failing - (with_it - a))
        p[said] = np.where(table.excess > 0, table.p_values, 1.0)
    return p


def _grouped(clusters: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.int64], int]:
    """A group for each run: large clusters alone, small ones by their number; a run of nobody by its place."""
    known = int(clusters.max(initial=-1)) + 1
    whose = np.where(clusters >= 0, clusters, known + np.arange(len(clusters)) % MOST_GROUPS).astype(np.int64)
    sizes = np.bincount(whose)
    if len(sizes) <= 2 * MOST_GROUPS:
        return whose, len(sizes)
    alone = np.argsort(-sizes, kind="stable")[:MOST_GROUPS]
    place = MOST_GROUPS + np.arange(len(sizes)) % MOST_GROUPS
    place[alone] = np.arange(MOST_GROUPS)
    return place[whose], 2 * MOST_GROUPS
