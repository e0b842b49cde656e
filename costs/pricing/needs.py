"""What calls without a price need to get one, in words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from costs.pricing.match import PriceRow
from costs.pricing.rates import Tokens
from costs.pricing.tiers import tier_of


@dataclass(frozen=True, slots=True)
class CallsSeen:
    """Calls of one provider, model, tier and source of cost: "price", "reported", "cache" or "" for none."""

    provider: str
    model: str
    service_tier: str
    cost_source: str
    calls: int
    refused_calls: int
    tokens: Tokens
    since: datetime
    compared_calls: int
    compared_nanousd: int
    reported_nanousd: int


@dataclass(frozen=True, slots=True)
class Unpriced:
    """`add`: whether a price of one's own would help; `unpriced`: whether they have none at all."""

    seen: CallsSeen
    need: str
    add: bool
    unpriced: bool = True


def unpriced(seen: CallsSeen, rows: Sequence[PriceRow], row: PriceRow | None, *, provider_known: bool) -> Unpriced:
    """`rows` are all prices of the model, `row` the one in force when it was first called."""
    if not seen.model:
        return Unpriced(seen, "the spans name no model", add=False)
    if seen.refused_calls == seen.calls:
        return Unpriced(seen, "their token counts could not be read", add=False)
    if not rows:
        return Unpriced(seen, _unknown(seen, provider_known), add=True)
    if row is None:
        return Unpriced(seen, "no price was in force when they were made", add=True)
    if missing := _missing(row, seen.tokens):
        return Unpriced(seen, f"its price has no rate for {missing}", add=True)
    return Unpriced(seen, "it has a price now: price the time anew", add=False)


def at_standard(seen: CallsSeen, row: PriceRow | None) -> Unpriced | None:
    """Calls of a tier that has no price of its own are billed as standard ones: right or not, it is said."""
    tier = tier_of(seen.service_tier)
    if seen.cost_source != "price" or not tier or row is None or row.own or row.tier == tier:
        return None
    return Unpriced(seen, f"billed as standard: no price for the tier {tier}", add=True, unpriced=False)


def _unknown(seen: CallsSeen, provider_known: bool) -> str:
    if not seen.provider:
        return "the spans name no provider, and the name of the model does not tell it"
    return "the catalogue does not know this " + ("model" if provider_known else "provider")


def _missing(row: PriceRow, tokens: Tokens) -> str:
    used = [name for name, count in tokens.by_class().items() if count and row.rates.rate_of(name) is None]
    return " and ".join(f"{name.replace('_', ' ')} tokens" for name in used)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Of calls with a price of ours and a cost of the sender's: both sums."""

    calls: int
    ours_nanousd: int
    reported_nanousd: int

    @property
    def difference_nanousd(self) -> int:
        """By how much ours is more."""
        return self.ours_nanousd - self.reported_nanousd

    @property
    def share(self) -> str:
        """The difference as a share of what was reported: "+12.5 %"; "" where that was nothing."""
        if not self.reported_nanousd:
            return ""
        return f"{100 * self.difference_nanousd / self.reported_nanousd:+.1f} %".replace("-", "−")


def comparisons(seen: Sequence[CallsSeen]) -> dict[tuple[str, str], Comparison]:
    """By provider and model, those alone that have something to compare."""
    sums: dict[tuple[str, str], Comparison] = {}
    for each in seen:
        if each.compared_calls:
            before = sums.get((each.provider, each.model), Comparison(0, 0, 0))
            sums[each.provider, each.model] = Comparison(
                before.calls + each.compared_calls,
                before.ours_nanousd + each.compared_nanousd,
                before.reported_nanousd + each.reported_nanousd,
            )
    return sums
