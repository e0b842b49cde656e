"""Nanoseconds since 1970 as PostgreSQL keeps time: UTC, cut to the microsecond."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NS_PER_SECOND = 1_000_000_000
NS_PER_MINUTE = 60 * NS_PER_SECOND
NS_PER_HOUR = 60 * NS_PER_MINUTE
NS_PER_DAY = 24 * NS_PER_HOUR


def when(ns: int) -> datetime:
    return EPOCH + timedelta(microseconds=ns // 1000)


def ns_of(time: datetime) -> int:
    return (time - EPOCH) // timedelta(microseconds=1) * 1000


def hour_of(time: datetime) -> datetime:
    """The start of its hour in UTC."""
    return time.replace(minute=0, second=0, microsecond=0)
