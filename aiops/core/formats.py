"""How figures are written for people: units always, a true minus, never a figure where knowledge is missing. Pure.

Each function takes a plain number and answers plain text; the exact value belongs in a title (see templatetags/show).
"""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal

MINUS = "\u2212"
NBSP = "\u00a0"
NO_PRICE = "Without a price"
NANO = 1_000_000_000

_ZEROS = re.compile(r"(\.\d\d\d*?)0+$")
_LARGE = ((1_000_000_000_000, "T"), (1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k"))


def count(n: int | None) -> str:
    """4693 -> "4,693"; None -> ""."""
    return "" if n is None else _signed(n, f"{abs(n):,}")


def compact(n: int | None) -> str:
    """Three significant figures from 100,000 on: 4_690_000 -> "4.69 M"; smaller ones in full."""
    if n is None or abs(n) < 100_000:
        return count(n)
    size = abs(n)
    for unit, letter in _LARGE:
        if size >= unit * 0.9995:
            return _signed(n, f"{_three(size / unit)}{NBSP}{letter}")
    return count(n)


def money(nanousd: int | None, places: int = 4) -> str:
    """Dollars with so many decimals: 11_000_000 -> "$0.0110"; 5_000 -> "<$0.0001"; None -> "Without a price"."""
    if nanousd is None:
        return NO_PRICE
    if nanousd == 0:
        return "$0"
    smallest = NANO // 10**places
    if abs(nanousd) < smallest / 2:
        return _signed(nanousd, f"<${1 / 10**places:.{places}f}", "above ")
    units = (abs(nanousd) + smallest // 2) // smallest
    whole, rest = divmod(units, 10**places)
    return _signed(nanousd, f"${whole:,}" + (f".{rest:0{places}d}" if places else ""))


def rate(usd_per_million: Decimal | None) -> str:
    """Dollars per million tokens, as price lists write them: 2.00, 0.075; nothing where there is no such price."""
    if usd_per_million is None:
        return ""
    whole, _, cents = f"{usd_per_million.normalize():f}".partition(".")
    return f"{whole}.{cents.ljust(2, '0')}"


def dollars(nanousd: int | None) -> str:
    """Money in an answer: "$1,741" from $100 on, cents below, more decimals only where cents would say nothing."""
    if nanousd is None or nanousd == 0:
        return money(nanousd)
    size = abs(nanousd)
    if size >= 99_500_000_000:
        return money(nanousd, 0)
    return money(nanousd, 2 if size >= 10_000_000 else 4)


def small_dollars(nanousd: int | None) -> str:
    """Money whose cents differ little, such as the cost of a run: four decimals below a dollar, six below a cent."""
    if nanousd is None or abs(nanousd) >= NANO:
        return dollars(nanousd)
    return money(nanousd, 4 if abs(nanousd) >= 10_000_000 else 6)


def without_zeros(amount: str) -> str:
    """An amount on an axis, which are round: "$0.003500" is $0.0035, "$8.00" stays."""
    return _ZEROS.sub(r"\1", amount)


def exact_money(nanousd: int | None) -> str:
    """Every digit we have: "$0.013987654"."""
    if nanousd is None:
        return NO_PRICE
    whole, rest = divmod(abs(nanousd), NANO)
    decimals = f"{rest:09d}".rstrip("0")
    return _signed(nanousd, f"${whole:,}" + (f".{decimals:0<2}" if decimals else ""))


def duration(ns: int | None) -> str:
    """As many figures as a reader compares: "412 ms", "9.84 s", "2 min 10 s", "1 h 05 min", "3 d 4 h"; None -> ""."""
    if ns is None:
        return ""
    return _signed(ns, _duration(abs(ns)))


def _duration(ns: int) -> str:
    if ns == 0:
        return f"0{NBSP}ms"
    for below_ns, unit_ns, unit in ((1_000, 1, "ns"), (999_500, 1_000, "µs"), (999_500_000, 1_000_000, "ms")):
        if ns < below_ns:
            return f"{_three(ns / unit_ns)}{NBSP}{unit}"
    if ns < 59_995_000_000:
        return f"{ns / NANO:.2f}{NBSP}s"
    return _long_duration((ns + NANO // 2) // NANO)


def _long_duration(seconds: int) -> str:
    if seconds < 3_600:
        return f"{seconds // 60}{NBSP}min{NBSP}{seconds % 60:02d}{NBSP}s"
    if seconds < 86_400:
        return f"{seconds // 3_600}{NBSP}h{NBSP}{seconds % 3_600 // 60:02d}{NBSP}min"
    return f"{seconds // 86_400}{NBSP}d{NBSP}{seconds % 86_400 // 3_600}{NBSP}h"


def exact_duration(ns: int | None) -> str:
    """Every digit we have: "9,840.123456 ms"."""
    if ns is None:
        return ""
    whole, rest = divmod(abs(ns), 1_000_000)
    decimals = f"{rest:06d}".rstrip("0")
    return _signed(ns, f"{whole:,}" + (f".{decimals}" if decimals else "") + f"{NBSP}ms")


def percent(part: float, whole: float) -> str:
    """Share as "41 %", one decimal below ten; nothing of nothing -> "". What is not all never shows as 100 %."""
    if not whole:
        return ""
    share = 100 * part / whole
    if 0 < abs(share) < 0.05:
        return _signed(share, f"<0.1{NBSP}%")
    text = f"{abs(share):.1f}" if abs(share) < 9.95 else f"{abs(share):.0f}"
    if part != whole and text == "100":
        text = ">99" if abs(share) < 100 else "100"
    return _signed(share, f"{text.removesuffix('.0')}{NBSP}%")


def change(now: int | None, before: int | None) -> str:
    """Relative change: "+31 %", "−4 %", from tenfold on "×48"; "" where there was nothing to compare with."""
    if now is None or not before:
        return ""
    share = 100 * (now - before) / abs(before)
    if share >= 900:
        return f"×{round(now / before)}"
    text = f"{abs(share):.0f}" if abs(share) >= 9.95 else f"{abs(share):.1f}".removesuffix(".0")
    sign = "" if text == "0" else "+" if share > 0 else MINUS
    return f"{sign}{text}{NBSP}%"


def moment(ns: int, zone: tzinfo) -> datetime:
    """The instant in the zone, to the microsecond."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=ns // 1_000)).astimezone(zone)


def day(at: date) -> str:
    return f"{at.day} {at:%b}"


def day_time(at: datetime) -> str:
    """Without a year: "22 Nov, 14:02:11"."""
    return f"{day(at)}, {at:%H:%M:%S}"


def day_minute(at: datetime) -> str:
    """Where seconds say nothing: "22 Nov, 14:02"."""
    return f"{day(at)}, {at:%H:%M}"


def full_time(at: datetime, zone_name: str) -> str:
    """Nothing left out: "22 Nov 2026, 14:02:11.250 Europe/Berlin": what a title shows."""
    thousandths = f".{at.microsecond // 1_000:03d}" if at.microsecond else ""
    return f"{at.day} {at:%b %Y, %H:%M:%S}{thousandths} {zone_name}"


def time_range(start: datetime, end: datetime) -> str:
    """From, and up to but not including: "22 Nov, 14:00 – 14:30", "22 Nov", "22 Nov, 23:30 – 23 Nov, 01:00"."""
    midnights = all((at.hour, at.minute, at.second) == (0, 0, 0) for at in (start, end))
    if midnights and (end - start) < timedelta(hours=26):
        return day(start)
    if midnights:
        return f"{day(start)} – {day(end - timedelta(days=1))}"
    clock = "%H:%M:%S" if start.second or end.second else "%H:%M"
    last = end.strftime(clock) if start.date() == end.date() else f"{day(end)}, {end.strftime(clock)}"
    return f"{day(start)}, {start.strftime(clock)} – {last}"


def for_url(at: datetime) -> str:
    """Wall-clock time as pages take it, "2026-11-22T14:00"; with its offset where the clock shows it twice."""
    twice = at.utcoffset() != at.replace(fold=1 - at.fold).utcoffset()
    text = at.isoformat(timespec="auto" if at.microsecond else "seconds" if at.second else "minutes")
    return text if twice else text[: text.index("+", 11)] if "+" in text[11:] else text[:11] + text[11:].split("-")[0]


def nanoseconds(at: datetime) -> int:
    """Nanoseconds since 1970 of an aware datetime, without the rounding of a float."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 1_000


def span_of_time(ns: int) -> str:
    """A round length of time in its largest unit: "30 min", "3 h", "1 day"."""
    seconds = ns // NANO
    for unit, name in ((86_400, "day"), (3_600, "h"), (60, "min"), (1, "s")):
        if seconds >= unit and (seconds % unit == 0 or unit == 1):
            n = seconds // unit
            return f"{n}{NBSP}{name}{'s' if name == 'day' and n > 1 else ''}"
    return duration(ns)


def _three(value: float) -> str:
    """Three significant figures; a whole number stays one."""
    if value >= 99.95:
        return f"{value:.0f}"
    text = f"{value:.1f}" if value >= 9.995 else f"{value:.2f}"
    return text.rstrip("0").rstrip(".") if float(text) == int(float(text)) else text


def _signed(value: float, text: str, prefix: str = "") -> str:
    return f"{prefix}{MINUS}{text.lstrip('<')}" if value < 0 else text
