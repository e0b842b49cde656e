"""What a call costs, and who says so: one rule for the door and for pricing anew."""

from typing import Literal, NamedTuple

from costs.pricing.match import PriceRow
from costs.pricing.rates import Tokens, charge

Source = Literal["price", "reported", "cache"]


class Verdict(NamedTuple):
    """`nanousd` None: nobody knows; never zero."""

    nanousd: int | None
    price_id: int | None
    source: Source | None


FREE = Verdict(0, None, "cache")  # a local cache answered: the provider charges nothing
UNKNOWN = Verdict(None, None, None)


def verdict(row: PriceRow | None, tokens: Tokens | None, reported_nanousd: int | None) -> Verdict:
    """By our price where it covers all tokens, else what the sender reported, else unknown."""
    bill = charge(row.rates, tokens) if row is not None and tokens is not None else None
    if row is not None and bill is not None:
        return Verdict(bill.total_nanousd, row.id, "price")
    return Verdict(reported_nanousd, None, "reported") if reported_nanousd is not None else UNKNOWN
