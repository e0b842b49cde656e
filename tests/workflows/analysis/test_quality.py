"""Scores against outcomes: published figures, laws, and no verdict on too little."""

from math import exp, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.analysis.quality import Rated, auc, bins, brier, odds_ratio, prediction, predictions


def rated(*pairs: tuple[float, bool]) -> list[Rated]:
    return [Rated(score, good, str(place)) for place, (score, good) in enumerate(pairs)]


def drawn(seed: int, n: int, slope: float) -> list[Rated]:
    """Good with log-odds `slope` times a normal score."""
    random, found = Random(seed), []
    for place in range(n):
        score = random.gauss(0, 1)
        found.append(Rated(score, random.random() < 1 / (1 + exp(-slope * score)), f"person-{place // 3}"))
    return found


def test_the_area_worked_by_hand() -> None:
    """Good .9 .8 .4 over bad .7 .4 .1: 8 of 9 pairs, one tie half: .4 over .7 lost -> 3 + 3 + 1.5 = 7.5 of 9."""
    found, _ = auc(rated((0.9, True), (0.8, True), (0.4, True), (0.7, False), (0.4, False), (0.1, False)))
    assert found.value == pytest.approx(7.5 / 9)


def test_the_error_of_the_area_worked_by_hand() -> None:
    """Good 3 4 over bad 1 2 5: above 2/3, 2/3; below 0, 0, 1 reversed: 1, 1, 0. Var = 0/2 + (1/3)/3."""
    found, _ = auc(rated((3, True), (4, True), (1, False), (2, False), (5, False)))
    assert found.value == pytest.approx(2 / 3)
    assert (found.value - (found.low or 0)) / 1.959964 == pytest.approx((1 / 9) ** 0.5, rel=1e-6)


scores = st.lists(st.tuples(st.integers(-5, 5).map(float), st.booleans()), min_size=4, max_size=40)


@given(scores.filter(lambda rows: len({good for _, good in rows}) == 2 and 1 < sum(g for _, g in rows) < len(rows) - 1))
def test_turning_the_score_round_turns_the_area_round(rows: list[tuple[float, bool]]) -> None:
    straight, turned = auc(rated(*rows))[0], auc(rated(*((-score, good) for score, good in rows)))[0]
    assert straight.value + turned.value == pytest.approx(1)


def test_the_odds_ratio_of_a_two_by_two_table() -> None:
    """Score 1: 30 good 10 bad; score 0: 20 good 40 bad: odds ratio 6, a step of one standard deviation of it."""
    rows = [(1.0, True)] * 30 + [(1.0, False)] * 10 + [(0.0, True)] * 20 + [(0.0, False)] * 40
    found = odds_ratio(rated(*rows))
    spread = (0.4 * 0.6 * 100 / 99) ** 0.5
    assert found is not None
    assert log(found.value) == pytest.approx(log(6) * spread, rel=1e-6)


def test_intervals_of_a_known_slope_hold_it_95_of_100_times() -> None:
    """Of 60 at least 51 but once in 1,000 suites."""
    found = [odds_ratio(drawn(seed, 400, 1.0)) for seed in range(60)]
    held = sum((each.low or 0) < exp(1.0) < (each.high or 0) for each in found if each)
    assert held >= 51


def test_kinds_that_are_apart_have_no_finite_odds() -> None:
    assert odds_ratio(rated(*[(1.0, True)] * 30, *[(0.0, False)] * 30)) is None
    assert odds_ratio(rated(*[(1.0, True)] * 30, *[(1.0, False)] * 30)) is None


def test_too_few_of_either_kind_get_no_verdict() -> None:
    assert not prediction("judge", rated(*[(0.5, True)] * 500, *[(0.4, False)] * 29)).enough


def test_noise_is_told_from_what_tells() -> None:
    found = predictions({"judge": drawn(1, 600, 1.5), "coin": drawn(2, 600, 0.0), "few": drawn(3, 20, 1.0)})
    assert [(each.name, each.real) for each in found] == [("judge", True), ("coin", False), ("few", False)]


def test_ten_parts_of_as_many_runs() -> None:
    found = bins(drawn(5, 1003, 2.0))
    assert sum(each.runs for each in found) == 1003
    assert {each.runs for each in found} <= {100, 101}
    assert found[0].good < 0.2
    assert found[-1].good > 0.8


def test_brier_takes_chances_alone() -> None:
    assert brier(rated((1.0, True), (0.5, False))) == pytest.approx(0.125)
    assert brier(rated((4.0, True))) is None
