"""Reads the genai-prices catalogue as dated rows.

The catalogue is a seed, not the truth: its rows are copied into our own table with their source and date. What holds
when is asked of the library itself at every date and time of day at which something changes: its rules stay its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from decimal import Decimal
from itertools import pairwise
from typing import Any

from genai_prices import data
from genai_prices.types import (
    ModelInfo,
    ModelPrice,
    StartDateConstraint,
    TieredPrices,
    TimeOfDateConstraint,
)

# The catalogue's price keys that our token classes cover; other modalities (images, searches) are not priced here.
PRICE_KEYS = {
    "input_mtok": "input",
    "cache_read_mtok": "cache_read",
    "cache_write_mtok": "cache_write",
    "cache_write_1h_mtok": "cache_write_1h",
    "input_audio_mtok": "input_audio",
    "output_mtok": "output",
    "output_audio_mtok": "output_audio",
    "output_reasoning_mtok": "reasoning",
}
TIER_KEYS = ("processing", "service_tier", "speed")
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One row to copy; the fields are those of the Price table."""

    provider: str
    model: str
    match: dict[str, Any]
    position: int
    tier: str
    valid_from: datetime | None
    valid_until: datetime | None
    daily_from: time | None
    daily_until: time | None
    rates: dict[str, Any]
    context_window: int | None


def providers() -> list[dict[str, Any]]:
    """Who sells models: the fields of the CatalogueProvider table."""
    return [
        {
            "name": each.id,
            "title": each.name,
            "model_match": clause(each.model_match) if each.model_match else None,
            "sells_models_of": each.fallback_model_providers or [],
        }
        for each in data.providers
    ]


def rows() -> Iterator[CatalogueRow]:
    """Every dated price that the catalogue knows, its models in the order in which they are to be matched."""
    for provider in data.providers:
        for position, model in enumerate(provider.models):
            yield from _joined(_rows_of(provider.id, position, model))


def _joined(rows: Iterator[CatalogueRow]) -> Iterator[CatalogueRow]:
    """The rows of one model, those that follow each other at the same price made one."""
    open_rows: dict[tuple[str, time | None], CatalogueRow] = {}
    for each in rows:
        row = each
        before = open_rows.get((row.tier, row.daily_from))
        if before is not None and before.valid_until == row.valid_from and before.rates == row.rates:
            row = replace(before, valid_until=row.valid_until)
        elif before is not None:
            yield before
        open_rows[row.tier, row.daily_from] = row
    yield from open_rows.values()


def _rows_of(provider: str, position: int, model: ModelInfo) -> Iterator[CatalogueRow]:
    match = clause(model.match)
    for tier, context in _tiers(model):
        for valid_from, valid_until in _periods(model):
            for daily_from, daily_until in _hours(model):
                at = datetime.combine((valid_from or BEGINNING).date(), daily_from or time(), tzinfo=UTC)
                rates = _rates(model.get_prices(at, context))
                if tier and rates == _rates(model.get_prices(at)):
                    continue  # this tier costs the same as the standard one here
                if rates:
                    yield CatalogueRow(
                        provider, model.id, match, position, tier, valid_from, valid_until,
                        daily_from, daily_until, rates, model.context_window,
                    )  # fmt: skip


def _tiers(model: ModelInfo) -> list[tuple[str, dict[str, str] | None]]:
    found: list[tuple[str, dict[str, str] | None]] = [("", None)]
    for variant in model.price_variants or ():
        if len(variant.when) == 1 and (key := next(iter(variant.when))) in TIER_KEYS:
            entry = (variant.when[key], dict(variant.when))
            if entry not in found:
                found.append(entry)
    return found


def _constraints(model: ModelInfo) -> list[Any]:
    prices = model.prices if isinstance(model.prices, list) else []
    return [each.constraint for each in prices] + [each.constraint for each in model.price_variants or ()]


def _periods(model: ModelInfo) -> list[tuple[datetime | None, datetime | None]]:
    starts = {each.start_date for each in _constraints(model) if isinstance(each, StartDateConstraint)}
    edges = [None, *(datetime.combine(day, time(), tzinfo=UTC) for day in sorted(starts)), None]
    return list(pairwise(edges))


def _hours(model: ModelInfo) -> list[tuple[time | None, time | None]]:
    daily = [each for each in _constraints(model) if isinstance(each, TimeOfDateConstraint)]
    edges = sorted({_utc(moment) for each in daily for moment in (each.start_time, each.end_time)})
    if not edges:
        return [(None, None)]
    return list(zip(edges, edges[1:] + edges[:1], strict=True))


def _utc(moment: time) -> time:
    if moment.tzinfo is None:
        return moment
    return datetime.combine(BEGINNING.date(), moment).astimezone(UTC).time()


def _rates(prices: ModelPrice) -> dict[str, Any]:
    """The prices as a Price row stores them; {} where none of our token classes is priced."""
    rates: dict[str, Any] = {}
    for key, name in PRICE_KEYS.items():
        value = prices.__dict__.get(key)
        if isinstance(value, TieredPrices):
            rates[name] = {"base": str(value.base), "tiers": [[tier.start, str(tier.price)] for tier in value.tiers]}
        elif value is not None:
            rates[name] = str(value)
    per_thousand_calls = prices.__dict__.get("requests_kcount")
    if isinstance(per_thousand_calls, Decimal):
        rates["per_call"] = str(per_thousand_calls / 1000)
    return rates


def clause(match: Any) -> dict[str, Any]:
    """A catalogue clause as data (see costs.pricing.clauses)."""
    [(kind, operand)] = ((key.rstrip("_"), value) for key, value in vars(match).items())
    return {kind: [clause(each) for each in operand] if isinstance(operand, list) else operand}
