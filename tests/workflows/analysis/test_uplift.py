"""Lifts against published figures; chance is not called a change."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiops.core.stats.intervals import Interval
from workflows.analysis.uplift import Arm, before_after, randomised, reaches, relative_lift


def test_the_published_relative_lift() -> None:
    found = relative_lift(Arm(3407, 1396.87, 52377.9767), Arm(3461, 2422.7, 134698.29))
    assert found is not None
    assert [round(each or 0, 5) for each in (found.value, found.low, found.high)] == [0.70732, -0.03526, 1.44989]


def rate(n: int, good: int) -> Arm:
    return Arm(n, good, good)


def test_a_real_difference_is_causal_and_better() -> None:
    found = randomised(rate(1000, 500), rate(9000, 6300))
    assert found is not None
    assert (found.causal, found.better) == (True, True)
    assert found.lift is not None
    assert found.lift.value == pytest.approx(0.4)


def test_less_can_be_better() -> None:
    found = randomised(rate(1000, 500), rate(9000, 6300), more_is_better=False)
    assert found is not None
    assert found.better is False


def test_thirty_runs_in_each_group_are_the_least() -> None:
    assert randomised(rate(29, 15), rate(900, 500)) is None


def test_nothing_good_without_ai_has_no_relative_lift() -> None:
    assert relative_lift(rate(100, 0), rate(100, 50)) is None


def test_before_and_after_is_no_proof() -> None:
    found = before_after(Interval(0.7, 0.66, 0.74), Interval(0.5, 0.45, 0.55), 500)
    assert (found.causal, found.better) == (False, True)


def test_an_uncertain_baseline_leaves_it_open() -> None:
    assert before_after(Interval(0.55, 0.52, 0.58), Interval(0.5, 0.4, 0.6), 500).better is None


@given(st.integers(2, 500), st.integers(2, 500), st.data())
def test_equal_groups_have_no_lift(n: int, m: int, data: st.DataObject) -> None:
    share = data.draw(st.integers(1, 10)) / 10
    found = relative_lift(Arm(n, n * share, n * share), Arm(m, m * share, m * share))
    assert found is not None
    assert found.value == pytest.approx(0, abs=1e-9)
    assert (found.low or 0) <= 1e-9
    assert (found.high or 0) >= -1e-9


@pytest.mark.parametrize(("low", "high", "reached"), [(0.7, 0.8, True), (0.5, 0.6, False), (0.6, 0.7, None)])
def test_a_target_is_reached_when_the_whole_interval_is_beyond(low: float, high: float, reached: bool | None) -> None:
    assert reaches(Interval((low + high) / 2, low, high), Decimal("0.65")) is reached
