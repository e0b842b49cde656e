"""Seeded cohorts with planted causes: 4,000 runs, 30 attributes of 10 values, so 300 items; 5 % fail by chance."""

import numpy as np
import numpy.typing as npt

from traces.analysis.contrast import Dimension

RUNS, ATTRIBUTES, VALUES = 4_000, 30, 10
BASE = 0.05
Failing = npt.NDArray[np.bool_]
NAMES = tuple(str(value) for value in range(VALUES))


class Cohort:
    def __init__(self, seed: int, runs: int = RUNS) -> None:
        self.random = np.random.default_rng(seed)
        self.runs = runs
        self.codes = [self.random.integers(0, VALUES, runs).astype(np.int32) for _ in range(ATTRIBUTES)]
        self.rate = np.full(runs, BASE)

    def has(self, attribute: int, value: int = 0) -> Failing:
        return np.asarray(self.codes[attribute] == value)

    def plant(self, where: Failing, more: float) -> None:
        self.rate = self.rate + where * more

    def tie(self, attribute: int, to: int, share: float = 0.8) -> None:
        """Most runs with value 0 of `to` get value 0 of `attribute` too."""
        self.codes[attribute][self.has(to) & (self.random.random(self.runs) < share)] = 0

    @property
    def failing(self) -> Failing:
        return np.asarray(self.random.random(self.runs) < self.rate)

    @property
    def dimensions(self) -> list[Dimension]:
        return [Dimension(f"a{number:02}", codes, NAMES) for number, codes in enumerate(self.codes)]


def null(seed: int) -> Cohort:
    return Cohort(seed)


def single(seed: int) -> Cohort:
    cohort = Cohort(seed)
    cohort.plant(cohort.has(3), 0.15)
    return cohort


def conditional(seed: int) -> Cohort:
    """Two causes, of which the second is seen beside the first one."""
    cohort = Cohort(seed)
    cohort.tie(7, to=3, share=0.3)
    cohort.plant(cohort.has(3), 0.20)
    cohort.plant(cohort.has(7), 0.15)
    return cohort


def confounded(seed: int) -> Cohort:
    """One cause, and an innocent attribute that most of its runs share."""
    cohort = Cohort(seed)
    cohort.tie(7, to=3)
    cohort.plant(cohort.has(3), 0.20)
    return cohort


def interacting(seed: int) -> Cohort:
    """Two values that do nothing alone: together, in 4 % of the runs, they fail one in two."""
    cohort = Cohort(seed)
    for attribute in (3, 7):
        cohort.codes[attribute][cohort.random.random(cohort.runs) < 0.12] = 0
    cohort.plant(cohort.has(3) & cohort.has(7), 0.5)
    return cohort
