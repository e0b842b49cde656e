"""What pages read of costs: sums of roll-ups, never of spans."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aiops.core import sql
from aiops.core.periods import Period
from costs.models import Price
from costs.pricing import rates
from costs.store import book


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


def _model(row: tuple[Any, ...], prices: list[Price]) -> ModelSeen:
    provider, model, calls, unpriced, sent, cached, received, cost, _ = row
    return ModelSeen(
        provider, model, calls, unpriced, sent, cached, received, cost if unpriced < calls else None, tuple(prices)
    )
