"""Step: what each call costs, by the price in force when it was made."""

from costs.pricing.rates import Tokens
from costs.pricing.verdict import FREE, Verdict, verdict
from costs.store import book
from traces.types import Batch, Span


def price(batch: Batch) -> None:
    """Fills `cost_nanousd`, `price_id` and `cost_source` of every call; counts the unpriced ones.

    A call answered from a cache costs nothing. A cost that the sender reports counts only where we have no price.
    Where a token count was refused the cost is unknown, whatever else is known: a wrong cost is worse than none.
    """
    prices = book.for_project(batch.project_id)
    for span in batch.spans:
        refused = bool(span.warnings) and tokens_were_refused(span)
        if span.has_usage or span.cost_reported_nanousd is not None or refused:
            if not refused:
                _price(span, prices)
            if span.cost_source is None:
                batch.notes["unpriced"] += 1


def tokens_were_refused(span: Span) -> bool:
    """Whether a token field of the call could not be read (negative, no number, absurd)."""
    return any(warning.startswith("bad_tokens:") for warning in span.warnings)


def _price(span: Span, prices: book.PriceBook) -> None:
    span.cost_nanousd, span.price_id, span.cost_source = _verdict(span, prices)


def _verdict(span: Span, prices: book.PriceBook) -> Verdict:
    if span.attributes.get("aiops.cache.hit") is True:
        return FREE
    tokens = Tokens.of(span) if span.has_usage and span.model is not None else None
    row = prices.find(span.provider, span.model, span.start_ns, span.service_tier) if tokens and span.model else None
    return verdict(row, tokens, span.cost_reported_nanousd)
