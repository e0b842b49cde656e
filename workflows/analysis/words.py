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


def about(nanousd: Decimal | int) -> str:
    """An estimate says two figures, and no cents from $10 on."""
    size = len(str(abs(int(nanousd))))
    rounded = round(int(nanousd), 2 - size)
    return formats.money(rounded, 0) if abs(rounded) >= 10**10 else usd(rounded)


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


def between(figure: Figure | None, write: Callable[[Decimal], str]) -> str:
    """ "between $21,400 and $23,030"; "at least 4.6 ¢" where the upper end is open; "" where nothing is known."""
    ends = _ends(figure, write)
    if len(ends) < 2:
        return f"at least {ends[0]}" if ends else ""
    return f"about {ends[1]}" if ends[0] == ends[1] else f"between {ends[0]} and {ends[1]}"


def span(figure: Figure | None, write: Callable[[Decimal], str]) -> str:
    """The same below an amount: "$17,734 to $19,184"."""
    ends = _ends(figure, write)
    if len(ends) < 2:
        return f"at least {ends[0]}" if ends else ""
    return f"{ends[0]} to {ends[1]}"


def _ends(figure: Figure | None, write: Callable[[Decimal], str]) -> list[str]:
    """Both ends, a unit that stands behind them once: "4.6", "4.9 ¢"."""
    if figure is None or figure.low is None:
        return []
    if figure.high is None:
        return [write(figure.low)]
    low, high = write(figure.low), write(figure.high)
    _, gap, unit = high.rpartition(NBSP)
    return [low.removesuffix(gap + unit) if gap and low != high else low, high]


def _signed(amount: Decimal | int) -> str:
    return f"{amount:,}".replace("-", formats.MINUS)


def listed(names: list[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
