"""Simulated histories of a company's calls, with what was planted in them: eight weeks of four workflows.

Days carry a weekly pattern, 4 % noise and an autocorrelation of .4; a seed draws what is planted, where, when and how
large. The answer key holds the dollars that it costs: the same history with and without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from costs.analysis.answer import Answer, answer
from costs.analysis.cells import AUDIO_IN, CALLS, COST, FIGURES, INPUT, OUTPUT, READ, RUNS, USEFUL, Cell, Key
from costs.analysis.changes import Event
from costs.pricing.match import PriceRow
from costs.pricing.rates import from_json

MONDAY, DAYS, HALF = date(2026, 9, 28), 56, 28
WEEK = np.array([1, 1.05, 1.1, 1.08, 0.95, 0.6, 0.5])
WORKFLOWS = {"support-answer": 2_000, "order-triage": 900, "catalog-enrich": 700, "invoice-check": 400}
LARGE, SMALL, DEARER = 1, 2, 3  # price rows
LONG_SHARE = 0.02
KINDS = ("input_tokens", "model_mix", "cache_share", "unit_price", "tier", "volume")
RATES: dict[int, dict[str, Any]] = {
    LARGE: {"input": {"base": "2", "tiers": [[200_000, "4"]]}, "cache_read": "0.5", "output": "8"},
    SMALL: {"input": "0.4", "cache_read": "0.1", "output": "1.6"},
}


@dataclass(frozen=True)
class Planted:
    """One cause: in this workflow, from this place among the days on, so much more (a factor, or a share)."""

    kind: str
    workflow: str
    start: int
    size: float

    @property
    def day(self) -> date:
        return MONDAY + timedelta(days=self.start)


@dataclass
class Flow:
    """A workflow on each day: runs, then per call: tokens in and out, share cached, share of the small model, tokens of
    the one call of the large model in fifty that is long, and the factor on the large model's price."""

    runs: np.ndarray
    tokens_in: np.ndarray
    tokens_out: np.ndarray
    cached: np.ndarray
    small: np.ndarray
    long: np.ndarray
    price: np.ndarray


def noise(rng: np.random.Generator, days: int = DAYS, sigma: float = 0.04, correlation: float = 0.4) -> np.ndarray:
    found = rng.normal(0, sigma, days)
    for day in range(1, days):
        found[day] = correlation * found[day - 1] + (1 - correlation**2) ** 0.5 * found[day]
    return found


def flow(rng: np.random.Generator, runs: int, shared: np.ndarray) -> Flow:
    """`shared` is the noise of traffic that all workflows have in common."""

    def wobble(mean: float) -> np.ndarray:
        return mean * (1 + rng.normal(0, 0.01, DAYS))

    traffic = runs * np.resize(WEEK, DAYS) / WEEK.mean() * np.exp(shared + rng.normal(0, 0.01, DAYS))
    return Flow(traffic, wobble(3_000), wobble(300), wobble(0.4), wobble(0.2), np.full(DAYS, 190_000.0), np.ones(DAYS))


def plant(one: Flow, planted: Planted) -> Flow:
    later = np.arange(DAYS) >= planted.start
    more = np.where(later, 1 + planted.size, 1.0)
    changed: dict[str, dict[str, Any]] = {
        "volume": {"runs": one.runs * more},
        "input_tokens": {"tokens_in": one.tokens_in * more},
        "model_mix": {"small": np.where(later, one.small * 0.1, one.small)},
        "cache_share": {"cached": np.where(later, one.cached * 0.05, one.cached)},
        "unit_price": {"price": np.where(later, 1 + planted.size, 1.0)},
        "tier": {"long": np.where(later, 210_000.0, one.long)},
    }
    return replace(one, **changed[planted.kind])


def cells(flows: dict[str, Flow]) -> tuple[list[Cell], dict[int, PriceRow]]:
    """As the store reads them, with the price rows they name. Calls: three a run."""
    found, rows = [], {number: _row(number, RATES[number], 1.0) for number in RATES}
    days = np.arange(DAYS)
    for name, one in flows.items():
        runs = np.round(one.runs).astype(np.int64)
        found.append(Cell(Key(name, "", "", "", "", 0, 0), days, _figures(runs=runs)))
        factors = sorted(set(one.price.tolist()))
        for factor in factors:
            number = LARGE if factor == 1 else DEARER
            rows.setdefault(number, _row(number, RATES[LARGE], factor))
            for over in (0, 200_000):
                there = (one.price == factor) & ((one.long > 200_000) == bool(over))
                calls = 3 * runs * (1 - one.small) * LONG_SHARE
                key = Key(name, "openai", "large", "", "price", number, over)
                if there.any():
                    found.append(_calls(key, days, calls, one.long, one, rows[number], there))
            there, calls = one.price == factor, 3 * runs * (1 - one.small) * (1 - LONG_SHARE)
            key = Key(name, "openai", "large", "", "price", number, 0)
            found.append(_calls(key, days, calls, one.tokens_in, one, rows[number], there))
        key = Key(name, "openai", "small", "", "price", SMALL, 0)
        found.append(_calls(key, days, 3 * runs * one.small, one.tokens_in, one, rows[SMALL], days >= 0))
    return found, rows


