"""Many tests at once: which survive when a given share of false ones among them is borne. Pure.

Source: Benjamini and Hochberg, "Controlling the false discovery rate", J. R. Stat. Soc. B 57 (1995) 289.
"""

from collections.abc import Sequence

RATE = 0.05  # of false ones among those kept


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Each p-value as the smallest rate at which it would be kept, in the order given: min over j >= i of m p_(j) / j.

    Raises ValueError where one is not between 0 and 1.
    """
    if not all(0 <= p <= 1 for p in p_values):
        raise ValueError("A p-value lies between 0 and 1")
    found, least = [1.0] * len(p_values), 1.0
    ranked = sorted(range(len(p_values)), key=lambda place: p_values[place])
    for rank in range(len(ranked), 0, -1):
        least = min(least, p_values[ranked[rank - 1]] * (len(ranked) / rank))
        found[ranked[rank - 1]] = least
    return found


def kept(p_values: Sequence[float], rate: float = RATE) -> list[bool]:
    """Which of them survive at this rate, in the order given. Raises ValueError as `adjusted` does."""
    return [p <= rate for p in adjusted(p_values)]
