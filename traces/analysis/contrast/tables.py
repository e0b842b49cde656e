"""Two-by-two tables, many at a time: (a, b; c, d) = (failing with, good with; failing without, good without)."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Z = 1.959963984540054  # 95 %
FEWEST_EXPECTED = 5
TIE = 1e-7  # two tables are equally likely when they are so to rounding


@dataclass(frozen=True)
class Tables:
    a: Floats
    b: Floats
    c: Floats
    d: Floats

    def standing_for(self, good_weight: float) -> "Tables":
        """With the good runs that a sample of them stands for."""
        return Tables(self.a, self.b * good_weight, self.c, self.d * good_weight)

    @property
    def excess(self) -> Floats:
        """Failures with the item beyond what its runs would have at the others' rate: a - (a+b) c/(c+d).

        >>> float(Tables(*map(np.array, ([52.0], [148.0], [56.0], [744.0]))).excess[0])
        38.0
        """
        return self.a - (self.a + self.b) * self.c / (self.c + self.d)

    def excess_interval(self, z: float = Z) -> tuple[Floats, Floats]:
        """95 % interval of the excess: the risk difference by Newcombe's hybrid score method, times the item's runs.

        Source: Newcombe, Statistics in Medicine 17 (1998) 873, method 10.
        """
        n1, n2 = self.a + self.b, self.c + self.d
        p1, p2 = self.a / n1, self.c / n2
        (l1, u1), (l2, u2) = wilson(self.a, n1, z), wilson(self.c, n2, z)
        low = p1 - p2 - np.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
        high = p1 - p2 + np.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
        return n1 * low, n1 * high

    @property
    def risk_ratio(self) -> Floats:
        """With half a run added to each cell, so that no failure without the item is no division by zero."""
        return ((self.a + 0.5) / (self.a + self.b + 1)) / ((self.c + 0.5) / (self.c + self.d + 1))

    def risk_ratio_interval(self, z: float = Z) -> tuple[Floats, Floats]:
        """95 % interval on the log scale, with the same half runs."""
        a, c = self.a + 0.5, self.c + 0.5
        error = np.sqrt(1 / a - 1 / (self.a + self.b + 1) + 1 / c - 1 / (self.c + self.d + 1))
        return self.risk_ratio * np.exp(-z * error), self.risk_ratio * np.exp(z * error)

    @property
    def g(self) -> Floats:
        """The likelihood ratio statistic: how much better the failures are told with the item than without."""
        observed = np.stack([self.a, self.b, self.c, self.d])
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = np.where(observed > 0, observed * np.log(observed / self._expected), 0.0)
        return np.asarray(np.maximum(2 * terms.sum(axis=0), 0))

    @property
    def p_values(self) -> Floats:
        """Two-sided: Fisher's exact test where an expected count is under 5, else the likelihood ratio (G) test."""
        from scipy.special import chdtrc

        expected = self._expected
        found = chdtrc(1, self.g)
        for place in np.flatnonzero(expected.min(axis=0) < FEWEST_EXPECTED):
            a, b, c, d = (int(cell[place]) for cell in (self.a, self.b, self.c, self.d))
            found[place] = fisher(a, b, c, d)
        return np.asarray(found)

    @property
    def _expected(self) -> Floats:
        n = self.a + self.b + self.c + self.d
        with_it, without, failing, good = self.a + self.b, self.c + self.d, self.a + self.c, self.b + self.d
        return np.stack([with_it * failing, with_it * good, without * failing, without * good]) / n


def wilson(hits: Floats, n: Floats, z: float = Z) -> tuple[Floats, Floats]:
    """The score interval of a share. Source: Wilson, J. Am. Stat. Assoc. 22 (1927) 209."""
    share = hits / n
    middle, half = share + z**2 / (2 * n), z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)


def fisher(a: int, b: int, c: int, d: int, alternative: Literal["two-sided", "greater"] = "two-sided") -> float:
    """Fisher's exact test. Golden: tea tasting (3, 1, 1, 3), one-sided 17/70.

    Two-sided: how likely are all tables that are no likelier than this one, given its margins.
    """
    from scipy.special import gammaln  # scipy.stats has the test, and takes 50 MB and a second to load

    row, column, n = a + b, a + c, a + b + c + d
    each = np.arange(max(row + column - n, 0), min(row, column) + 1)
    cells = (each, row - each, column - each, n - row - column + each)
    unlikely = np.stack([gammaln(cell + 1) for cell in cells]).sum(axis=0)
    likely = np.exp(unlikely.min() - unlikely)
    here = a - each[0]
    extreme = likely[here:] if alternative == "greater" else likely[likely <= likely[here] * (1 + TIE)]
    return min(float(extreme.sum() / likely.sum()), 1.0)
