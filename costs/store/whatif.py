"""The usage of a time and the prices that could have billed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from aiops.core.periods import Period
from costs.analysis.cells import CALLS, Cell, dearest
from costs.analysis.whatif import Outcome, Pair, Scenario, replay
from costs.models import Price
from costs.pricing.match import PriceRow, in_force
from costs.pricing.rates import Rates
from costs.store import book, days, waste

MOST_OFFERED = 400


class UnknownModelError(Exception):
    """No price is known of the model that should have been called. The message is for people."""


@dataclass(frozen=True)
class Usage:
    project_id: int
    now: datetime
    cells: Sequence[Cell]
    prices: Mapping[int, PriceRow]

    @classmethod
    def of(cls, project_id: int, period: Period, now: datetime) -> Self:
        cells = [cell for cell in days.read(project_id, days.spans_of(period)) if cell.figures[:, CALLS].any()]
        return cls(project_id, now, cells, book.price_rows(cell.key.price_id for cell in cells))

    def names(self, field: str) -> list[str]:
        """Workflows or models, the dearest first."""
        return dearest(self.cells, field)

    def offers(self) -> list[str]:
        """Models that a price is known of: the project's own, then those of the providers it uses."""
        providers = {cell.key.provider for cell in self.cells if cell.key.provider}
        own = Price.objects.filter(project=self.project_id, retired_at=None).values_list("provider", "model")
        rest = Price.objects.filter(project=None, retired_at=None, provider__in=providers)
        found = [*own, *rest.order_by("provider", "model").values_list("provider", "model").distinct()[:MOST_OFFERED]]
        return list(dict.fromkeys(f"{provider}/{model}" if provider else model for provider, model in found))

    def scenario(self, asked: Mapping[str, Any]) -> Scenario:
        """Raises UnknownModelError."""
        instead = self._row(asked["instead"]) if asked["instead"] else None
        return Scenario(
            workflow=asked["workflow"],
            model=asked["model"],
            instead=instead[0] if instead else None,
            cache_share=None if asked["cache"] is None else asked["cache"] / 100,
            batch_share=None if asked["batch"] is None else asked["batch"] / 100,
            batch=self._batch(instead),
        )

    def replay(self, scenario: Scenario) -> list[Outcome]:
        return replay(self.cells, self.prices, scenario)

    def _row(self, said: str) -> tuple[Rates, Pair]:
        """By "provider/model", or by a model whose name alone tells who sells it."""
        prices = book.for_project(self.project_id)
        provider, _, model = said.partition("/")
        for pair in ([(provider, model)] if model else []) + [("", said)]:
            row = in_force(prices.rows(pair[0] or None, pair[1]), self.now, "")
            if row:
                return row.rates, pair
        raise UnknownModelError(f"No price is known of “{said}”. Write it as provider/model, or add a price for it.")

    def _batch(self, instead: tuple[Rates, Pair] | None) -> dict[Pair, Rates]:
        pairs = {(cell.key.provider, cell.key.model) for cell in self.cells}
        rows = {pair: waste.batch_row(self.project_id, *pair, self.now) for pair in pairs}
        found = {pair: row.rates for pair, row in rows.items() if row}
        if instead:
            row = waste.batch_row(self.project_id, *instead[1], self.now)
            if row:
                found["", ""] = row.rates
        return found
