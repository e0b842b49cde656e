"""Of the items that survive the tests, those that stand for themselves: the best one first, then what still makes a
difference once those chosen are held fixed. The others travel with one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from aiops.core.stats.multiplicity import adjusted
from traces.analysis.contrast.items import Bits, ones
from traces.analysis.contrast.pool import Candidate, Pool
from traces.analysis.contrast.strata import cmh, odds_ratio
from traces.analysis.contrast.tables import Tables

MOST_CHOSEN = 12
MOST_STRATA = 64


@dataclass
class Chosen:
    candidate: Candidate
    folded: list[Candidate] = field(default_factory=list)


def select(pool: Pool, kept: Sequence[Candidate], rate: float) -> list[Chosen]:
    """Greedy, by how well an item tells the failures (G): by their excess a broad item would be chosen before the
    narrower one that is the cause, and two broad ones would stand for where they meet.

    After each choice every other item is tested again within the strata that the choices make (Cochran-Mantel-
    Haenszel); what does not survive, or turns round, is folded under the choice that overlaps it most.
    """
    left = sorted(kept, key=lambda each: each.place)
    chosen: list[Chosen] = []
    strata: list[Bits] = [pool.all_bits]
    while left and len(chosen) < MOST_CHOSEN and len(strata) <= MOST_STRATA:
        best = left.pop(_best(pool, left, strata, rate))
        chosen.append(Chosen(best))
        strata = _strata(strata, pool.bits(best))
        left = _fold(pool, left, chosen, strata, rate)
    for each in left:
        _under(pool, each, chosen).folded.append(each)
    return _without_redundant(pool, chosen, rate)


def _best(pool: Pool, left: Sequence[Candidate], strata: Sequence[Bits], rate: float) -> int:
    """The place of the item that tells most; where that one does nothing beyond a pair it is part of, the
    place of the pair."""
    tells = pool.tables(list(left)).g
    best = left[int(np.argmax(tells))]
    if len(best.where) == 1:
        pairs = [place for place, each in enumerate(left) if len(each.where) > 1 and best.where[0] in each.where]
        for place in sorted(pairs, key=lambda place: -tells[place]):
            parts = _strata(strata, pool.bits(left[place]))
            if not _stands(pool.within(best, parts), rate):
                return place
    return int(np.argmax(tells))


def _strata(strata: Sequence[Bits], by: Bits) -> list[Bits]:
    """Each part in two: with the item and without it; empty ones left out."""
    return [part for each in strata for part in (each & by, each & ~by) if part.any()]


def _stands(tables: Tables, rate: float) -> bool:
    return cmh(tables) <= rate and odds_ratio(tables) > 1


def _without_redundant(pool: Pool, chosen: list[Chosen], rate: float) -> list[Chosen]:
    """Chosen ones, the last first, that do nothing once all the others are held fixed are folded after all: what was
    chosen later may be what they stood for."""
    for each in reversed(chosen[:-1].copy()):
        others = [other for other in chosen if other is not each]
        strata: list[Bits] = [pool.all_bits]
        for other in others:
            strata = _strata(strata, pool.bits(other.candidate))
        if others and not _stands(pool.within(each.candidate, strata), rate):
            chosen = others
            under = _under(pool, each.candidate, chosen)
            under.folded += [each.candidate, *each.folded]
    return chosen


def _fold(pool: Pool, left: list[Candidate], chosen: list[Chosen], strata: list[Bits], rate: float) -> list[Candidate]:
    """Those that still stand."""
    if not left:
        return left
    within = [pool.within(each, strata) for each in left]
    survive = adjusted([cmh(tables) for tables in within])
    standing = []
    for each, tables, q in zip(left, within, survive, strict=True):
        if q <= rate and odds_ratio(tables) > 1:
            standing.append(each)
        else:
            _under(pool, each, chosen).folded.append(each)
    return standing


def _under(pool: Pool, item: Candidate, chosen: list[Chosen]) -> Chosen:
    """The choice that shares most of its runs with the item (Jaccard)."""
    bits = pool.bits(item)

    def overlap(other: Chosen) -> float:
        theirs = pool.bits(other.candidate)
        return ones(bits & theirs) / max(ones(bits | theirs), 1)

    return max(chosen, key=overlap)
