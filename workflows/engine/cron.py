"""When a cron expression fires, in a time zone, across its changes of clock. Pure.

A time that is skipped in spring fires right after the change; one that comes twice in autumn fires once, unless the
hour is a pattern: then every real hour counts (Debian's rules, as cronsim has them).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError


class CronError(ValueError):
    """An expression or a zone that cannot be read. `field` is cron or zone."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


def times(cron: str, zone: str, after: datetime) -> Iterator[datetime]:
    """Every time after `after`, in UTC. Raises CronError at once; ends where no further time comes within 50 years.

    >>> from itertools import islice
    >>> spring = datetime(2026, 3, 28, 23, tzinfo=UTC)
    >>> [f"{each:%d %H:%M}" for each in islice(times("30 2 * * *", "Europe/Berlin", spring), 2)]
    ['29 01:00', '30 00:30']
    """
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CronError("zone", f"There is no time zone {zone!r:.100}.") from None
    if len(cron.split()) != 5:
        raise CronError("cron", "Five fields: minute, hour, day of the month, month, day of the week.")
    try:
        found = CronSim(cron.upper(), after.astimezone(place))
    except CronSimError as error:
        raise CronError("cron", f"{error}.") from None
    return (each.astimezone(UTC) for each in found)
