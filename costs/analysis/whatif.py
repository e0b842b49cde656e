"""What the same usage would have cost: on another model, with more read from cache, or at a batch price. Pure.

Takes the calls of a time as roll-ups keep them, alike by price and tiers. The tokens stay as they are, which is an
assumption: another model counts and answers otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from costs.analysis.cells import CALLS, CLASSES, COST, OUTPUT, PER_MILLION, Cell, Price, classes_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FRESH, READ = CLASSES.index("input"), CLASSES.index("cache_read")
Pair = tuple[str, str]  # provider, model


@dataclass(frozen=True)
class Scenario:
    """Which calls (of a workflow, of a model; "" all), and what is otherwise: rates (costs.pricing.rates), and shares
    from 0 to 1."""

    workflow: str = ""
    model: str = ""
    instead: Any = None
    cache_share: float | None = None
    batch_share: float | None = None
    batch: Mapping[Pair, Any] | None = None  # of models that have a batch price; `instead`'s under ("", "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one workflow and model, in nano-dollars: as it was and as it would have been. `left`: calls that stay as they
    are, since no price tells what they would cost."""

    workflow: str
    model: str
    calls: int
    before: int
    after: int
    left: int


def replay(cells: Sequence[Cell], prices: Mapping[int, Price], scenario: Scenario) -> list[Outcome]:
    """The dearest first. Calls without a price are in neither sum."""
    sums: dict[Pair, list[int]] = {}
    for cell in cells:
        if not cell.key.cost_source or not cell.key.model or not _chosen(cell, scenario):
            continue
        calls, before = int(cell.figures[:, CALLS].sum()), int(cell.figures[:, COST].sum())
        after = _after(cell, prices.get(cell.key.price_id), before, scenario)
        row = sums.setdefault((cell.key.workflow, cell.key.model), [0, 0, 0, 0])
        for at, amount in enumerate((calls, before, before if after is None else after, calls if after is None else 0)):
            row[at] += amount
    found = [Outcome(workflow, model, *row) for (workflow, model), row in sums.items()]
    return sorted(found, key=lambda each: (-each.before, each.workflow, each.model))


def _chosen(cell: Cell, scenario: Scenario) -> bool:
    return scenario.workflow in {"", cell.key.workflow} and scenario.model in {"", cell.key.model}


def _after(cell: Cell, price: Price | None, before: int, scenario: Scenario) -> int | None:
    """None: what was reported without a price row cannot be priced otherwise; local caches cost nothing either way."""
    if cell.key.cost_source == "cache":
        return before
    if price is None:
        return None
    tokens = classes_of(cell.figures).sum(axis=0).astype(float)
    calls, now = int(cell.figures[:, CALLS].sum()), price.rates
    billed = _cost(now, tokens, calls, cell.key.context_over)
    if billed is None or not billed:
        return None
    moved = _cached(tokens, scenario.cache_share)
    answers = bool(cell.figures[:, OUTPUT].any())  # embeddings have none: no other model takes their place
    rates = _instead(cell, scenario) if scenario.instead and answers else now
    if rates is None:
        return None
    full = _cost(rates, moved, calls, cell.key.context_over)
    if full is None:
        return None
    if scenario.batch_share:
        full = _batched(cell, rates, moved, full, scenario)
    # Scaled to what was really billed, which was rounded call by call and may hold hours and tiers of its own.
    return round(before * full / billed)


def _instead(cell: Cell, scenario: Scenario) -> Any:
    """Rates of the other model in the tier of these calls; None where it has no batch price and they were batched."""
    if cell.key.service_tier == "batch":
        return (scenario.batch or {}).get(("", ""))
    return scenario.instead


def _batched(cell: Cell, rates: Any, tokens: "NDArray[np.float64]", full: float, scenario: Scenario) -> float:
    key = ("", "") if rates is scenario.instead else (cell.key.provider, cell.key.model)
    cheaper = (scenario.batch or {}).get(key)
    if cheaper is None or not scenario.batch_share or cell.key.service_tier:
        return full
    amount = _cost(cheaper, tokens, int(cell.figures[:, CALLS].sum()), cell.key.context_over)
    if amount is None or amount >= full:
        return full
    return full + scenario.batch_share * (amount - full)


def _cached(tokens: "NDArray[np.float64]", share: float | None) -> "NDArray[np.float64]":
    """With that share of fresh and read input read from cache; writes and audio stay."""
    if share is None:
        return tokens
    moved, both = tokens.copy(), tokens[FRESH] + tokens[READ]
    moved[READ], moved[FRESH] = both * share, both * (1 - share)
    return moved


def _cost(rates: Any, tokens: "NDArray[np.float64]", calls: int, context_over: int) -> float | None:
    """In nano-dollars; None where some tokens have no rate."""
    amount = float(calls * rates.per_call_nanousd)
    for name, count in zip(CLASSES, tokens.tolist(), strict=True):
        rate = rates.rate_of(name)
        if count and rate is None:
            return None
        amount += count * rate.at(context_over + 1) / PER_MILLION if rate else 0.0
    return amount
