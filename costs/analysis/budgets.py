"""How a budget stands: what its window has cost, what it will have cost, and what there is to say of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

from aiops.core import formats
from aiops.core.periods import midnight_of
from costs.analysis.forecast import Forecast, of_window

Kind = Literal["near", "over", "forecast"]
CALM = 0.95  # below this share of what raised an alert it is over: a figure on the brink does not ring twice


@dataclass(frozen=True, slots=True)
class Length:
    """Of a window. `days` 0: a calendar's; else it ends now. `words` end a sentence: "this month"."""

    title: str
    words: str
    days: int = 0


LENGTHS = {
    "day": Length("Each day", "today"),
    "week": Length("Each week, from Monday", "this week"),
    "month": Length("Each month", "this month"),
    "quarter": Length("Each quarter", "this quarter"),
    "24h": Length("Any 24 hours", "in the last 24 hours", 1),
    "7d": Length("Any 7 days", "in the last 7 days", 7),
    "30d": Length("Any 30 days", "in the last 30 days", 30),
}


@dataclass(frozen=True, slots=True)
class Window:
    """From `start`, now until `end`. `rolling`: it ends now and has no forecast."""

    key: str
    start: datetime
    end: datetime
    rolling: bool

    @property
    def words(self) -> str:
        return LENGTHS[self.key].words


def window(key: str, now: datetime, zone: tzinfo) -> Window:
    """The one that runs. A rolling one begins with a full hour, as hours are what roll-ups keep."""
    length = LENGTHS[key]
    if length.days:
        local = now.astimezone(zone)
        start = (local - timedelta(days=length.days)).replace(minute=0, second=0, microsecond=0)
        return Window(key, start, local, rolling=True)
    today = midnight_of(now, zone)
    first = {
        "day": today,
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "quarter": today.replace(day=1, month=1 + 3 * ((today.month - 1) // 3)),
    }[key]
    days = {"day": 1, "week": 7, "month": 31, "quarter": 92}[key]
    following = first + timedelta(days=days)
    if key in {"month", "quarter"}:
        following = following.replace(day=1)
    return Window(key, first, following, rolling=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """In nano-dollars. `expected` None: rolling, or nothing is known to tell it from."""

    window: Window
    spent: int
    expected: Forecast | None
    unpriced: int  # calls of the window that have no price


@dataclass(frozen=True, slots=True)
class Spent:
    """`days` and their `costs` are whole ones in order, up to yesterday; `now` is all of the window until now."""

    days: Sequence[date]
    costs: Sequence[int]
    now: int
    unpriced: int


def standing(found: Window, known_of: Spent, today: date) -> Standing:
    spent, unpriced = known_of.now, known_of.unpriced
    if found.rolling:
        return Standing(found, spent, None, unpriced)
    coming = of_window(known_of.days, known_of.costs, found.start.date(), today, found.end.date())
    return Standing(found, spent, coming and _at_least(coming, spent), unpriced)


def _at_least(coming: Forecast, spent: int) -> Forecast:
    """What is spent already is not unspent by a forecast made of whole days."""
    low, high = (None if end is None else max(end, spent) for end in (coming.low, coming.high))
    return Forecast(spent, max(coming.value, spent), low, high)


@dataclass(frozen=True, slots=True)
class Limit:
    """What was set: an amount, the share of it from which on to warn (0: not), and whether to warn of a forecast."""

    nanousd: int
    warn_percent: int
    by_forecast: bool
    subject: str  # "support-answer", "the project"


def verdicts(limit: Limit, found: Standing) -> dict[Kind, bool | None]:
    """Which alerts hold; None: neither so nor clearly not, what was said stays.

    A forecast rings when passing the limit is likelier than not, and only where it has an interval: 14 whole days.
    """
    over = _passes(found.spent, limit.nanousd)
    near, coming = _passes(found.spent, limit.nanousd * limit.warn_percent // 100), found.expected
    early: bool | None = False
    if limit.by_forecast and coming is not None and coming.high is not None:
        early = _passes(coming.value, limit.nanousd)
    return {
        "over": over,
        "near": False if over or not limit.warn_percent else near,
        "forecast": False if over else early,
    }


def _passes(figure: int, bound: int) -> bool | None:
    if figure >= bound:
        return True
    return None if figure >= CALM * bound else False


def sentence(kind: Kind, limit: Limit, found: Standing, today: date) -> str:
    """What an alert says."""
    words, whole = found.window.words, formats.dollars(limit.nanousd)
    if kind == "over":
        return (
            f"The budget of {whole} for {limit.subject} {words} is spent: it is {formats.dollars(found.spent)} by now."
        )
    if kind == "near":
        left = (found.window.end.date() - today).days
        ahead = "" if found.window.rolling or left < 2 else f", with {left} days to go"
        share = formats.percent(found.spent, limit.nanousd)
        spent = formats.dollars(found.spent)
        return f"{_begin(limit.subject)} has cost {spent} {words}, {share} of its {whole}{ahead}."
    coming = found.expected
    if coming is None or coming.low is None or coming.high is None:
        raise ValueError("No forecast, nothing to say of it")
    return (
        f"{_begin(limit.subject)} will have cost about {formats.dollars(coming.value)} {words}, between "
        f"{formats.dollars(coming.low)} and {formats.dollars(coming.high)}: more than its {whole}."
    )


def _begin(subject: str) -> str:
    """As a sentence begins; the name of a workflow keeps its own letters."""
    return subject.replace("the project", "The project", 1) if subject.startswith("the project") else subject
