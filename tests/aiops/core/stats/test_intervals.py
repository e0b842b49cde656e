"""Intervals against published figures, and their laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiops.core.stats.intervals import Six, cost_per_success, poisson_most, ratio, ratio_error, six, t_of, wilson

pairs = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 1000)), min_size=2, max_size=40)


def test_wilson_of_three_in_twenty() -> None:
    found = wilson(3, 20)
    assert found is not None
    assert (round(found.low or 0, 5), round(found.high or 0, 5)) == (0.05237, 0.36042)


@pytest.mark.parametrize(("k", "n", "low", "high"), [(0, 10, 0.0, 0.27753), (10, 10, 0.72247, 1.0)])
def test_wilson_never_leaves_zero_to_one(k: int, n: int, low: float, high: float) -> None:
    found = wilson(k, n)
    assert found is not None
    assert [found.low, found.high] == pytest.approx([low, high], abs=1e-5)


def test_no_trial_says_nothing() -> None:
    assert wilson(0, 0) is None


def test_student_and_poisson_as_in_their_tables() -> None:
    assert round(t_of(27), 3) == 2.052
    assert (round(poisson_most(0), 3), round(poisson_most(1), 3), round(poisson_most(4), 3)) == (3.689, 5.572, 10.242)


def test_a_ratio_worked_by_hand() -> None:
    """M 2, 4, 6 over D 1, 3, 2: R = 2, residuals 0, -2, 2, so Var = (8 / 2) / (3 x 2^2) = 1/3."""
    error = ratio_error(six([(2, 1), (4, 3), (6, 2)]))
    assert error == pytest.approx((1 / 3) ** 0.5)


@given(pairs)
def test_six_sums_are_added_in_any_order(rows: list[tuple[int, int]]) -> None:
    assert six(rows) == six(reversed(rows)) == six(rows[:1]) + six(rows[1:])


@given(pairs, st.integers(2, 50))
def test_a_ratio_grows_with_its_numerator_and_so_do_its_ends(rows: list[tuple[int, int]], factor: int) -> None:
    once, scaled = ratio(six(rows)), ratio(six((m * factor, d) for m, d in rows))
    assert once is not None
    assert scaled is not None
    assert scaled.value == pytest.approx(once.value * factor)
    if once.low is not None and scaled.low is not None:
        assert scaled.low == pytest.approx(once.low * factor, rel=1e-6, abs=1e-9)


@given(pairs)
def test_the_figure_lies_within_its_interval(rows: list[tuple[int, int]]) -> None:
    for signed in (False, True):
        found = ratio(six(rows), signed=signed)
        assert found is not None
        if found.low is not None and found.high is not None:
            assert found.low <= found.value <= found.high


def test_few_days_give_a_figure_alone() -> None:
    found = ratio(six([(2, 1), (4, 3), (6, 2), (1, 1)]))
    assert found is not None
    assert (found.low, found.high) == (None, None)


def test_nothing_to_divide_by() -> None:
    assert ratio(Six()) is None
    assert ratio(six([(5, 0), (6, 0)])) is None


@pytest.mark.parametrize(("successes", "low"), [(1, 10 / 5.5716), (4, 10 / 10.2416)])
def test_few_successes_give_a_lower_end_alone(successes: int, low: float) -> None:
    """$10 for so few: it may have been luck that there were as many, not that there were as few."""
    found = cost_per_success(six([(4, successes), (6, 0)]), successes)
    assert found is not None
    assert (found.value, found.high) == (10 / successes, None)
    assert found.low == pytest.approx(low, rel=1e-4)


def test_no_success_has_no_cost() -> None:
    assert cost_per_success(six([(4, 0), (6, 0)]), 0) is None
