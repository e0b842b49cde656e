"""Not yet is never failure: which days are judged, and what the young ones come to."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.analysis.maturity import Cohort, age_of, arrived, is_matured, nowcast

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("days_ago", "window", "matured"), [(0, 7, False), (7, 7, False), (8, 7, True), (2, 1, True), (1, 1, False)]
)
def test_a_day_is_matured_when_its_last_run_has_its_window_behind_it(days_ago: int, window: int, matured: bool) -> None:
    assert is_matured(TODAY - timedelta(days=days_ago), TODAY, window) is matured


def test_a_day_to_come_has_no_age() -> None:
    assert age_of(TODAY + timedelta(days=3), TODAY) == 0


def test_the_share_that_has_arrived_worked_by_hand() -> None:
    """Window 2. A cohort of age 3 shows delays 0, 1, 2: 4, 3, 1; one of age 2 shows 0, 1: 2, 2.
    F(2) = 1; F(1) = 1 - 1/8; F(0) = F(1) (1 - (3 + 2) / (7 + 4))."""
    share = arrived([Cohort(3, 20, (4, 3, 1)), Cohort(2, 10, (2, 2))], 2)
    assert share == pytest.approx([7 / 8 * (1 - 5 / 11), 7 / 8, 1.0])


def test_nothing_young_needs_no_nowcast() -> None:
    assert nowcast([Cohort(9, 10, (1,))], 7) is None


def test_runs_of_today_alone_say_nothing_yet() -> None:
    assert nowcast([Cohort(0, 50)], 7) is None


def simulated(seed: int, rate: float = 0.291, days: int = 28, window: int = 14) -> list[Cohort]:
    """Outcomes come after a geometric delay, mean about seven days, within the window; today sees what has come."""
    random, cohorts = Random(seed), []
    for age in range(days):
        delays = [0] * (window + 1)
        for _ in range(1500):
            delay = int(random.expovariate(0.14))
            if random.random() < rate:
                delays[min(delay, window)] += min(delay, window) < age
        cohorts.append(Cohort(age, 1500, delays))
    return cohorts


@pytest.mark.parametrize("seed", range(5))
def test_the_nowcast_is_within_two_points_where_the_naive_rate_is_thirteen_off(seed: int) -> None:
    found = nowcast(simulated(seed), 14)
    assert found is not None
    assert 0.29 - found.naive > 0.10
    assert abs(found.rate.value - 0.291) < 0.02


@given(st.lists(st.tuples(st.integers(0, 12), st.lists(st.integers(0, 9), min_size=8, max_size=8)), max_size=12))
def test_shares_rise_to_one_and_order_does_not_matter(rows: list[tuple[int, list[int]]]) -> None:
    cohorts = [Cohort(age, 100, [n if delay < age else 0 for delay, n in enumerate(delays)]) for age, delays in rows]
    share = arrived(cohorts, 7)
    assert share == sorted(share)
    assert share[-1] == 1.0
    assert share == pytest.approx(arrived(cohorts[::-1], 7))
