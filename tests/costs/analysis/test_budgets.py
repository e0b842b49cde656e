from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from costs.analysis import budgets
from costs.analysis.budgets import Limit, Spent, Standing, sentence, standing, verdicts, window
from costs.analysis.forecast import Forecast

NOW = datetime(2026, 11, 18, 14, 20, tzinfo=UTC)  # a Wednesday
USD = 1_000_000_000
LIMIT = Limit(1000 * USD, 80, by_forecast=True, subject="support-answer")


@pytest.mark.parametrize(
    ("key", "start", "end"),
    [
        ("day", "2026-11-18", "2026-11-19"),
        ("week", "2026-11-16", "2026-11-23"),
        ("month", "2026-11-01", "2026-12-01"),
        ("quarter", "2026-10-01", "2027-01-01"),
        ("24h", "2026-11-17T14:00", "2026-11-18T14:20"),
        ("7d", "2026-11-11T14:00", "2026-11-18T14:20"),
        ("30d", "2026-10-19T14:00", "2026-11-18T14:20"),
    ],
)
def test_a_window_is_the_one_that_runs(key: str, start: str, end: str) -> None:
    found = window(key, NOW, UTC)
    assert (found.start, found.end) == tuple(datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (start, end))


@pytest.mark.parametrize("month", range(1, 13))
def test_months_and_quarters_follow_each_other_without_a_gap(month: int) -> None:
    for key in ("month", "quarter"):
        one = window(key, datetime(2027, month, 17, tzinfo=UTC), UTC)
        assert window(key, one.end, UTC).start == one.end


def test_a_day_is_the_day_of_the_zone_whatever_the_clocks_do() -> None:
    found = window("day", datetime(2026, 10, 25, 10, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
    assert (found.end.astimezone(UTC) - found.start.astimezone(UTC)) == timedelta(hours=25)


def of(spent: int, expected: Forecast | None = None, key: str = "month") -> Standing:
    return Standing(window(key, NOW, UTC), spent * USD, expected, 0)


@pytest.mark.parametrize(
    ("spent", "value", "holding"),
    [
        (0, None, set()),
        (700, None, set()),
        (800, None, {"near"}),
        (999, None, {"near"}),
        (1000, None, {"over"}),
        (300, 1001, {"forecast"}),
        (800, 1001, {"near", "forecast"}),
        (1200, 1500, {"over"}),
        (300, 900, set()),
    ],
)
def test_what_holds(spent: int, value: int | None, holding: set[str]) -> None:
    coming = None if value is None else Forecast(spent * USD, value * USD, 0, 2000 * USD)
    assert {kind for kind, holds in verdicts(LIMIT, of(spent, coming)).items() if holds} == holding


@pytest.mark.parametrize(("spent", "near"), [(799, None), (760, None), (759, False)])
def test_a_figure_on_the_brink_neither_rings_nor_is_over(spent: int, near: bool | None) -> None:
    assert verdicts(LIMIT, of(spent))["near"] is near


def test_a_forecast_without_an_interval_says_nothing() -> None:
    assert verdicts(LIMIT, of(300, Forecast(0, 5000 * USD, None, None)))["forecast"] is False


def test_what_is_not_asked_for_is_not_said() -> None:
    quiet = Limit(1000 * USD, 0, by_forecast=False, subject="x")
    found = of(900, Forecast(0, 5000 * USD, 4000 * USD, 6000 * USD))
    assert not any(verdicts(quiet, found).values())


def test_the_sentences() -> None:
    coming = Forecast(300 * USD, 1240 * USD, 1180 * USD, 1300 * USD)
    told = [sentence(kind, LIMIT, of(812, coming), NOW.date()) for kind in ("near", "forecast")]
    told.append(sentence("over", Limit(1000 * USD, 80, True, "the project"), of(1024, key="7d"), NOW.date()))
    assert [each.replace("\u00a0", " ") for each in told] == [
        "support-answer has cost $812 this month, 81 % of its $1,000, with 13 days to go.",
        "support-answer will have cost about $1,240 this month, between $1,180 and $1,300: more than its $1,000.",
        "The budget of $1,000 for the project in the last 7 days is spent: it is $1,024 by now.",
    ]


def test_the_expected_end_is_the_days_so_far_and_the_weekdays_to_come() -> None:
    """$10 a day, $20 today already: 17 days at 10, then 13 days of which today costs what it has cost."""
    days = [date(2026, 10, 1) + timedelta(days=at) for at in range(48)]  # up to 17 November
    found = standing(window("month", NOW, UTC), Spent(days, [10 * USD] * 48, 190 * USD, 0), NOW.date())
    assert found.expected is not None
    assert found.expected.value == 300 * USD
    assert found.spent == 190 * USD


def test_a_forecast_is_never_below_what_is_spent() -> None:
    days = [date(2026, 11, 1) + timedelta(days=at) for at in range(17)]
    found = standing(window("month", NOW, UTC), Spent(days, [0] * 16 + [USD], 500 * USD, 0), NOW.date())
    assert found.expected is None or found.expected.value >= 500 * USD


def test_a_rolling_window_has_no_forecast() -> None:
    found = standing(window("7d", NOW, UTC), Spent([date(2026, 11, 17)], [USD], USD, 0), NOW.date())
    assert found.expected is None
    assert set(budgets.LENGTHS) >= {"24h", "7d", "30d"}
