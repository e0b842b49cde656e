"""Bars over time: round lengths, zero baselines, ticks at round times of the zone."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiops.core import bars, formats
from aiops.core.bars import Count

BERLIN = ZoneInfo("Europe/Berlin")
HOUR_NS = 3600 * 10**9
NOON = formats.nanoseconds(datetime(2026, 11, 22, 12, tzinfo=BERLIN))


def counts(*totals: int, width_ns: int = HOUR_NS) -> list[Count]:
    return [Count(NOON + n * width_ns, NOON + (n + 1) * width_ns, total) for n, total in enumerate(totals)]


@pytest.mark.parametrize(
    ("hours", "number"), [(1, 30), (24, 48), (7 * 24, 28), (28 * 24, 28), (90 * 24 + 1, 45), (0.001, 4), (1e-9, 1)]
)
def test_bars_stand_for_round_lengths_even_when_the_clocks_change(hours: float, number: int) -> None:
    assert bars.how_many(0, int(hours * HOUR_NS)) == number


@given(st.integers(1, 10**19 // 4))
def test_there_is_at_least_one_bar_and_never_too_many_below_four_years(length_ns: int) -> None:
    number = bars.how_many(0, length_ns)
    assert number >= 1
    if length_ns < 4 * 365 * 24 * HOUR_NS:
        assert number <= 49


@pytest.mark.parametrize(("value", "top"), [(0, 1), (1, 1), (3, 5), (6, 10), (10, 10), (11, 20), (4_999, 5_000)])
def test_the_axis_ends_at_a_round_number(value: int, top: int) -> None:
    assert bars.round_up(value) == top


def test_the_tallest_bar_reaches_its_share_of_the_axis() -> None:
    chart = bars.layout(counts(5, 10), BERLIN, now_ns=0)
    assert [column.total_height for column in chart.columns] == ["32.0", "64.0"]  # 64 px stand for 10


def test_one_of_a_million_is_still_seen_and_nothing_is_not() -> None:
    chart = bars.layout(counts(1_000_000, 1, 0), BERLIN, now_ns=0)
    assert [column.total_height for column in chart.columns] == ["64.0", "1.5", "0.0"]


def test_only_the_bar_of_the_present_moment_is_not_over() -> None:
    chart = bars.layout(counts(1, 1, 1), BERLIN, now_ns=NOON + HOUR_NS)
    assert [column.running for column in chart.columns] == [False, True, False]


def test_a_bar_says_its_time_and_links_to_it_in_the_zone() -> None:
    [column] = bars.layout(counts(3), BERLIN, now_ns=0).columns
    assert (column.label, column.start, column.end) == (
        "22 Nov, 12:00 – 13:00",
        "2026-11-22T12:00",
        "2026-11-22T13:00",
    )


def test_ticks_stand_at_midnights_of_the_zone_across_a_change_of_the_clocks() -> None:
    start = datetime(2026, 10, 23, tzinfo=BERLIN)
    edges = [formats.nanoseconds(start + timedelta(days=day)) for day in range(6)]
    days = [Count(first, last, 1) for first, last in pairwise(edges)]
    ticks = bars.layout(days, BERLIN, now_ns=0).ticks
    assert [tick.label for tick in ticks] == ["23 Oct", "24 Oct", "25 Oct", "26 Oct", "27 Oct"]
    assert ticks[3].x == "60.331%"  # 73 of 121 hours: 25 October had 25


def test_the_sums_are_those_of_the_bars() -> None:
    chart = bars.layout([Count(0, 1, 5, 2), Count(1, 2, 7, 1)], BERLIN, now_ns=0)
    assert (chart.total, chart.part) == (12, 3)


def test_no_counts_make_an_empty_chart() -> None:
    assert bars.layout([], BERLIN, now_ns=0).columns == ()
