"""The same table in several strata: is the item's effect still there once others are held fixed, and is it the same in
all of them?"""

import numpy as np

from traces.analysis.contrast.tables import Floats, Tables


def _usable(strata: Tables) -> Tables:
    """Without strata in which a row or a column is empty: they say nothing."""
    n1, n2 = strata.a + strata.b, strata.c + strata.d
    m1, m2 = strata.a + strata.c, strata.b + strata.d
    said = (n1 > 0) & (n2 > 0) & (m1 > 0) & (m2 > 0)
    return Tables(strata.a[said], strata.b[said], strata.c[said], strata.d[said])


def odds_ratio(strata: Tables) -> float:
    """The common odds ratio of Mantel and Haenszel, J. Natl. Cancer Inst. 22 (1959) 719; NaN where nothing is said.

    Golden: UCB admissions by six departments 0.9046968, without them 1.84108.
    """
    n = strata.a + strata.b + strata.c + strata.d
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.sum(strata.a * strata.d / n) / np.sum(strata.b * strata.c / n))


def cmh(strata: Tables) -> float:
    """Two-sided p of the Cochran-Mantel-Haenszel test, with continuity correction; 1 where no stratum says anything."""
    from scipy.special import chdtrc

    used = _usable(strata)
    if not len(used.a):
        return 1.0
    n1, n2 = used.a + used.b, used.c + used.d
    m1, m2 = used.a + used.c, used.b + used.d
    n = n1 + n2
    variance = float(np.sum(n1 * n2 * m1 * m2 / (n**2 * np.maximum(n - 1, 1))))
    if variance <= 0:
        return 1.0
    gap = abs(float(np.sum(used.a - n1 * m1 / n)))
    return float(chdtrc(1, max(gap - 0.5, 0) ** 2 / variance))


def tarone(strata: Tables) -> float:
    """p of the Breslow-Day test of equal odds ratios with Tarone's correction; 1 with fewer than two strata.

    Source: Breslow and Day 1980, section 4.4; Tarone, Biometrika 72 (1985) 91.
    """
    from scipy.special import chdtrc

    used = _usable(strata)
    common = odds_ratio(used) if len(used.a) else np.nan
    if len(used.a) < 2 or not np.isfinite(common) or common <= 0:
        return 1.0
    expected = _expected(used, common)
    n1, m1 = used.a + used.b, used.a + used.c
    cells = (expected, n1 - expected, m1 - expected, used.c + used.d - m1 + expected)
    if min(float(cell.min()) for cell in cells) <= 0:
        return 1.0
    variance = 1 / sum(1 / cell for cell in cells)
    gap = used.a - expected
    statistic = float(np.sum(gap**2 / variance) - np.sum(gap) ** 2 / np.sum(variance))
    return float(chdtrc(len(used.a) - 1, max(statistic, 0)))


def _expected(strata: Tables, common: float) -> Floats:
    """The first cell of each stratum with its margins and the common odds ratio: the root of a quadratic."""
    n1, m1 = strata.a + strata.b, strata.a + strata.c
    n2 = strata.c + strata.d
    if abs(common - 1) < 1e-9:
        return n1 * m1 / (n1 + n2)
    x = common - 1
    y = -(common * (n1 + m1) + n2 - m1)
    root = np.sqrt(np.maximum(y**2 - 4 * x * common * n1 * m1, 0))
    low, high = np.maximum(0, m1 - n2), np.minimum(n1, m1)
    one, other = (-y - root) / (2 * x), (-y + root) / (2 * x)
    return np.where((one >= low) & (one <= high), one, other)
