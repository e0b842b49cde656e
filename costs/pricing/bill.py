"""The arithmetic behind one call's cost, written out so that its lines add up to the stored total."""

from dataclasses import dataclass
from decimal import Decimal

from costs.pricing.rates import NANOUSD, TOKENS_PER_PRICE, Charge, Rates, Tokens, charge

LABELS = {
    "input": "not cached",
    "cache_read": "read from cache",
    "cache_write": "written to cache, 5 minutes",
    "cache_write_1h": "written to cache, 1 hour",
    "input_audio": "audio",
    "output": "Output",
    "output_audio": "Output, audio",
    "reasoning": "Output, reasoning",
}
INPUT_CLASSES = ("cache_read", "cache_write", "cache_write_1h", "input_audio", "input")


@dataclass(frozen=True, slots=True)
class BillLine:
    """One row of the usage table. `nanousd` of all lines add up to the total."""

    label: str
    part_of_input: bool
    tokens: int
    usd_per_million: Decimal
    nanousd: int


@dataclass(frozen=True, slots=True)
class Bill:
    """What was reported, and what it comes to."""

    input_tokens: int
    output_tokens: int
    lines: tuple[BillLine, ...]
    per_call_nanousd: int
    total_nanousd: int


def bill(rates: Rates, tokens: Tokens) -> Bill | None:
    """The call's bill, input first; None where it cannot be priced. One line of input is simply called Input."""
    charged = charge(rates, tokens)
    if charged is None:
        return None
    amounts = whole_amounts(charged)
    order = {name: place for place, name in enumerate((*INPUT_CLASSES, "output", "reasoning", "output_audio"))}
    several = sum(line.token_class in INPUT_CLASSES for line in charged.lines) > 1
    lines = tuple(
        BillLine(
            LABELS[line.token_class] if several or line.token_class not in INPUT_CLASSES else "Input",
            several and line.token_class in INPUT_CLASSES,
            line.tokens,
            Decimal(line.rate) / NANOUSD,
            amounts[line.token_class],
        )
        for line in sorted(charged.lines, key=lambda line: order[line.token_class])
    )
    return Bill(tokens.input, tokens.output, lines, charged.per_call_nanousd, charged.total_nanousd)


def whole_amounts(charged: Charge) -> dict[str, int]:
    """Each line in whole nano-dollars such that they add up to the total: the largest remainders are rounded up."""
    floors = {line.token_class: line.amount // TOKENS_PER_PRICE for line in charged.lines}
    missing = charged.total_nanousd - charged.per_call_nanousd - sum(floors.values())
    by_rest = sorted(charged.lines, key=lambda line: (-(line.amount % TOKENS_PER_PRICE), line.token_class))
    for line in by_rest[:missing]:
        floors[line.token_class] += 1
    return floors
