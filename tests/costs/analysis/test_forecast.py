from datetime import date, timedelta

import numpy as np
import pytest

from costs.analysis.forecast import Forecast, forecast
from tests.costs.analysis.histories import MONDAY, WEEK, noise

DAYS = [MONDAY + timedelta(days=day) for day in range(28)]


def test_days_without_noise_go_on_by_their_weekday() -> None:
    costs = [100 * (1 + day.weekday()) for day in DAYS]
    ahead = [DAYS[-1] + timedelta(days=day) for day in (1, 2)]  # a Monday and a Tuesday: 100 and 200
    assert forecast(50, DAYS, costs, ahead) == Forecast(50, 350, 350, 350)


def test_below_two_weeks_there_is_no_interval() -> None:
    found = forecast(0, DAYS[:13], [10] * 13, [MONDAY])
    assert found
    assert (found.value, found.low) == (10, None)


def test_a_weekday_that_was_never_seen_cannot_be_told() -> None:
    assert forecast(0, DAYS[:3], [10] * 3, [date(2026, 10, 4)]) is None


def test_when_the_month_is_over_it_is_what_was_spent() -> None:
    assert forecast(7, DAYS, [1] * 28, []) == Forecast(7, 7, 7, 7)


def test_nine_in_ten_months_end_within_the_interval() -> None:
    rng, inside = np.random.default_rng(8), 0
    for _ in range(200):
        costs = np.round(1e6 * np.resize(WEEK, 43) * np.exp(noise(rng, 43))).astype(int).tolist()
        ahead = [DAYS[-1] + timedelta(days=1 + day) for day in range(15)]
        found = forecast(0, DAYS, costs[:28], ahead)
        assert found
        inside += (found.low or 0) <= sum(costs[28:]) <= (found.high or 0)
    assert inside / 200 == pytest.approx(0.93, abs=0.06)
