"""Time ranges and their form: half open, in the project's zone, with comparisons."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from aiops.core.forms import PeriodForm
from aiops.core.models import Project
from aiops.core.periods import Period, from_preset, parse_time, zone_of

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 19, 3, 20, tzinfo=UTC)  # 20:03:20 in Berlin


def form(query: str, **options: Any) -> PeriodForm:
    return PeriodForm(QueryDict(query), zone=BERLIN, now=NOW, **options)


def test_a_range_of_hours_ends_with_the_running_half_hour_so_that_bars_are_round() -> None:
    period = from_preset("24h", NOW, BERLIN)
    assert (period.start, period.end) == (
        datetime(2026, 11, 21, 20, 30, tzinfo=BERLIN),
        datetime(2026, 11, 22, 20, 30, tzinfo=BERLIN),
    )


def test_a_range_of_days_includes_today_unless_whole_days_are_asked_for() -> None:
    assert from_preset("28d", NOW, BERLIN).label() == "26 Oct – 22 Nov"
    assert from_preset("28d", NOW, BERLIN, whole_days=True).label() == "25 Oct – 21 Nov"


@pytest.mark.parametrize("key", ["1h", "24h", "7d", "28d", "90d"])
def test_every_preset_holds_the_present_moment(key: str) -> None:
    period = from_preset(key, NOW, BERLIN)
    assert period.start < NOW < period.end


def test_the_previous_period_of_whole_days_is_whole_days_across_a_change_of_the_clocks() -> None:
    # Clocks in Berlin went back on 25 October 2026: these seven days have 169 hours, those before 168.
    period = Period(datetime(2026, 10, 24, tzinfo=BERLIN), datetime(2026, 10, 31, tzinfo=BERLIN))
    assert period.to_ns - period.from_ns == 169 * 3600 * 10**9
    assert period.previous() == Period(datetime(2026, 10, 17, tzinfo=BERLIN), datetime(2026, 10, 24, tzinfo=BERLIN))


def test_the_previous_period_of_hours_is_as_long_and_touches() -> None:
    period = from_preset("1h", NOW, BERLIN)
    assert period.previous().end == period.start
    assert period.previous().to_ns - period.previous().from_ns == 3600 * 10**9


def test_a_year_earlier_meets_the_same_weekdays() -> None:
    period = from_preset("7d", NOW, BERLIN)
    assert period.year_before().start.weekday() == period.start.weekday()


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-22", datetime(2026, 11, 22, tzinfo=BERLIN)),
        ("2026-11-22 14:00", datetime(2026, 11, 22, 14, tzinfo=BERLIN)),
        ("2026-11-22T14:00:05Z", datetime(2026, 11, 22, 14, 0, 5, tzinfo=UTC)),
        ("2026-10-25T02:30+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_times_are_read_in_the_zone_unless_they_have_an_offset(text: str, at: datetime) -> None:
    assert parse_time(text, BERLIN).timestamp() == at.timestamp()


def test_an_unknown_zone_is_utc() -> None:
    assert zone_of(Project(time_zone="Mars/Olympus")) == ZoneInfo("UTC")


def test_absolute_times_win_over_a_range() -> None:
    asked = form("from=2026-11-01&to=2026-11-03&range=1h")
    assert asked.is_valid()
    assert (asked.period().label(), asked.period().preset) == ("1 Nov – 2 Nov", "")


def test_nothing_asked_for_is_the_default() -> None:
    asked = form("")
    assert asked.is_valid()
    assert asked.period().preset == "24h"
    assert asked.comparison() is None


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("from=yesterday&to=2026-11-03", "from", "“yesterday” is not a time"),
        ("from=2026-11-03&to=2026-11-03", "to", "The end must lie after the start."),
        ("from=2026-11-03", "to", "both its start and its end"),
        ("range=3w", "range", "“3w” is not a range; there are 1h, 24h"),
        ("compare_from=2026-11-03", "compare_to", "both its start"),
        ("from=2026-11-03T00:00:00.000000&to=99999-01-01", "to", "is not a time"),
        ("from=0001-01-01&to=2026-01-01", "from", "is not a time"),
        ("compare=everything", "compare", "is not a comparison"),
    ],
)
def test_a_mistake_is_named_at_its_field(query: str, field: str, words: str) -> None:
    asked = form(query)
    assert not asked.is_valid()
    assert words in str(asked.errors[field])


@pytest.mark.parametrize(
    ("query", "label", "words"),
    [
        ("range=7d&compare=previous", "9 Nov – 15 Nov", "in the 7 days before"),
        ("range=24h&compare=previous", "20 Nov, 20:30 – 21 Nov, 20:30", "in the 24 hours before"),
        ("range=7d&compare=year", "17 Nov – 23 Nov", "a year earlier"),
        ("range=7d&compare_from=2026-10-01&compare_to=2026-10-08", "1 Oct – 7 Oct", "on 1 Oct – 7 Oct"),
    ],
)
def test_comparisons_have_their_dates_and_their_words(query: str, label: str, words: str) -> None:
    asked = form(query)
    assert asked.is_valid(), asked.errors
    comparison = asked.comparison()
    assert comparison is not None
    assert (comparison.label(), asked.comparison_label()) == (label, words)


def test_a_period_is_half_open_to_the_nanosecond() -> None:
    period = Period(NOW, NOW + timedelta(microseconds=1))
    assert period.to_ns - period.from_ns == 1_000
