"""Who is credited for an outcome, and with how much: shares sum to exactly 1, money to the last nano-dollar. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

SHARE_UNITS = 10**9
MINUTE_UNITS = 10**6
MOST_NANOUSD = 2**63


@dataclass(frozen=True, slots=True)
class Worth:
    """What an outcome brought; None where that is not known, which is not zero."""

    value_nanousd: int | None = None
    minutes_saved: Decimal | None = None
    human_minutes: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What one of several runs is credited with."""

    share: Decimal
    worth: Worth


def split(total: int, parts: int) -> list[int]:
    """`parts` whole numbers that differ by at most one and sum to `total`; the larger ones come first.

    >>> split(10, 3)
    [4, 3, 3]
    """
    each, rest = divmod(total, parts)
    return [each + (place < rest) for place in range(parts)]


def credit(worth: Worth, runs: int) -> list[Part]:
    """Equal parts for so many runs, best first. Raises ValueError without one."""
    if runs < 1:
        raise ValueError("an outcome without a run is credited to none")
    shares = split(SHARE_UNITS, runs)
    values = _split_known(worth.value_nanousd, runs)
    saved, spent = _minutes(worth.minutes_saved, runs), _minutes(worth.human_minutes, runs)
    return [
        Part(Decimal(share) / SHARE_UNITS, Worth(value, minutes, human))
        for share, value, minutes, human in zip(shares, values, saved, spent, strict=True)
    ]


def _split_known(total: int | None, parts: int) -> Sequence[int | None]:
    return [None] * parts if total is None else split(total, parts)


def _minutes(total: Decimal | None, parts: int) -> list[Decimal | None]:
    units = None if total is None else round(total * MINUTE_UNITS)
    return [None if each is None else Decimal(each) / MINUTE_UNITS for each in _split_known(units, parts)]


def worth_of(value: Decimal | None, told_nanousd: int | None, per_unit_nanousd: int | None, status: str) -> int | None:
    """Nano-dollars of an outcome: what the sender said, else its units by what the definition says one is worth.

    A success without a value is one unit. A failure is worth only what the sender said.
    """
    if told_nanousd is not None:
        return told_nanousd
    if per_unit_nanousd is None or status != "success":
        return None
    units = Decimal(1) if value is None else value
    worth = int((units * per_unit_nanousd).to_integral_value())
    return worth if abs(worth) < MOST_NANOUSD else None  # more than can be kept is not known
