"""Finds the price of a call fast, from a copy of the price table that each process keeps for a while."""

from collections.abc import Iterable, Mapping
from time import monotonic

from costs.models import CatalogueProvider, Price
from costs.pricing import clauses, match, rates
from costs.pricing.providers import catalogue_provider, maker
from costs.pricing.tiers import tier_of
from traces.store.times import when

SECONDS_KEPT = 30  # a changed price reaches every process within this time
MOST_MODELS_KEPT = 5_000  # per project; hostile model names cannot fill the memory


class PriceBook:
    """The prices one project's calls can have. Knows each (provider, model) after the first look."""

    def __init__(self, project_id: int) -> None:
        self.project_id = project_id
        self.loaded_at = monotonic()
        self._rows: dict[tuple[str | None, str], tuple[match.PriceRow, ...]] = {}
        self._catalogue: dict[str, list[match.PriceRow]] = {}
        self._own = [price_row(each) for each in Price.objects.filter(project_id=project_id, retired_at=None)]
        self._providers = {each.name: each for each in CatalogueProvider.objects.all()}

    def find(self, provider: str | None, model: str, at_ns: int, tier: str | None) -> match.PriceRow | None:
        """The row that prices a call of this model at this time; None: unpriced."""
        rows = self.rows(provider, model)
        return match.in_force(rows, when(at_ns), tier_of(tier)) if rows else None

    def rows(self, provider: str | None, model: str) -> tuple[match.PriceRow, ...]:
        """All prices that calls of this model can have, whatever the time and the tier."""
        rows = self._rows.get((provider, model))
        if rows is None:
            if len(self._rows) >= MOST_MODELS_KEPT:
                self._rows.clear()
            rows = self._rows[provider, model] = self._look_up(provider, model)
        return rows

    def knows(self, provider: str) -> bool:
        """Whether the catalogue has this provider."""
        return catalogue_provider(provider) in self._providers

    def _look_up(self, provider: str | None, model: str) -> tuple[match.PriceRow, ...]:
        name = catalogue_provider(provider) if provider else self._provider_of(model)
        return match.own_rows_for(self._own, name, model) + self.catalogue_rows(name, model)

    def catalogue_rows(self, name: str | None, model: str) -> tuple[match.PriceRow, ...]:
        """What the catalogue says of a provider's model, or of those whose models it also sells."""
        if name is None:
            return ()
        seller = self._providers.get(name)
        for source in [name, *(seller.sells_models_of if seller else ())]:
            if rows := match.rows_for(self._prices_of(source), model):
                return rows
        return ()

    def _provider_of(self, model: str) -> str | None:
        """Who sells a model that came without a provider, where its name alone tells."""
        found = (
            each.name
            for each in self._providers.values()
            if each.model_match and clauses.matches(each.model_match, model)
        )
        return next(found, None) or maker(model)

    def _prices_of(self, provider: str) -> list[match.PriceRow]:
        if provider not in self._providers:
            return []
        if provider not in self._catalogue:
            prices = Price.objects.filter(project=None, provider=provider, retired_at=None)
            self._catalogue[provider] = [price_row(each) for each in prices.order_by("position", "id")]
        return self._catalogue[provider]


def price_row(price: Price) -> match.PriceRow:
    """A row of the table as the pure match reads it."""
    return match.PriceRow(
        id=price.id,
        model=price.model,
        match=price.match,
        rates=rates.from_json(price.rates),
        tier=price.tier,
        valid_from=price.valid_from,
        valid_until=price.valid_until,
        daily_from=price.daily_from,
        daily_until=price.daily_until,
        own=price.project_id is not None,
        provider=price.provider,
    )


_books: dict[int, PriceBook] = {}


def for_project(project_id: int) -> PriceBook:
    """The project's book, opened anew after SECONDS_KEPT."""
    book = _books.get(project_id)
    if book is None or monotonic() - book.loaded_at > SECONDS_KEPT:
        book = _books[project_id] = PriceBook(project_id)
    return book


def forget() -> None:
    """Drops every copy, so that a price changed in this process counts at once."""
    _books.clear()


def rows_by_id(ids: Iterable[int]) -> Mapping[int, Price]:
    """The price rows that calls name, retired ones too; 0 is none."""
    return Price.objects.in_bulk(sorted(set(ids) - {0}))


def price_rows(ids: Iterable[int]) -> dict[int, match.PriceRow]:
    """The same as the pure match reads them."""
    return {pk: price_row(row) for pk, row in rows_by_id(ids).items()}
