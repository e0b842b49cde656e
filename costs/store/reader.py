"""What pages read of costs: sums of roll-ups, never of spans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from aiops.core import sql
from aiops.core.periods import Period
from costs.models import Price
from costs.pricing import match, rates
from costs.pricing.needs import CallsSeen, Comparison, Unpriced, at_standard, comparisons, unpriced
from costs.pricing.rates import Tokens
from costs.pricing.tiers import tier_of
from costs.store import book

MOST_CALLS = 500


@dataclass(frozen=True, slots=True)
class ModelSeen:
    """A model that was called in a period. `prices` are the rows its calls were billed by, newest first."""

    provider: str
    model: str
    calls: int
    unpriced_calls: int
    input_tokens: int
    cache_read_tokens: int
    output_tokens: int
    cost_nanousd: int | None  # None: none of its calls has a price
    prices: tuple[Price, ...]

    @property
    def usd_per_million(self) -> dict[str, Decimal | None]:
        """The newest price it was billed by, for every token class, before any tier; None where it has none."""
        return self.prices[0].usd_per_million if self.prices else dict.fromkeys(rates.TOKEN_CLASSES)


def models_seen(project_id: int, period: Period) -> list[ModelSeen]:
    """Every model called in the period, the dearest first, those without a price last."""
    params = {"project_id": project_id, "from_time": period.start, "to_time": period.end}
    found = sql.tuples("costs", "models_seen", params)
    prices = book.rows_by_id([price_id for row in found for price_id in row[8]])
    seen = [_model(row, [prices[each] for each in sorted(row[8], reverse=True) if each in prices]) for row in found]
    return sorted(seen, key=lambda each: each.unpriced_calls == each.calls)


def calls_seen(project_id: int, period: Period) -> list[CallsSeen]:
    """Calls by provider, model, tier and who says what they cost; the commonest MOST_CALLS."""
    params = {"project_id": project_id, "from_time": period.start, "to_time": period.end, "most": MOST_CALLS}
    return [_seen(row) for row in sql.tuples("costs", "calls_seen", params)]


def compared(models: Sequence[ModelSeen], seen: Sequence[CallsSeen]) -> list[tuple[ModelSeen, Comparison | None]]:
    """Each model with what senders said of its cost."""
    found = comparisons(seen)
    return [(each, found.get((each.provider, each.model))) for each in models]


def _seen(row: tuple[Any, ...]) -> CallsSeen:
    provider, model, tier, source, calls, refused, *tokens, since, compared, ours, theirs = row
    return CallsSeen(provider, model, tier, source, calls, refused, Tokens(*tokens), since, compared, ours, theirs)


def in_need(project_id: int, seen: Sequence[CallsSeen]) -> list[Unpriced]:
    """Calls without a price, or without one of their tier, and what they need."""
    prices = book.for_project(project_id)
    found = (_need(prices, each) for each in seen)
    return sorted((each for each in found if each), key=lambda each: (not each.unpriced, -each.seen.calls))


def _need(prices: book.PriceBook, seen: CallsSeen) -> Unpriced | None:
    if seen.cost_source and (seen.cost_source != "price" or not seen.service_tier):
        return None
    rows = prices.rows(seen.provider or None, seen.model)
    row = match.in_force(rows, seen.since, tier_of(seen.service_tier))
    if seen.cost_source:
        return at_standard(seen, row)
    return unpriced(seen, rows, row, provider_known=prices.knows(seen.provider))


def expire_calls(project_id: int, before: datetime) -> None:
    """Takes away roll-ups of calls and payers from before a time."""
    for statement in ("expire_calls", "expire_payers"):
        sql.execute("costs", statement, {"project_id": project_id, "before": before})


def _model(row: tuple[Any, ...], prices: list[Price]) -> ModelSeen:
    provider, model, calls, unpriced, sent, cached, received, cost, _ = row
    return ModelSeen(
        provider, model, calls, unpriced, sent, cached, received, cost if unpriced < calls else None, tuple(prices)
    )
