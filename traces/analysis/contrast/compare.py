"""Failing against good runs: test every item, keep what survives, fold what only travels with a better one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aiops.core.stats.multiplicity import adjusted
from traces.analysis.contrast import clusters as by_cluster
from traces.analysis.contrast.items import Dimension, Value
from traces.analysis.contrast.pool import Candidate, Pool
from traces.analysis.contrast.select import Chosen, select
from traces.analysis.contrast.tables import Tables

RATE = 0.05  # of false ones among those kept
CANDIDATES = 0.2  # adjusted p under which an item may be part of a pair
MOST_PARTNERS = 40
FEWEST, SHARE = 5, 0.02  # failures an item must have: at least 5, and 2 % of all
ONE_HOLDS = 0.10  # of the failures, from which on clusters are permuted
FEWEST_RUNS = 2


@dataclass(frozen=True)
class Item:
    """One line of the answer. `where` has two values for a pair.

    `excess` is how many failures more than at the rate of the runs without it; `low` and `high` bound it (95 %)."""

    where: tuple[Value, ...]
    failing: int
    good: int
    excess: float
    low: float
    high: float
    risk_ratio: float
    ratio_low: float
    ratio_high: float
    p_adjusted: float
    travels_with: tuple[tuple[Value, ...], ...] = ()


@dataclass(frozen=True)
class Contrast:
    """`tested` items, of which `kept` survive and `items` stand for themselves, by the lower bound of their excess.
    `missing` says why there is nothing to
    compare, "" where there is."""

    failing: int
    good: int
    tested: int = 0
    kept: int = 0
    items: tuple[Item, ...] = ()
    left_out: tuple[str, ...] = ()  # columns that are ids
    clustered: float | None = None  # the share of failures that one cluster holds, where that mattered
    missing: str = ""


def contrast(
    failing: npt.NDArray[np.bool_],
    dimensions: Sequence[Dimension],
    clusters: npt.NDArray[np.int32] | None = None,
    seed: int = 0,
    good_weight: float = 1.0,
) -> Contrast:
    """What the runs marked as failing have that the others have not.

    `good_weight`: how many good runs each one here stands for. Tests count those that are here; excess and risk ratio
    those they stand for.
    `clusters` says whose each run is (-1: nobody's). Values of equal runs in another order give the same answer.
    """
    failing = np.asarray(failing, dtype=bool)
    n_failing = int(failing.sum())
    n_good = len(failing) - n_failing
    if missing := _missing(n_failing, n_good):
        return Contrast(n_failing, n_good, missing=missing)
    left_out = tuple(each.name for each in dimensions if each.is_an_id)
    pool = Pool(failing, good_weight)
    least = max(FEWEST, SHARE * n_failing)
    for each in dimensions:
        if not each.is_an_id:
            pool.add(each, least)
    share = by_cluster.largest_share(clusters, failing) if clusters is not None else 0.0
    if not pool.candidates:
        return Contrast(n_failing, n_good, left_out=left_out, clustered=share if share > ONE_HOLDS else None)
    held = clusters if clusters is not None and share > ONE_HOLDS else None
    return _answer(pool, held, left_out, share, seed)


def _missing(failing: int, good: int) -> str:
    if not failing:
        return "no_failures"
    if not good:
        return "no_successes"
    return "too_few" if failing < FEWEST or good < FEWEST_RUNS else ""


def _answer(
    pool: Pool, held: npt.NDArray[np.int32] | None, left_out: tuple[str, ...], share: float, seed: int
) -> Contrast:
    singles = pool.candidates
    p_values = pool.tables(singles).p_values
    partners = _partners(pool, singles, adjusted(list(p_values)))
    pairs, tried = pool.pairs(partners, max(FEWEST, SHARE * pool.n_failing))
    everything = [*singles, *(pair for pair, _ in pairs)]
    p_values = np.concatenate([p_values, np.array([p for _, p in pairs])])
    if held is not None:
        p_values = _by_cluster(pool, everything, p_values, held, seed)
    in_vain = [1.0] * (tried - len(pairs))  # pairs that beat no parent were tested too
    q_values = adjusted([*p_values, *in_vain])[: len(everything)]
    kept = [
        (each, q) for each, q in zip(everything, q_values, strict=True)
        if q <= RATE and pool.tables([each]).excess[0] > 0
    ]  # fmt: skip
    chosen = select(pool, [each for each, _ in kept], RATE)
    q_of = {each.where: q for each, q in kept}
    items = [_item(pool, each, q_of[each.candidate.where]) for each in chosen]
    return Contrast(
        failing=pool.n_failing,
        good=pool.n_good,
        tested=len(singles) + tried,
        kept=len(kept),
        items=tuple(sorted(items, key=lambda item: (-item.low, item.where))),
        left_out=left_out,
        clustered=share if held is not None else None,
    )


def _partners(pool: Pool, singles: list[Candidate], q_values: list[float]) -> list[Candidate]:
    """Items that may be part of a pair: more failures than expected, and an adjusted p under CANDIDATES."""
    excess = pool.tables(singles).excess
    found = [
        (q, each) for q, each, more in zip(q_values, singles, excess, strict=True) if q < CANDIDATES and more > 0
    ]  # fmt: skip
    return [each for _, each in sorted(found, key=lambda pair: (pair[0], pair[1].place))[:MOST_PARTNERS]]


def _by_cluster(
    pool: Pool,
    items: list[Candidate],
    p_values: npt.NDArray[np.float64],
    held: npt.NDArray[np.int32],
    seed: int,
) -> npt.NDArray[np.float64]:
    """The largest of the p-values, for items that could survive at all."""
    hopeful = [place for place, p in enumerate(p_values) if p <= RATE]
    if not hopeful:
        return p_values
    found = p_values.copy()
    members = [pool.members(items[place]) for place in hopeful]
    within, varies = by_cluster.within(members, pool.failing, held)
    permuted = by_cluster.p_values(members, pool.failing, held, seed)
    alone = by_cluster.without_each(members, pool.failing, held, ONE_HOLDS)
    found[hopeful] = np.maximum(found[hopeful], np.where(varies, within, np.maximum(permuted, alone)))
    return found


def _item(pool: Pool, chosen: Chosen, q: float) -> Item:
    each = chosen.candidate
    table: Tables = pool.tables([each]).standing_for(pool.good_weight)
    low, high = table.excess_interval()
    ratio_low, ratio_high = table.risk_ratio_interval()
    return Item(
        where=each.where,
        failing=int(table.a[0]),
        good=int(table.b[0]),
        excess=float(table.excess[0]),
        low=float(low[0]),
        high=float(high[0]),
        risk_ratio=float(table.risk_ratio[0]),
        ratio_low=float(ratio_low[0]),
        ratio_high=float(ratio_high[0]),
        p_adjusted=float(q),
        travels_with=tuple(folded.where for folded in chosen.folded),
    )
