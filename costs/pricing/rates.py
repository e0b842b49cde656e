"""What a call costs: tokens by class times rates, in integers.

Rates are integer nano-dollars per million tokens ($2.00 per million = 2_000_000_000), so tokens x rate is exact and one
call is rounded once, half to even, to whole nano-dollars. A tier that starts at a number of input tokens prices all
tokens of the call (the providers' "cliff"), not only those above it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from traces.types import TOKEN_FIELDS, TokenCounts

TOKENS_PER_PRICE = 1_000_000
NANOUSD = 10**9
# Tokens without a rate of their own are charged as the class named here.
CHARGED_AS = {
    "cache_read": "input",
    "cache_write": "input",
    "cache_write_1h": "cache_write",
    "input_audio": "input",
    "output_audio": "output",
    "reasoning": "output",
}
TOKEN_CLASSES = ("input", "output", *CHARGED_AS)


_counts = attrgetter(*TOKEN_FIELDS)


class Tokens(NamedTuple):
    """The tokens of one call, in the order of TOKEN_FIELDS."""

    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0
    cache_write_1h: int = 0
    reasoning: int = 0
    input_audio: int = 0
    output_audio: int = 0

    @classmethod
    def of(cls, call: TokenCounts) -> "Tokens":
        """The usage of a span; what is not known counts as none."""
        return cls(*(count or 0 for count in _counts(call)))

    def by_class(self) -> dict[str, int]:
        """Tokens in classes that do not overlap; they always add up to input + output.

        Parts can overlap (cached audio) or exceed the whole (senders do get it wrong): each takes at most what the
        ones before it have left, in the order cache reads, cache writes, audio; reasoning, audio.
        """
        one_hour = min(self.cache_write_1h, self.cache_write)
        parts = {
            "cache_read": self.cache_read,
            "cache_write_1h": one_hour,
            "cache_write": self.cache_write - one_hour,
            "input_audio": self.input_audio,
        }
        said = {"reasoning": self.reasoning, "output_audio": self.output_audio}
        return _shared_out("input", self.input, parts) | _shared_out("output", self.output, said)


def _shared_out(whole: str, tokens: int, parts: Mapping[str, int]) -> dict[str, int]:
    left, shares = tokens, {}
    for name, wanted in parts.items():
        shares[name] = min(wanted, left)
        left -= shares[name]
    return {whole: left} | shares


@dataclass(frozen=True, slots=True)
class Rate:
    """Nano-dollars per million tokens; `tiers` are (first input token above, rate), ascending."""

    base: int
    tiers: tuple[tuple[int, int], ...] = ()

    def at(self, input_tokens: int) -> int:
        """The rate for a call with this many input tokens."""
        rate = self.base
        for start, tier_rate in self.tiers:
            if input_tokens > start:
                rate = tier_rate
        return rate


@dataclass(frozen=True, slots=True)
class Rates:
    """A price row's rates by token class, and a fee per call in nano-dollars."""

    by_class: Mapping[str, Rate]
    per_call_nanousd: int = 0

    def rate_of(self, token_class: str) -> Rate | None:
        """The class's own rate, else that of the class it is charged as; None: this row has no price for it."""
        name: str | None = token_class
        while name is not None:
            if name in self.by_class:
                return self.by_class[name]
            name = CHARGED_AS.get(name)
        return None


class Line(NamedTuple):
    """One line of a bill. `amount` is exact, in millionths of a nano-dollar (tokens x rate)."""

    token_class: str
    tokens: int
    rate: int
    amount: int


class Charge(NamedTuple):
    lines: tuple[Line, ...]
    per_call_nanousd: int
    total_nanousd: int


def charge(rates: Rates, tokens: Tokens) -> Charge | None:
    """What the call costs, line by line. None where some tokens have no rate at all: unknown is never zero."""
    lines = []
    for token_class, count in tokens.by_class().items():
        if count == 0:
            continue
        rate = rates.rate_of(token_class)
        if rate is None:
            return None
        per_million = rate.at(tokens.input)
        lines.append(Line(token_class, count, per_million, count * per_million))
    if not rates.by_class and not rates.per_call_nanousd:
        return None
    total = rates.per_call_nanousd + round_half_even(sum(line.amount for line in lines), TOKENS_PER_PRICE)
    return Charge(tuple(lines), rates.per_call_nanousd, total)


def round_half_even(numerator: int, denominator: int) -> int:
    """numerator / denominator to the nearest integer, ties to even; both non-negative."""
    whole, rest = divmod(numerator, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and whole % 2):
        whole += 1
    return whole


def nanousd(usd: Decimal) -> int:
    """Dollars to whole nano-dollars, half to even. Raises ValueError for NaN and infinities."""
    if not usd.is_finite():
        raise ValueError(f"not an amount of money: {usd}")
    return int((usd * NANOUSD).to_integral_value(rounding="ROUND_HALF_EVEN"))


def from_json(stored: Mapping[str, object]) -> Rates:
    """Rates from a price row: {"input": "2.00", "output": {"base": "8", "tiers": [[200000, "12"]]}, "per_call": "1"}.

    Amounts are decimal strings: dollars per million tokens, `per_call` in dollars. Raises ValueError on anything else.
    """
    per_call = Decimal(str(stored.get("per_call", "0")))
    by_class = {name: _rate(value) for name, value in stored.items() if name != "per_call"}
    if unknown := set(by_class) - set(TOKEN_CLASSES):
        raise ValueError(f"unknown token class {min(unknown)}; known are {', '.join(TOKEN_CLASSES)}")
    return Rates(by_class, nanousd(per_call))


def _rate(value: object) -> Rate:
    if isinstance(value, Mapping):
        tiers = tuple(sorted((int(start), nanousd(Decimal(price))) for start, price in value["tiers"]))
        return Rate(nanousd(Decimal(value["base"])), tiers)
    return Rate(nanousd(Decimal(str(value))))
