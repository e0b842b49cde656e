"""What the company has agreed on: the definitions of its workflows with what a good outcome is worth, and its prices.

Bodies for PUT /api/v1/workflows/{key} and POST /api/v1/prices. A workflow brings three to nine times what it costs, but
for the one of which a story says that it does not pay.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

from aiops.demo.events import moment
from aiops.demo.office.life import Company
from aiops.demo.office.stories import Fate
from aiops.demo.office.told import LATE_WINDOW_DAYS
from aiops.demo.office.workflows import CACHED, GPT, NORDIC, WORKFLOWS, Model, Workflow

Body = dict[str, Any]
CALLS = {"rag": 1.08, "agent": 2.4, "automation": 1.3}  # of a run, in calls like the one that answers


def definitions(company: Company) -> Iterator[tuple[str, Body]]:
    fate = company.fate
    for each in WORKFLOWS:
        yield each.key, definition(company, fate, each)


def definition(company: Company, fate: Fate, of: Workflow) -> Body:
    measured, late = of.measured, fate.of(of, "late_outcomes")
    metric = {
        "name": measured.metric, "main": True, "value_per_unit_usd": f"{worth_usd(company, fate, of):.4f}",
        "window_days": LATE_WINDOW_DAYS if late else measured.window_days, "silence": measured.silence,
        **({"minutes_per_unit": str(measured.minutes)} if measured.minutes else {}),
    }  # fmt: skip
    return {
        "name": of.name, "kind": of.kind, "owner": of.owner, "purpose": of.purpose, "good_outcome": of.good_outcome,
        "state": "confirmed", "metrics": [metric],
    }  # fmt: skip


def worth_usd(company: Company, fate: Fate, of: Workflow) -> float:
    """Of one good outcome."""
    brings = Random(f"{company.seed}:{of.key}:worth").uniform(3, 9)  # noqa: S311
    if story := fate.of(of, "negative_roi"):
        brings = story.size
    return brings * _dearest(company, fate, of) / of.measured.rate / 1e9


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
