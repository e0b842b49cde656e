"""Time ranges of pages and analyses: half open, aware, in the project's time zone. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from aiops.core import formats

Stretch = tuple[datetime, datetime]  # from the first to before the second
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ns_of = formats.nanoseconds
_WEEKS_OF_A_YEAR = timedelta(weeks=52)  # so that weekdays meet weekdays


@dataclass(frozen=True, slots=True)
class Preset:
    key: str
    title: str  # on its button
    length: timedelta
    before: str  # "the ... before"


PRESETS = {
    preset.key: preset
    for preset in (
        Preset("1h", "1 h", timedelta(hours=1), "hour"),
        Preset("24h", "24 h", timedelta(hours=24), "24 hours"),
        Preset("7d", "7 days", timedelta(days=7), "7 days"),
        Preset("28d", "28 days", timedelta(days=28), "28 days"),
        Preset("90d", "90 days", timedelta(days=90), "90 days"),
    )
}


def zone_of(project: Any) -> tzinfo:
    """The time zone of a project; UTC without one, or where its name is unknown to this machine."""
    try:
        return ZoneInfo(project.time_zone)
    except (AttributeError, KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def midnight_of(now: datetime, zone: tzinfo) -> datetime:
    """When today began in a zone; where the clocks double midnight, the first of the two."""
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


@dataclass(frozen=True, slots=True)
class Period:
    """start <= t < end. `preset` is the key it came from, "" for absolute times."""

    start: datetime
    end: datetime
    preset: str = ""

    @property
    def from_ns(self) -> int:
        return ns_of(self.start)

    @property
    def to_ns(self) -> int:
        return ns_of(self.end)

    @property
    def whole_days(self) -> bool:
        return all((at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0) for at in (self.start, self.end))

    @property
    def days(self) -> int:
        """Calendar days between the two, counted on the wall, so that a change of the clocks does not matter."""
        return (self.end.replace(tzinfo=None) - self.start.replace(tzinfo=None)).days

    def previous(self) -> "Period":
        """The same length just before: whole days stay whole days of the zone."""
        if self.whole_days:
            return Period(self.start - timedelta(days=self.days), self.start)
        start = self.start.astimezone(UTC) - (self.end.astimezone(UTC) - self.start.astimezone(UTC))
        return Period(start.astimezone(self.start.tzinfo), self.start)

    def year_before(self) -> "Period":
        return Period(self.start - _WEEKS_OF_A_YEAR, self.end - _WEEKS_OF_A_YEAR)

    def label(self, usual_year: int = 0) -> str:
        """What its button says: "26 Oct – 22 Nov", "22 Nov", "22 Nov, 14:00 – 15:30".

        With a year where its ends differ, or where it is not the usual one (0: whichever it is).
        """
        last = self.end - timedelta(days=1) if self.whole_days else self.end
        years = self.start.year != last.year or bool(usual_year and last.year != usual_year)
        first_day, last_day = _day(self.start, years), _day(last, years)
        if self.whole_days:
            return first_day if first_day == last_day else f"{first_day} – {last_day}"
        if first_day == last_day:
            return f"{first_day}, {self.start:%H:%M} – {last:%H:%M}"
        return f"{first_day}, {self.start:%H:%M} – {last_day}, {last:%H:%M}"

    def length_label(self) -> str:
        """How long it is: "28 days", "24 h", "90 min"."""
        if self.preset:
            return PRESETS[self.preset].title
        if self.whole_days:
            return f"{self.days} day{'s' * (self.days != 1)}"
        return formats.span_of_time(self.to_ns - self.from_ns)

    def words(self) -> str:
        """In a sentence: "the last 24 hours", "22 Nov, 14:00 – 15:30"."""
        return f"the last {PRESETS[self.preset].before}" if self.preset else self.label()

    def before_label(self) -> str:
        """Names the comparison with previous(): "28 days before"."""
        if self.preset:
            return f"{PRESETS[self.preset].before} before"
        if self.whole_days:
            return "day before" if self.days == 1 else f"{self.days} days before"
        return f"{self.length_label()} before"


def days_of(period: Period) -> list[Stretch]:
    """The calendar days of a period in its zone; the first and the last may be cut."""
    found, start = [], period.start
    while start < period.end:
        midnight = (start + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        found.append((start, min(midnight, period.end)))
        start = midnight
    return found


def from_preset(key: str, now: datetime, zone: tzinfo, *, whole_days: bool = False) -> Period:
    """A range that moves with the clock: hours end with the running minute or half hour, days with today.

    With `whole_days` ranges of days end with yesterday, as an analysis wants them. Raises KeyError for an unknown key.
    """
    preset = PRESETS[key]
    if preset.length >= timedelta(days=2):
        midnight = midnight_of(now, zone)
        end = midnight if whole_days else midnight + timedelta(days=1)
        return Period(end - preset.length, end, key)
    step = timedelta(minutes=1) if preset.length <= timedelta(hours=1) else timedelta(minutes=30)
    end = _EPOCH + -((_EPOCH - now) // step) * step  # the next full step, now included
    return Period((end - preset.length).astimezone(zone), end.astimezone(zone), key)


def parse_time(text: str, zone: tzinfo) -> datetime:
    """Reads "2026-11-22", "2026-11-22 14:00" in the zone, or ISO 8601 with an offset. Raises ValueError."""
    at = datetime.fromisoformat(text.strip())
    at = at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)
    if not 1970 <= at.astimezone(UTC).year < 2200:
        raise ValueError(text)
    return at


def in_url(start_ns: int, end_ns: int, zone: tzinfo) -> dict[str, str]:
    """The parameters that give a page this time."""
    ends = {"from": start_ns, "to": end_ns}
    return {name: formats.for_url(formats.moment(ns, zone)) for name, ns in ends.items()}


def _day(at: datetime, with_year: bool) -> str:
    return formats.day(at) + (f" {at.year}" if with_year else "")
