"""Rounds figures so that what is shown adds up to what is shown. Pure.

Source: the largest remainder method (Hamilton); in two ways, Cox, "A constructive procedure for unbiased controlled
rounding", JASA 82 (1987) 520, here by moving single units where it costs least.
"""

from collections.abc import Sequence


def parts(amounts: Sequence[float], total: int, unit: int = 1) -> list[int]:
    """Multiples of `unit` near the amounts that add up to `total`, itself a multiple: largest remainders first.

    Zero stays zero where the others can take the rest.
    """
    floors = [int(amount // unit) for amount in amounts]
    missing = total // unit - sum(floors)
    by_rest = sorted((at for at in range(len(amounts)) if amounts[at]), key=lambda at: floors[at] - amounts[at] / unit)
    takers = by_rest or list(range(len(amounts)))
    step = 1 if missing > 0 else -1
    for turn in range(abs(missing) if takers else 0):
        floors[takers[turn % len(takers) if missing > 0 else -1 - turn % len(takers)]] += step
    return [floor * unit for floor in floors]


def whole(amount: float, unit: int) -> int:
    """The nearest multiple of the unit, halves away from zero."""
    size = int((abs(amount) + unit / 2) // unit) * unit
    return size if amount >= 0 else -size


def table(
    rows: Sequence[Sequence[float]], by_row: Sequence[int], by_column: Sequence[int], unit: int
) -> list[list[int]]:
    """Multiples of `unit` near the figures whose rows and columns add up to these sums, which agree."""
    found = [parts(row, total, unit) for row, total in zip(rows, by_row, strict=True)]
    while found:
        off = [sum(column) - total for column, total in zip(zip(*found, strict=True), by_column, strict=True)]
        high, low = off.index(max(off)), off.index(min(off))
        if off[high] == 0:
            break
        row = min(range(len(rows)), key=lambda at: _cost(rows[at], found[at], high, low, unit))
        found[row][high] -= unit
        found[row][low] += unit
    return found


def _cost(row: Sequence[float], shown: Sequence[int], high: int, low: int, unit: int) -> tuple[int, float]:
    """Of moving a unit in a row: what is zero rather stays zero, then by how much further off it is."""
    zeros = (row[high] == 0) + (row[low] == 0)
    error = abs(shown[high] - unit - row[high]) - abs(shown[high] - row[high])
    return zeros, error + abs(shown[low] + unit - row[low]) - abs(shown[low] - row[low])
