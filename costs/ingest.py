"""Step: what each call costs, by the price in force when it was made."""

from costs.pricing.match import PriceRow
from costs.pricing.rates import Tokens, charge
from costs.store import book
from traces.types import Batch, Span


def price(batch: Batch) -> None:
    """Fills `cost_nanousd`, `price_id` and `cost_source` of every span with usage; counts the unpriced ones.

    A call answered from a cache costs nothing. A cost that the sender reports counts only where we have no price.
    """
    prices = book.for_project(batch.project_id)
    for span in batch.spans:
        if span.has_usage:
            _price(span, prices)
            if span.cost_source is None:
                batch.notes["unpriced"] += 1


def _price(span: Span, prices: book.PriceBook) -> None:
    if span.attributes.get("aiops.cache.hit") is True:
        span.cost_nanousd, span.cost_source = 0, "cache"
        return
    row = row_of(span, prices)
    bill = charge(row.rates, Tokens.of(span)) if row is not None else None
    if row is not None and bill is not None:
        span.cost_nanousd, span.price_id, span.cost_source = bill.total_nanousd, row.id, "price"
    elif span.cost_reported_nanousd is not None:
        span.cost_nanousd, span.cost_source = span.cost_reported_nanousd, "reported"


def row_of(span: Span, prices: book.PriceBook) -> PriceRow | None:
    """The price of the call; None without a model, or where a token field was refused: that is unknown, not zero."""
    if span.model is None or any(warning.startswith("bad_tokens:") for warning in span.warnings):
        return None
    return prices.find(span.provider, span.model, span.start_ns, span.service_tier or "")
