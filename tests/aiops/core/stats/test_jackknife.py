from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from aiops.core.stats.jackknife import Interval, Window, intervals

MONDAY = date(2026, 11, 2)
WEEK = np.array([1, 1.05, 1.1, 1.08, 0.95, 0.6, 0.5])
sums = st.lists(st.integers(1, 10**6), min_size=28, max_size=28)


def days(n: int, start: date = MONDAY) -> list[date]:
    return [start + timedelta(days=place) for place in range(n)]


def total(*windows: list[float]) -> Interval:
    """The last window's sum less those before it."""
    made, start = [], MONDAY
    for rows in windows:
        made.append(Window(days(len(rows), start), rows))
        start += timedelta(days=len(rows))
    return intervals(lambda *each: each[-1] - sum(each[:-1]), *made)[0]


def test_a_sum_of_mondays_has_the_error_and_the_t_interval_of_the_textbook() -> None:
    values = [3.0, 9.0, 4.0, 8.0, 6.0]
    mondays = [MONDAY + timedelta(weeks=week) for week in range(5)]
    (found,) = intervals(lambda rows: rows, Window(mondays, values))
    error = np.std(values, ddof=1) * 5**0.5
    assert found.estimate == 30
    assert found.error == pytest.approx(error)
    assert (found.low, found.high) == pytest.approx(stats.t.interval(0.95, 4, 30, error))
    assert found.p == pytest.approx(2 * stats.t.sf(30 / error, 4))


def test_two_windows_add_their_variances_and_their_degrees_of_freedom() -> None:
    first = [MONDAY + timedelta(weeks=week) for week in range(3)]
    then = [MONDAY + timedelta(weeks=week) for week in range(3, 6)]
    (found,) = intervals(lambda a, b: b - a, Window(first, [1.0, 2.0, 3.0]), Window(then, [7.0, 5.0, 9.0]))
    assert found.estimate == 15
    assert found.error == pytest.approx((3 * 1 + 3 * 4) ** 0.5)  # n s^2: 3 x 1 and 3 x 4
    assert found.degrees == 4


def test_a_ratio_has_the_error_of_the_delta_method_to_the_first_order() -> None:
    rng = np.random.default_rng(7)
    runs, cost = rng.normal(1000, 20, 280), rng.normal(3000, 90, 280)
    rows = np.column_stack([cost, runs])
    (found,) = intervals(lambda each: each[0] / each[1], Window(days(280), rows))
    residual = cost - found.estimate * runs
    assert found.error == pytest.approx(np.std(residual) * 280**0.5 / runs.sum(), rel=0.15)


def test_the_weekly_pattern_alone_is_no_noise() -> None:
    found = total([*np.tile(WEEK, 4)], [*np.tile(WEEK * 1.1, 4)])
    assert found.error == pytest.approx(0, abs=1e-9)
    assert found.p == pytest.approx(0, abs=1e-9)


def test_no_change_without_noise_is_certain() -> None:
    found = total([1.0] * 14, [1.0] * 14)
    assert (found.low, found.high, found.p) == (0, 0, 1)


def test_days_that_follow_their_neighbours_widen_the_interval() -> None:
    block = [1.0, 1.0, -1.0, -1.0]
    slow = [10 + each for each in np.resize(np.repeat(block, 2), 28)]
    fast = [10 + each for each in np.resize([1.0, -1.0, -1.0, 1.0, -1.0, 1.0, 1.0, -1.0], 28)]
    assert total(slow).error > 1.3 * total(fast).error  # type: ignore[operator]


@pytest.mark.parametrize("n", [1, 6, 7])
def test_without_a_second_day_of_any_weekday_there_is_no_interval(n: int) -> None:
    assert total([5.0] * n) == Interval(5.0 * n)


def test_a_day_that_is_missing_makes_no_neighbours_of_those_around_it() -> None:
    every_other = days(56)[::2]
    (found,) = intervals(lambda each: each, Window(every_other, np.sin(np.arange(28) / 4)))
    assert found.degrees == 28 - 7


@given(sums, sums)
def test_swapping_the_windows_flips_the_interval(before: list[int], after: list[int]) -> None:
    a, b = Window(days(28), before), Window(days(28), after)
    (there,), (back,) = intervals(lambda x, y: y - x, a, b), intervals(lambda x, y: y - x, b, a)
    assert (back.estimate, back.p) == pytest.approx((-there.estimate, there.p))
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low), rel=1e-6)  # type: ignore[operator]


@given(sums, st.floats(0.001, 1000))
def test_another_unit_scales_the_interval_and_leaves_the_p_value(rows: list[int], factor: float) -> None:
    plain, scaled = total([*map(float, rows)]), total([factor * row for row in rows])
    assert scaled.p == pytest.approx(plain.p, abs=1e-9)
    assert (scaled.low, scaled.high) == pytest.approx(
        (plain.low * factor, plain.high * factor),  # type: ignore[operator]
        rel=1e-6,
    )


@given(sums, sums)
def test_many_figures_at_once_are_each_as_if_alone(one: list[int], other: list[int]) -> None:
    both = intervals(lambda rows: rows, Window(days(28), np.column_stack([one, other])))
    alone = [intervals(lambda rows: rows, Window(days(28), each))[0] for each in (one, other)]
    assert [each.low for each in both] == pytest.approx([each.low for each in alone])


@given(sums)
def test_the_level_widens_the_interval(rows: list[int]) -> None:
    narrow, wide = (intervals(lambda x: x, Window(days(28), rows), level=level)[0] for level in (0.8, 0.99))
    assert wide.low <= narrow.low <= narrow.high <= wide.high  # type: ignore[operator]


def test_days_and_rows_are_as_many() -> None:
    with pytest.raises(ValueError, match="3 days, but 2 rows"):
        intervals(lambda x: x, Window(days(3), [1, 2]))


def test_days_stand_in_order_each_once() -> None:
    with pytest.raises(ValueError, match="in order, each once"):
        intervals(lambda x: x, Window([MONDAY, MONDAY], [1, 2]))


def simulated(windows: int, n: int, correlation: float, rng: np.random.Generator) -> np.ndarray:
    """Days of 4 % noise on a weekly pattern, as many as the windows hold together."""
    noise = np.empty(windows * n)
    noise[0] = rng.normal(0, 0.04)
    for day in range(1, len(noise)):
        noise[day] = correlation * noise[day - 1] + rng.normal(0, 0.04 * (1 - correlation**2) ** 0.5)
    return np.resize(WEEK, len(noise)) * np.exp(noise)


@pytest.mark.parametrize(("correlation", "alarms_below"), [(0.0, 0.08), (0.4, 0.10)])
def test_noise_alone_seldom_leaves_out_zero(correlation: float, alarms_below: float) -> None:
    """Nominal 5 %; 300 histories let 5 % show as up to 8 %. The large table is that of docs/why."""
    rng = np.random.default_rng(11)
    alarms = 0
    for _ in range(300):
        rows = simulated(2, 28, correlation, rng)
        alarms += total([*rows[:28]], [*rows[28:]]).p < 0.05  # type: ignore[operator]
    assert alarms / 300 <= alarms_below


@pytest.mark.parametrize(("change", "found_above"), [(0.06, 0.8), (0.10, 0.95)])
def test_a_change_is_found_through_autocorrelated_noise(change: float, found_above: float) -> None:
    rng = np.random.default_rng(12)
    found = 0
    for _ in range(300):
        rows = simulated(2, 28, 0.4, rng)
        found += total([*rows[:28]], [*rows[28:] * (1 + change)]).low > 0  # type: ignore[operator]
    assert found / 300 >= found_above
