"""Where a sum of money comes from: calls by model, tier and the price row that billed them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from costs.analysis.cells import CALLS, COST, INPUT, OUTPUT, READ, Cell, Key

MOST = 12


@dataclass(frozen=True, slots=True)
class Billed:
    """Calls that one price row billed. `price_id` 0: none did; `source` says who knew the cost.

    `others` is how many such rows the rest of a sum adds up.
    """

    provider: str
    model: str
    tier: str
    source: str
    price_id: int
    calls: int
    input_tokens: int
    cache_read_tokens: int
    output_tokens: int
    nanousd: int
    others: int = 0


def billed(cells: Sequence[Cell], first: int, last: int) -> list[Billed]:
    """Of the days from place `first` to before `last`: the dearest, and what is left as one row. They add up."""
    sums: dict[tuple[str, str, str, str, int], list[int]] = {}
    for cell in cells:
        if cell.key.cost_source:
            there = (cell.days >= first) & (cell.days < last)
            row = sums.setdefault(_key(cell.key), [0] * 5)
            for at, column in enumerate((CALLS, INPUT, READ, OUTPUT, COST)):
                row[at] += int(cell.figures[there, column].sum())
    found = sorted((Billed(*key, *row) for key, row in sums.items() if row[0]), key=lambda each: -each.nanousd)
    rest = found[MOST:]
    return found[:MOST] + ([_together(rest)] if rest else [])


def _key(key: Key) -> tuple[str, str, str, str, int]:
    return key.provider, key.model, key.service_tier, key.cost_source, key.price_id


def _together(rest: Sequence[Billed]) -> Billed:
    return Billed(
        *("", "", "", "", 0),
        calls=sum(each.calls for each in rest),
        input_tokens=sum(each.input_tokens for each in rest),
        cache_read_tokens=sum(each.cache_read_tokens for each in rest),
        output_tokens=sum(each.output_tokens for each in rest),
        nanousd=sum(each.nanousd for each in rest),
        others=len(rest),
    )
