"""Prices like one that a person types: what the catalogue has for that model, or for one with a similar name."""

from costs.analysis.nearest import nearest
from costs.models import Price
from costs.pricing.clauses import matches
from costs.pricing.match import STANDARD_ONLY
from costs.pricing.providers import catalogue_provider
from costs.pricing.rates import Rates, from_json
from costs.pricing.sanity import Oddity
from costs.pricing.sanity import oddities as far_ones
from costs.store import book
from costs.store.prices import NewPrice


def of(project_id: int, provider: str, model: str) -> Price | None:
    """The catalogue's standard row for this model, else for the one most like it by name; None: nothing is like it."""
    name = catalogue_provider(provider) if provider else ""
    found = book.for_project(project_id).catalogue_rows(name or None, model)
    if found:
        return Price.objects.get(pk=min(found, key=lambda row: (row.tier != "", -row.id)).id)
    rows = Price.objects.filter(project=None, retired_at=None, tier="")
    like = nearest(name, model, rows.values_list("provider", "model").distinct())
    return rows.filter(provider=like[0], model=like[1]).order_by("-valid_from", "id").first() if like else None


def oddities(project_id: int, new: NewPrice) -> list[Oddity]:
    """The rates of a new price that are a hundred times away from the catalogue's for these models.

    Where the catalogue knows no such model, from its cheapest and dearest of all: that finds dollars per token.
    """
    return far_ones(new.rates, _known(project_id, new))


def _known(project_id: int, new: NewPrice) -> list[Rates]:
    exact = book.for_project(project_id).catalogue_rows(new.provider or None, new.model)
    if "equals" in new.match and exact:
        tier = "" if new.tier == STANDARD_ONLY else new.tier
        return [row.rates for row in exact if row.tier == tier] or [row.rates for row in exact]
    rows = list(Price.objects.filter(project=None, retired_at=None, tier=""))
    same = [row for row in rows if new.provider in ("", row.provider) and matches(new.match, row.model)]
    return [from_json(row.rates) for row in same or rows]
