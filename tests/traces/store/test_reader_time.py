"""Sums of time, however large: three hundred years of waiting are a busy month of a million long runs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from aiops.core.periods import Period
from traces.store import reader_time
from traces.store.reader_time import Cohort
from traces.types.time_kinds import TIME_KINDS

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 11, 3, tzinfo=UTC)
COHORT = Cohort(1, Period(DAY, DAY + timedelta(days=1)))
HUGE = 6 * 10**18  # twice as much is more than 63 bits hold


def insert(table: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(values))})", values)


def test_sums_beyond_63_bits_are_exact() -> None:
    for hour in (1, 2):
        at = DAY + timedelta(hours=hour)
        insert("rollup_time", 1, "h", at, "shop", "", 100, 10, 0, HUGE, HUGE, *[0] * (len(TIME_KINDS) - 1))
        insert("rollup_path", 1, "h", at, "shop", "", 0, 10, HUGE)
        insert("rollup_span", 1, "h", at, "shop", "wait", "tool", "", "", 0, "ok", 10, HUGE, 0, 0, 0, 0, 0, 0, 0, 0)
    [band], _ = reader_time.bands(COHORT)
    assert band.critical_ns == {TIME_KINDS[0]: 2 * HUGE}
    assert [sum(days) for days in reader_time.time_days(COHORT).paths.values()] == [2 * HUGE]
    [step] = reader_time.behaviour(COHORT).steps
    assert step.mean_ns == 2 * HUGE // 20
    assert all(type(each) is int for each in (band.critical_ns[TIME_KINDS[0]], step.mean_ns))
