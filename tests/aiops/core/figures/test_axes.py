"""Axes: round lengths, round figures, ticks at round times of the zone."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiops.core import formats
from aiops.core.figures import axes
from tests.aiops.core.figures.cases import BERLIN, HOUR_NS


@pytest.mark.parametrize(
    ("hours", "number"), [(1, 30), (24, 48), (7 * 24, 28), (28 * 24, 28), (90 * 24 + 1, 45), (0.001, 4), (1e-9, 1)]
)
def test_bars_stand_for_round_lengths_even_when_the_clocks_change(hours: float, number: int) -> None:
    assert axes.how_many(0, int(hours * HOUR_NS)) == number


@given(st.integers(1, 10**19 // 4))
def test_there_is_at_least_one_bar_and_never_too_many_below_four_years(length_ns: int) -> None:
    number = axes.how_many(0, length_ns)
    assert number >= 1
    if length_ns < 4 * 365 * 24 * HOUR_NS:
        assert number <= 49


@pytest.mark.parametrize(("value", "top"), [(0, 1), (1, 1), (3, 5), (6, 10), (10, 10), (11, 20), (4_999, 5_000)])
def test_a_small_axis_ends_at_a_round_number(value: int, top: int) -> None:
    assert axes.round_up(value) == top


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 10, [0, 5, 10]),
        (0, 1, [0, 1]),
        (0, 0, [0, 1]),
        (0, 37, [0, 10, 20, 30, 40]),
        (2_900, 3_700, [2_800, 3_000, 3_200, 3_400, 3_600, 3_800]),
        (-8, 12, [-10, -5, 0, 5, 10, 15]),
    ],
)
def test_ticks_are_round_and_hold_every_figure(low: int, high: int, ticks: list[int]) -> None:
    assert axes.figures(low, high) == ticks


@given(st.integers(-(10**15), 10**15), st.integers(0, 10**15))
def test_an_axis_always_holds_its_figures_with_few_ticks(low: int, size: int) -> None:
    ticks = axes.figures(low, low + size)
    assert ticks[0] <= low <= low + size <= ticks[-1]
    assert 2 <= len(ticks) <= 6


def test_ticks_stand_at_midnights_of_the_zone_across_a_change_of_the_clocks() -> None:
    start = datetime(2026, 10, 23, tzinfo=BERLIN)
    ticks = axes.times(formats.nanoseconds(start), formats.nanoseconds(start + timedelta(days=5)), BERLIN)
    assert [tick.label for tick in ticks] == ["23 Oct", "24 Oct", "25 Oct", "26 Oct", "27 Oct"]
    assert round(ticks[3].at, 3) == 60.331  # 73 of 121 hours: 25 October had 25
