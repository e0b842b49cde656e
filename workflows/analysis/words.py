"""How a manager reads figures: money, cents, minutes and shares, each with the two figures it lies between. Pure."""

from collections.abc import Callable
from decimal import Decimal

from aiops.core import formats
from workflows.analysis.roi import Figure

NBSP = formats.NBSP
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number(n: int) -> str:
    """Spelt up to twelve."""
    return NUMBERS[n] if 0 <= n < len(NUMBERS) else f"{n:,}"


def usd(nanousd: Decimal | int | None) -> str:
    return "" if nanousd is None else formats.dollars(int(nanousd))


def signed_usd(nanousd: Decimal | int) -> str:
    """A change: "+$80", "−$13", "$0"."""
    return ("+" if nanousd > 0 else "") + usd(nanousd)


def each(nanousd: Decimal | int | None) -> str:
    """The cost of one: cents below a dollar, "4.7 ¢"."""
    if nanousd is None:
        return ""
    cents = Decimal(nanousd) / 10**7
    if abs(cents) >= 100:
        return usd(nanousd)
    places = 1 if abs(cents) >= 1 else 2
    return f"{_signed(round(cents, places))}{NBSP}¢"


def minutes(amount: Decimal | None) -> str:
    return "" if amount is None else f"{_signed(round(amount))}{NBSP}min"


def hours(amount: Decimal | None) -> str:
    return "" if amount is None else f"{_signed(round(amount / 60))}{NBSP}h"


def share(part: Decimal | float | None) -> str:
    """0.69 -> "69 %"."""
    return "" if part is None else formats.percent(float(part), 1.0)


def times(ratio: Decimal | None) -> str:
    """A return: $1 spent brought so much more, "16.1 times", "−21 %" below one."""
    if ratio is None:
        return ""
    if abs(ratio) < 1:
        return formats.percent(float(ratio), 1.0)
    return f"{_signed(round(ratio, 1))} times"


def between(figure: Figure | None, write: Callable[[Decimal], str], *, unit: str = "") -> str:
    """ "between $21,400 and $23,030"; "at least 4.6 ¢" where the upper end is open; "" where nothing is known."""
    if figure is None or figure.low is None:
        return ""
    if figure.high is None:
        return f"at least {write(figure.low)}"
    low, high = write(figure.low), write(figure.high)
    return f"about {high}" if low == high else f"between {_without(low, high, unit)} and {high}"


def _without(low: str, high: str, unit: str) -> str:
    """ "4.6 and 4.9 ¢": the unit once."""
    tail = NBSP + unit
    return low.removesuffix(tail) if unit and low.endswith(tail) and high.endswith(tail) else low


def _signed(amount: Decimal | int) -> str:
    return f"{amount:,}".replace("-", formats.MINUS)


def listed(names: list[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
