"""What the page of a bill says. Pure."""

from aiops.core import formats
from costs.analysis.reconciled import CAUSES, ROUNDING, Line


def sentence(whole: Line, others: int) -> str:
    """ "The bill says $120 for models; we count $100: $20 less (17 %), most of it because our calls have no price." """
    billed, ours = formats.dollars(whole.billed), formats.dollars(whole.ours)
    told = f"The bill says {billed} for models; we count {ours}"
    size = abs(whole.difference)
    if size < ROUNDING:
        told += ", the same"
    else:
        share = formats.percent(size, whole.billed) if whole.billed > 0 else ""
        told += f": {formats.dollars(size)} {'less' if whole.difference > 0 else 'more'}"
        told += f" ({share})" if share else ""
        told += f", most of it because of {_because(whole)}"
    if others:
        told += f". {formats.dollars(others)} of credits and fees stand beside it"
    return told + "."


def _because(whole: Line) -> str:
    return {
        "": "rounding",
        "unpriced": "calls of ours without a price",
        "missing": "calls that we did not see",
        "duplicated": "calls that the bill does not have",
        "price": "another price",
        "unknown": "another price or calls we did not see: the bill names no tokens",
    }[whole.cause]


ADVICE = {
    "unpriced": "Add their price, and price the time anew.",
    "missing": "Calls past our doors: another service, another key, before the first trace.",
    "duplicated": "Counted twice, made with another account, or billed on another day.",
    "price": "A discount, a tier or a price that the catalogue does not have: add yours.",
    "unknown": "Bring the usage export too: with tokens the two can be told apart.",
}


def causes(whole: Line) -> list[tuple[str, int, str]]:
    """Each with its amount and what to do, the largest first."""
    found = [(CAUSES[name], amount, ADVICE[name]) for name, amount in whole.causes.items() if abs(amount) >= ROUNDING]
    return sorted(found, key=lambda each: -abs(each[1]))
