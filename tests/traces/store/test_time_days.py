"""Days of time are what their hours say, whether they are kept or not, in any zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from aiops.core.periods import Period, days_of
from traces.store import reader_time, time_days
from traces.store.time_cohort import Cohort
from traces.types.time_kinds import TIME_KINDS

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 10, 20, tzinfo=UTC)  # the clocks of Europe go back on the 25th
HOURS = 9 * 24
LATER = FIRST + timedelta(days=30)
KINDS = ", ".join(f"{place} * h" for place in range(len(TIME_KINDS)))


@pytest.fixture(autouse=True)
def _hours() -> None:
    """Sums of two projects by the hour, each hour other ones."""
    hour = "%s + h * interval '1 hour'"
    each = "generate_series(1, 2) AS p, generate_series(0, %s) AS h, (VALUES ('v1'), ('v2')) AS r (release)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO rollup_time SELECT p, 'h', {hour}, 'shop', release, 100 + h %% 3, h, 1, h, {KINDS}"
            f" FROM {each}",
            (FIRST, HOURS),
        )
        cursor.execute(
            f"INSERT INTO rollup_path SELECT p, 'h', {hour}, 'shop', release, h %% 5, h, 7 * h FROM {each}",
            (FIRST, HOURS),
        )


def cohort(zone: str, release: str | None = None) -> Cohort:
    """Six whole days and a piece at either end."""
    start = datetime(2026, 10, 21, 7, tzinfo=ZoneInfo(zone))
    return Cohort(1, Period(start, start + timedelta(days=7, hours=5)), release=release)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/Los_Angeles"])
@pytest.mark.parametrize("release", [None, "v1"])
def test_kept_days_say_what_their_hours_say(zone: str, release: str | None) -> None:
    asked = cohort(zone, release)
    before = reader_time.time_days(asked), reader_time.band_days(asked)
    assert time_days.keep(1, days_of(asked.period)[1:-1], LATER) == 6
    with connection.cursor() as cursor:  # what is kept is what is read
        cursor.execute("DELETE FROM rollup_path WHERE bucket >= %s AND bucket < %s", days_of(asked.period)[2])
    assert (reader_time.time_days(asked), reader_time.band_days(asked)) == before


def test_a_day_is_kept_once_it_is_over_for_a_while() -> None:
    day = (FIRST, FIRST + timedelta(days=1))
    assert time_days.keep(1, [day], day[1] + timedelta(hours=2)) == 0
    assert time_days.keep(1, [day], day[1] + timedelta(hours=3)) == 1
    assert time_days.keep(1, [day], day[1] + timedelta(hours=3)) == 0


def test_a_day_of_which_an_hour_was_computed_anew_is_read_from_its_hours() -> None:
    asked = cohort("Asia/Kolkata")
    time_days.keep(1, days_of(asked.period)[1:-1], LATER)
    changed = datetime(2026, 10, 24, 18, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rollup_path SET critical_ns = critical_ns + 1000 WHERE bucket = %s", (changed,))
    before = total(asked)
    time_days.forget(1, [changed])
    assert total(asked) == before + 2 * 1000


def test_only_days_of_the_hours_that_changed_go_and_none_for_spans() -> None:
    days = days_of(Period(FIRST, FIRST + timedelta(days=6)))
    time_days.keep(1, days, LATER)
    late, early = days[4][0] + timedelta(hours=3), days[0][0] + timedelta(hours=22)
    time_days.forget(1, [late], "span")
    assert time_days.keep(1, days, LATER) == 0
    time_days.forget(1, [late, early, early + timedelta(hours=1)])
    assert time_days.keep(1, days[1:4] + days[5:], LATER) == 0
    assert time_days.keep(1, days, LATER) == 2


def test_what_expires_goes_from_days_too() -> None:
    asked = cohort("UTC")
    time_days.keep(1, days_of(asked.period)[1:-1], LATER)
    time_days.expire(1, LATER)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM time_day) + (SELECT count(*) FROM path_day)"
            " + (SELECT count(*) FROM time_day_done)"
        )
        assert cursor.fetchone() == (0,)


def total(asked: Cohort) -> int:
    return sum(sum(days) for days in reader_time.time_days(asked).paths.values())
