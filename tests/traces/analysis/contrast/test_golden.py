"""Figures known from elsewhere, with the arithmetic beside them."""

import numpy as np
import pytest

from traces.analysis.contrast import Dimension, contrast
from traces.analysis.contrast.strata import cmh, odds_ratio, tarone
from traces.analysis.contrast.tables import Tables, fisher

# Men admitted and denied, women admitted and denied, in six departments. Bickel et al., Science 187 (1975) 398.
UCB = [
    (512, 313, 89, 19), (353, 207, 17, 8), (120, 205, 202, 391), (138, 279, 131, 244), (53, 138, 94, 299),
    (22, 351, 24, 317),
]  # fmt: skip


def tables(*rows: tuple[float, ...]) -> Tables:
    return Tables(*(np.array(column, dtype=float) for column in zip(*rows, strict=True)))


def test_tea_tasting() -> None:
    assert fisher(3, 1, 1, 3, alternative="greater") == pytest.approx(17 / 70)


def test_admissions_look_unfair_until_the_department_is_held_fixed() -> None:
    assert odds_ratio(tables(tuple(map(sum, zip(*UCB, strict=True))))) == pytest.approx(1.84108, abs=1e-5)
    assert odds_ratio(tables(*UCB)) == pytest.approx(0.9046968, abs=1e-7)


def test_admissions_by_r() -> None:
    """mantelhaen.test(UCBAdmissions): 1.4269 (corrected), p = 0.2323; Breslow-Day-Tarone: 18.8255."""
    from scipy.special import chdtrc

    assert cmh(tables(*UCB)) == pytest.approx(0.2323, abs=5e-5)
    assert tarone(tables(*UCB)) == pytest.approx(float(chdtrc(5, 18.8255)), rel=1e-3)


def test_the_contrast_does_not_blame_gender() -> None:
    """Denied applicants as failures: women are denied more often, and only travel with departments."""
    department, gender, denied = [], [], []
    for place, (men_in, men_out, women_in, women_out) in enumerate(UCB):
        for n, who, out in ((men_in, 0, 0), (men_out, 0, 1), (women_in, 1, 0), (women_out, 1, 1)):
            department += [place] * n
            gender += [who] * n
            denied += [out] * n
    found = contrast(
        np.array(denied, dtype=bool),
        [
            Dimension("department", np.array(department, dtype=np.int32), tuple("ABCDEF")),
            Dimension("gender", np.array(gender, dtype=np.int32), ("man", "woman")),
        ],
    )
    chosen = [item.where[0] for item in found.items]
    assert ("gender", "woman") not in chosen
    assert chosen[0] == ("department", "F")  # the fewest admitted: 46 of 714
    folded = [value for item in found.items for where in item.travels_with for value in where]
    assert ("gender", "woman") in folded


def test_excess_failures() -> None:
    """52 of 200 runs with it failed, 56 of 800 without: 52 - 200 * 56 / 800 = 38 more than expected."""
    table = tables((52, 148, 56, 744))
    assert table.excess[0] == pytest.approx(38)
    low, high = (ends[0] for ends in table.excess_interval())
    assert (low, high) == (pytest.approx(26.0, abs=0.7), pytest.approx(51.4, abs=0.7))


def test_the_interval_of_a_difference_by_newcombe() -> None:
    """56 of 70 against 48 of 80: .0524 to .3339 (Newcombe 1998, table II, method 10, case a)."""
    low, high = tables((56, 14, 48, 32)).excess_interval()
    assert (low[0] / 70, high[0] / 70) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))


def test_the_g_test() -> None:
    """(30, 70; 15, 85): G = 2 sum O ln(O/E) = 6.546, p = 0.01051."""
    assert tables((30, 70, 15, 85)).p_values[0] == pytest.approx(0.01051, abs=5e-5)


def test_small_counts_are_tested_exactly() -> None:
    assert tables((3, 1, 1, 3)).p_values[0] == pytest.approx(34 / 70)


@pytest.mark.parametrize("rows", [[(0, 0, 0, 0)], [(0, 5, 0, 5)], [(3, 4, 0, 0)], []])
def test_strata_that_say_nothing_are_no_evidence(rows: list[tuple[float, ...]]) -> None:
    empty = tables(*rows) if rows else Tables(*(np.array([]) for _ in range(4)))
    assert (cmh(empty), tarone(empty)) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((3, 1, 1, 3), 34 / 70),  # tea tasting, both sides
        ((1, 9, 11, 3), 0.0027594561852200836),  # scipy.stats.fisher_exact 1.17
        ((8, 2, 1, 5), 0.03496503496503495),
        ((0, 4, 900, 60_000), 1.0),
        ((7, 3, 900, 60_000), 1.83117139840014e-11),
        ((0, 0, 5, 7), 1.0),
    ],
)
def test_fishers_exact_test_on_both_sides(cells: tuple[int, int, int, int], expected: float) -> None:
    assert fisher(*cells) == pytest.approx(expected, rel=1e-6)
