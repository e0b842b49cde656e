"""The items of one comparison with their counts; bits are made for the few that are looked at twice."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from traces.analysis.contrast.items import Bits, Dimension, Value, ones, padded
from traces.analysis.contrast.strata import tarone
from traces.analysis.contrast.tables import Tables

DIFFERS = 0.05  # p of the test of equal odds ratios under which two values interact
BEATS = 0.05  # p within each parent under which a pair says more than it


@dataclass(frozen=True)
class Candidate:
    where: tuple[Value, ...]
    failing: int  # with it
    runs: int  # with it
    rank: int = 0  # of its dimensions

    @property
    def place(self) -> tuple[int, tuple[Value, ...]]:
        """By which equals are put in order."""
        return self.rank, self.where


class Pool:
    def __init__(self, failing: npt.NDArray[np.bool_], good_weight: float = 1.0) -> None:
        self.good_weight = good_weight
        self.failing = failing
        self.n = len(failing)
        self.n_failing = int(failing.sum())
        self.n_good = self.n - self.n_failing
        self.failing_bits = padded(failing)
        self.all_bits = padded(np.ones(self.n, dtype=bool))
        self.candidates: list[Candidate] = []
        self._places: dict[Value, tuple[Dimension, int]] = {}
        self._bits: dict[tuple[Value, ...], Bits] = {}

    def add(self, dimension: Dimension, least: float) -> None:
        """Its values with enough failures; one that every run has, or no other run, cannot separate anything."""
        failing = dimension.counts(self.failing)
        enough = np.flatnonzero(failing >= least)
        if not len(enough):
            return
        runs = dimension.counts(np.ones(self.n, dtype=bool))
        for code in enough:
            if runs[code] < self.n:
                value = Value(dimension.name, dimension.values[code])
                self._places[value] = (dimension, int(code))
                self.candidates.append(Candidate((value,), int(failing[code]), int(runs[code]), dimension.rank))

    def tables(self, items: list[Candidate]) -> Tables:
        a = np.array([each.failing for each in items], dtype=float)
        with_it = np.array([each.runs for each in items], dtype=float)
        return Tables(a, with_it - a, self.n_failing - a, self.n_good - (with_it - a))

    def bits(self, item: Candidate) -> Bits:
        if item.where not in self._bits:
            if len(item.where) == 1:
                dimension, code = self._places[item.where[0]]
                self._bits[item.where] = padded(dimension.members(code, self.n))
            else:
                first, second = (self.bits(Candidate((value,), 0, 0)) for value in item.where)
                self._bits[item.where] = first & second
        return self._bits[item.where]

    def members(self, item: Candidate) -> npt.NDArray[np.bool_]:
        return np.unpackbits(self.bits(item), count=self.n).astype(bool)

    def within(self, item: Candidate, parts: list[Bits]) -> Tables:
        """The table of an item in each part of the runs."""
        has = self.bits(item)
        cells = [
            (ones(has & part & self.failing_bits), ones(has & part), ones(part & self.failing_bits), ones(part))
            for part in parts
        ]
        a, with_it, failing, n = (np.array(column, dtype=float) for column in zip(*cells, strict=True))
        return Tables(a, with_it - a, failing - a, n - failing - (with_it - a))

    def pairs(self, partners: list[Candidate], least: float) -> tuple[list[tuple[Candidate, float]], int]:
        """(pair, p) of those that beat both parents, and how many were tried: within each parent, runs with the other
        one fail more often.

        p is the larger of the two within the parents, so a pair stands for an interaction and not for a good parent.
        """
        tried = [
            self._pair(one, other, least)
            for one, other in combinations(sorted(partners, key=lambda each: each.where), 2)
            if one.where[0].dimension != other.where[0].dimension
        ]
        return [each for each in tried if each], len(tried)

    def _pair(self, one: Candidate, other: Candidate, least: float) -> tuple[Candidate, float] | None:
        both = self.bits(one) & self.bits(other)
        failing = ones(both & self.failing_bits)
        runs = ones(both)
        if failing < least or runs in {one.runs, other.runs}:
            return None
        a, b = float(failing), float(runs - failing)
        rest = [(parent.failing - a, parent.runs - parent.failing - b) for parent in (one, other)]
        within = Tables(*(np.array(cell, dtype=float) for cell in ([a, a], [b, b], *zip(*rest, strict=True))))
        p = float(within.p_values.max())
        if (within.excess <= 0).any() or p > BEATS or not self._more_than_product(one, other, a, runs):
            return None
        if not self._interact(one, other):
            return None
        self._bits[one.where + other.where] = both
        return Candidate(one.where + other.where, failing, runs, one.rank + other.rank), p

    def _more_than_product(self, one: Candidate, other: Candidate, failing: float, runs: int) -> bool:
        """Whether the two together do more than their effects added up: two causes of their own are no pair."""
        neither_runs = self.n - one.runs - other.runs + runs
        neither = self.n_failing - one.failing - other.failing + failing
        if neither_runs <= 0:
            return False
        base = neither / neither_runs
        alone = [
            (each.failing - failing) / (each.runs - runs) if each.runs > runs else base for each in (one, other)
        ]  # fmt: skip
        expected = base + sum(max(rate - base, 0) for rate in alone)
        rate = failing / runs
        return rate > expected + 2 * float(np.sqrt(max(rate * (1 - rate), 1e-9) / runs))

    def _interact(self, one: Candidate, other: Candidate) -> bool:
        """Whether the odds ratio of the one differs with and without the other (Breslow-Day-Tarone)."""
        bits = self.bits(other)
        return tarone(self.within(one, [bits, self.all_bits & ~bits])) < DIFFERS
