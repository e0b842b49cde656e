"""Parts of a whole, written so that what is shown adds up to the total that is shown. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

# The coarsest unit in which a whole has three figures: a part then still has some.
_UNITS = ((1_000_000_000_000, 1_000_000_000, "s"), (100_000_000, 1_000_000, "ms"), (100_000, 1_000, "µs"), (0, 1, "ns"))


def rounded(parts: Sequence[int], step: int) -> list[int]:
    """Each part in whole steps, such that they add up to the rounded sum: the largest remainders are rounded up.

    >>> rounded([1_400, 1_400, 1_400], 1_000)
    [2, 1, 1]
    """
    if not parts:
        return []
    floors = [part // step for part in parts]
    missing = round(Fraction(sum(parts), step)) - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(parts[i] % step), i))
    for i in by_remainder[:missing]:
        floors[i] += 1
    return floors


@dataclass(frozen=True, slots=True)
class InOneUnit:
    """Times with thousands separators, all in one unit; `total` is their sum."""

    texts: tuple[str, ...]
    total: str
    unit: str
    step: int  # nanoseconds in one


def times(parts_ns: Sequence[int]) -> InOneUnit:
    """412 ms, 756 ms and 1,168 ms: never 0.41 s beside 756 ms, for nobody adds those up."""
    whole = abs(sum(parts_ns))
    step, unit = next((step, unit) for least, step, unit in _UNITS if whole >= least)
    steps = rounded(parts_ns, step)
    return InOneUnit(tuple(f"{each:,}" for each in steps), f"{sum(steps):,}", unit, step)