def _row(number: int, rates: dict[str, Any], factor: float) -> PriceRow:
    def times(price: Any) -> Any:
        if isinstance(price, dict):
            return {"base": times(price["base"]), "tiers": [[start, times(rate)] for start, rate in price["tiers"]]}
        return f"{float(price) * factor:.9f}"

    return PriceRow(
        number, "large", {"equals": "large"}, from_json({name: times(each) for name, each in rates.items()})
    )


def _calls(
    key: Key, days: np.ndarray, calls: np.ndarray, tokens: np.ndarray, one: Flow, row: PriceRow, there: np.ndarray
) -> Cell:
    """Those of the days that are there."""
    whole = np.maximum(np.round(calls[there]), 0).astype(np.int64)
    tokens_in = np.round(whole * tokens[there]).astype(np.int64)
    read = np.round(tokens_in * one.cached[there]).astype(np.int64)
    out = np.round(whole * one.tokens_out[there]).astype(np.int64)
    fresh, cached, answer_rate = (
        row.rates.rate_of(name).at(key.context_over + 1)  # type: ignore[union-attr]
        for name in ("input", "cache_read", "output")
    )
    cost = ((tokens_in - read) * fresh + read * cached + out * answer_rate) // 1_000_000
    return Cell(
        key, days[there], _figures(calls=whole, useful=whole, tokens_in=tokens_in, out=out, read=read, cost=cost)
    )


def _figures(**columns: np.ndarray) -> np.ndarray:
    places = {
        "runs": RUNS,
        "calls": CALLS,
        "useful": USEFUL,
        "tokens_in": INPUT,
        "out": OUTPUT,
        "read": READ,
        "cost": COST,
    }
    found = np.zeros((len(next(iter(columns.values()))), len(FIGURES)), dtype=np.int64)
    for name, values in columns.items():
        found[:, places[name]] = values
    assert not found[:, AUDIO_IN].any()
    return found


def history(seed: int, planted: Sequence[Planted] = ()) -> dict[str, Flow]:
    rng = np.random.default_rng(seed)
    shared = noise(rng)
    flows = {name: flow(rng, runs, shared) for name, runs in WORKFLOWS.items()}
    for each in planted:
        flows[each.workflow] = plant(flows[each.workflow], each)
    return flows


def drawn(seed: int) -> Planted:
    """What this seed plants: large enough to matter, late enough to have a before, early enough to be seen."""
    rng = np.random.default_rng(10_000 + seed)
    kind = KINDS[seed % len(KINDS)]
    small = kind in {"unit_price", "volume"} and rng.integers(2)  # elsewhere nothing less would be a twentieth of all
    workflow = "order-triage" if small else "support-answer"
    size = float(rng.uniform(0.6, 0.9) if workflow == "support-answer" else rng.uniform(1.2, 1.6))
    return Planted(kind, workflow, HALF + int(rng.integers(0, 12)), size)


def asked(flows: dict[str, Flow], versions: Sequence[Event] = ()) -> Answer:
    found, rows = cells(flows)
    days = [MONDAY + timedelta(days=day) for day in range(DAYS)]
    return answer(found, days, HALF, rows, versions)


def cost_of(flows: dict[str, Flow], workflow: str, half: int) -> int:
    """Of a workflow in a half."""
    later = half * HALF
    return sum(
        int(cell.figures[(cell.days >= later) & (cell.days < later + HALF), COST].sum())
        for cell in cells(flows)[0]
        if cell.key.workflow == workflow
    )


def dollars(seed: int, planted: Planted) -> int:
    """What it costs: the same history with it, less the same without.

    Traffic itself varies between the halves, so of planted traffic it is what the workflow really cost more. Calls that
    cross a tier are longer too: of them it is the surcharge alone.
    """
    name = planted.workflow
    flows = history(seed, [planted])
    if planted.kind == "tier":
        return sum(_surcharge(cell) for cell in cells(flows)[0] if cell.key[0] == name and cell.key.context_over)
    without = cost_of(flows, name, 0) if planted.kind == "volume" else cost_of(history(seed), name, 1)
    return cost_of(flows, name, 1) - without


def _surcharge(cell: Cell) -> int:
    """$4 instead of $2 a million, of what is not cached."""
    return 2_000 * int((cell.figures[:, INPUT] - cell.figures[:, READ]).sum())
