"""What the figures of a chart are counted in: how they read on an axis, in the table, and in a file. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from aiops.core import formats

Value = int | None  # None: not known, which is not zero


@dataclass(frozen=True, slots=True)
class Unit:
    """`write` rounds, `exact` hides nothing, `raw` is the number in a file, under a heading that ends with `suffix`."""

    word: str  # "spans"; "" where the figures carry their unit themselves
    write: Callable[[int], str]
    exact: Callable[[int], str]
    raw: Callable[[int], int | Decimal]
    suffix: str = ""

    def named(self, value: int) -> str:
        """With its word: "12 spans", "1 span", "$0.52"."""
        return f"{self.write(value)} {self.word.removesuffix('s') if value == 1 else self.word}".rstrip()


def counted(word: str) -> Unit:
    """Things that are counted: spans, traces, calls."""
    return Unit(word, formats.compact, formats.count, lambda n: n)


MONEY = Unit("", formats.dollars, formats.exact_money, lambda nanousd: Decimal(nanousd) / 10**9, "_usd")
SMALL_MONEY = Unit("", formats.small_dollars, formats.exact_money, lambda nanousd: Decimal(nanousd) / 10**9, "_usd")
SHARE = Unit(
    "",
    lambda n: formats.percent(n, 10_000),
    lambda n: f"{Decimal(n) / 100:f}{formats.NBSP}%",
    lambda n: Decimal(n) / 10_000,
)  # of ten thousand
DURATION = Unit("", formats.duration, formats.exact_duration, lambda ns: Decimal(ns) / 10**6, "_ms")
