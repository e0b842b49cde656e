"""What the company has agreed on: the definitions of its workflows with what a good outcome is worth, and its prices.

Bodies for PUT /api/v1/workflows/{key} and POST /api/v1/prices. A good outcome is worth the minutes it saves; models
are the smaller part of what a run costs, people who look over its answers the larger. A workflow brings three to six
times what it costs, but for the one of which a story says that it does not pay.
"""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from aiops.demo.events import moment
from aiops.demo.office.life import Company
from aiops.demo.office.stories import Fate
from aiops.demo.office.told import LATE_WINDOW_DAYS
from aiops.demo.office.workflows import CACHED, GPT, NORDIC, WORKFLOWS, Model, Workflow

Body = dict[str, Any]
MINUTE_USD, VISIT_MINUTES = 0.45, 8.0  # an order is worth as much as eight minutes
CALLS = {"rag": 1.08, "agent": 2.4, "automation": 1.3}  # of a run, in calls like the one that answers


def definitions(company: Company) -> Iterator[tuple[str, Body]]:
    fate = company.fate
    for each in WORKFLOWS:
        yield each.key, definition(company, fate, each)


def definition(company: Company, fate: Fate, of: Workflow) -> Body:
    measured, late = of.measured, fate.of(of, "late_outcomes")
    metric = {
        "name": measured.metric, "main": True, "value_per_unit_usd": f"{worth_usd(of):.4f}",
        "window_days": LATE_WINDOW_DAYS if late else measured.window_days, "silence": measured.silence,
        **({"minutes_per_unit": str(measured.minutes)} if measured.minutes else {}),
    }  # fmt: skip
    return {
        "name": of.name, "kind": of.kind, "owner": of.owner, "purpose": of.purpose, "good_outcome": of.good_outcome,
        "state": "confirmed", "metrics": [metric], "expenses": [_people(company, fate, of)],
    }  # fmt: skip


def worth_usd(of: Workflow) -> float:
    """Of one good outcome."""
    return (of.measured.minutes or VISIT_MINUTES) * MINUTE_USD


def _people(company: Company, fate: Fate, of: Workflow) -> Body:
    """What a run costs besides models: so much that it brings what it is to bring."""
    brings = Random(f"{company.seed}:{of.key}:worth").uniform(3, 6)  # noqa: S311
    if story := fate.of(of, "negative_roi"):
        brings = story.size
    usd = worth_usd(of) * of.measured.rate / brings - _dearest(company, fate, of) / 1e9
    first = company.today - timedelta(days=company.days + 30)
    return {
        "name": "people who look over it", "kind": "people", "usd": f"{max(usd, 0.01):.4f}", "per": "run",
        "first": first.isoformat(),
    }  # fmt: skip


def _dearest(company: Company, fate: Fate, of: Workflow) -> float:
    """What a run costs where everything that makes it dearer has begun."""
    model = NORDIC if fate.of(of, "price_cut") else GPT
    prompt, cache = fate.of(of, "longer_prompt"), fate.of(of, "lost_cache")
    sent, received = company.tokens * of.tokens[0] * (prompt.size if prompt else 1), of.tokens[1]
    return CALLS[of.kind] * _cost(model, sent, cache.size if cache else CACHED, received)


def _cost(model: Model, sent: float, share: float, received: float) -> float:
    read = sent * share * model.cached_nanousd + sent * (1 - share) * model.input_nanousd
    return read + received * model.output_nanousd


def prices(fate: Fate) -> Iterator[Body]:
    """The rented model's: one price until the cut, a lower one from that day on."""
    cut = next((each for each in fate.told if each.kind == "price_cut"), None)
    if cut is None or cut.day is None:
        return
    day_ns = (cut.day.toordinal() - 719_163) * 86_400 * 10**9
    yield _price(1.0, "contract of 2025") | {"valid_until": moment(day_ns)}
    yield _price(cut.size, "contract of 2026") | {"valid_from": moment(day_ns)}


def _price(factor: float, source: str) -> Body:
    rates = {
        "input": NORDIC.input_nanousd, "cache_read": NORDIC.cached_nanousd, "output": NORDIC.output_nanousd
    }  # fmt: skip
    return {
        "model": NORDIC.name, "provider": NORDIC.provider, "source": source,
        "rates": {name: f"{nanousd * factor / 1_000:.4f}" for name, nanousd in rates.items()},
    }  # fmt: skip
