"""From calls that are alike, day by day, to the figures of a bridge: what each class of token cost. Pure.

Roll-ups know the cost of calls that share a workflow, a model, a price row and its tiers, and their tokens by class.
The price row says how the cost divides among the classes; the parts are then scaled to the cost that was stored, which
was rounded call by call. Of calls whose cost was reported the rates are not known: all their tokens share it alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from costs.analysis.shape import CALL, Line, Shape

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Floats = NDArray[np.float64]

# Of a cell, in order. Input includes cached and audio, output includes reasoning and audio, as senders count them.
FIGURES = (
    *("runs", "calls", "useful_calls", "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens"),
    *("cache_write_1h_tokens", "reasoning_tokens", "input_audio_tokens", "output_audio_tokens", "cost_nanousd"),
)
RUNS, CALLS, USEFUL, INPUT, OUTPUT, READ, WRITE, WRITE_1H, REASONING, AUDIO_IN, AUDIO_OUT, COST = range(len(FIGURES))
CLASSES = ("input", "cache_read", "cache_write", "cache_write_1h", "input_audio", "output", "reasoning", "output_audio")
PER_MILLION = 1_000_000
LOCAL, REPORTED = "local cache", "reported"


class Key(NamedTuple):
    """What calls share. `price_id` 0: no price row; `cost_source` "": no price at all."""

    workflow: str
    provider: str
    model: str
    service_tier: str
    cost_source: str
    price_id: int
    context_over: int


class Cell(NamedTuple):
    """Calls that are alike, or the runs of a workflow: a row of `figures` for each of `days` (places from 0)."""

    key: Key
    days: "Whole"
    figures: "Whole"


class Price(Protocol):
    """A price row: costs.pricing.match.PriceRow is one."""

    @property
    def rates(self) -> Any: ...
    @property
    def daily_from(self) -> time | None: ...
    @property
    def daily_until(self) -> time | None: ...


@dataclass(frozen=True)
class Facts:
    """Days of figures (a row each) of one shape, in dollars of 10^-9; and what has no price, by day: calls, tokens."""

    shape: Shape
    figures: "Floats"
    cost: "Whole"  # by day, exact
    unpriced: "Whole"  # by day: calls, tokens
    unpriced_models: Mapping[str, int]  # calls
    cells: Sequence[Cell]

    @cached_property
    def cost_by_workflow(self) -> "Whole":
        """By day (rows) and workflow of the shape (columns), exact."""
        import numpy as np

        found = np.zeros((len(self.cost), len(self.shape.workflows)), dtype=np.int64)
        place = {name: at for at, name in enumerate(self.shape.workflows)}
        for cell in self.cells:
            if cell.key.cost_source:
                found[cell.days, place[cell.key.workflow]] += cell.figures[:, COST]
        return found


def arrange(cells: Sequence[Cell], days: int, prices: Mapping[int, Price]) -> Facts:
    """Everything of so many days. Calls without a price stand beside."""
    import numpy as np

    priced = [cell for cell in cells if cell.key.cost_source]
    tokens, costs = _by_class(priced, prices)
    lines = _lines(priced, tokens, costs, prices)
    workflows = [cell.key.workflow for cell in cells if cell.figures[:, RUNS].any()]
    pairs = [(cell.key.workflow, model_of(cell.key)) for cell in priced]
    shape = Shape.of(list(dict.fromkeys(lines.values())), workflows, pairs)
    figures = np.zeros((days, shape.width))
    _fill_counts(figures, shape, cells)
    _fill_lines(figures, shape, priced, lines, tokens, costs)
    cost, unpriced = np.zeros(days, dtype=np.int64), np.zeros((days, 2), dtype=np.int64)
    models: dict[str, int] = {}
    for cell in cells:
        if cell.key.cost_source:
            cost[cell.days] += cell.figures[:, COST]
        elif calls := int(cell.figures[:, CALLS].sum()):
            unpriced[cell.days, 0] += cell.figures[:, CALLS]
            unpriced[cell.days, 1] += cell.figures[:, INPUT] + cell.figures[:, OUTPUT]
            models[cell.key.model] = models.get(cell.key.model, 0) + calls
    return Facts(shape, figures, cost, unpriced, models, cells)


def dearest(cells: Iterable[Cell], field: str) -> list[str]:
    """The names that a field of the key has, those that cost most first; calls without a name are left out."""
    sums: dict[str, int] = {}
    for cell in cells:
        name = getattr(cell.key, field)
        sums[name] = sums.get(name, 0) + int(cell.figures[:, COST].sum())
    return sorted(filter(None, sums), key=lambda name: (-sums[name], name))


def model_of(key: Key) -> str:
    return f"{key.provider}/{key.model}"


def classes_of(figures: "Whole") -> "Whole":
    """Tokens in classes that do not overlap, a column each: a part takes at most what those before it have left."""
    import numpy as np

    def shared(whole: "Whole", *parts: "Whole") -> "list[Whole]":
        upto = [np.minimum(sum(parts[: at + 1]), whole) for at in range(len(parts))]
        shares = np.diff(np.stack([0 * whole, *upto]), axis=0)
        return [whole - upto[-1], *shares]

    hour = np.minimum(figures[:, WRITE_1H], figures[:, WRITE])
    into = shared(figures[:, INPUT], figures[:, READ], hour, figures[:, WRITE] - hour, figures[:, AUDIO_IN])
    out = shared(figures[:, OUTPUT], figures[:, REASONING], figures[:, AUDIO_OUT])
    fresh, read, hours, write, audio = into
    return np.stack([fresh, read, write, hours, audio, *out], axis=1)


def _by_class(cells: Sequence[Cell], prices: Mapping[int, Price]) -> "tuple[list[Floats], list[Floats]]":
    """Of each cell, by day: tokens and nano-dollars by class, the last column the calls and their fee."""
    import numpy as np

    if not cells:
        return [], []
    ends = np.cumsum([len(cell.days) for cell in cells])[:-1]
    figures = np.concatenate([cell.figures for cell in cells])
    tokens = np.column_stack([classes_of(figures), figures[:, CALLS]]).astype(float)
    each = np.array([_rates(cell.key, prices) for cell in cells])
    costs = tokens * np.repeat(each, [len(cell.days) for cell in cells], axis=0)
    whole, true = costs.sum(axis=1), figures[:, COST].astype(float)
    costs *= (true / np.where(whole > 0, whole, 1))[:, None]
    costs[:, -1] += np.where(whole > 0, 0, true)
    return np.split(tokens, ends), np.split(costs, ends)


def _rates(key: Key, prices: Mapping[int, Price]) -> list[float]:
    """In proportion: what a token of each class costs, and a call."""
    price = prices.get(key.price_id)
    if key.cost_source == "cache":
        return [0.0] * (1 + len(CLASSES))
    if price is None:
        return [1.0] * len(CLASSES) + [0.0]
    rates = [price.rates.rate_of(name) for name in CLASSES]
    per_token = [float(rate.at(key.context_over + 1)) if rate else 0.0 for rate in rates]
    return [*per_token, float(price.rates.per_call_nanousd * PER_MILLION)]


def _lines(
    cells: Sequence[Cell], tokens: "list[Floats]", costs: "list[Floats]", prices: Mapping[int, Price]
) -> dict[tuple[int, int], Line]:
    """By cell and class, of those that had tokens; a call's fee where it had one."""

    bounds = _bounds(cells, prices)
    found = {}
    for at, cell in enumerate(cells):
        tier = _tier(cell.key, prices.get(cell.key.price_id), bounds[model_of(cell.key)])
        there, fee = tokens[at].sum(axis=0), costs[at][:, -1].sum()
        for place, name in enumerate((*CLASSES, CALL)):
            if there[place] if name != CALL else fee:
                local = cell.key.cost_source == "cache"
                found[at, place] = Line(cell.key.workflow, model_of(cell.key), name, tier, local)
    return found


def _bounds(cells: Sequence[Cell], prices: Mapping[int, Price]) -> dict[str, set[int]]:
    """Numbers of input tokens above which some price row of a model charges another rate."""
    found: dict[str, set[int]] = {}
    for key in {cell.key for cell in cells}:
        price = prices.get(key.price_id)
        rates = price.rates.by_class.values() if price else ()
        found.setdefault(model_of(key), set()).update(start for rate in rates for start, _ in rate.tiers)
    return found


def _tier(key: Key, price: Price | None, bounds: set[int]) -> str:
    """The service tier, context tier and hours by which the calls were priced, in words; "" the standard one."""
    if key.cost_source == "cache":
        return LOCAL
    if price is None:
        return " ".join(filter(None, (REPORTED, key.service_tier)))
    over = max((bound for bound in bounds if bound <= key.context_over), default=0)
    return ", ".join(filter(None, (key.service_tier, f"over {over:,} tokens" if over else "", _hours(price))))


def _hours(price: Price) -> str:
    """The part of the day it is for."""
    return f"{price.daily_from:%H:%M}–{price.daily_until:%H:%M}" if price.daily_from and price.daily_until else ""


def _fill_counts(figures: "Floats", shape: Shape, cells: Sequence[Cell]) -> None:
    workflow = {name: at for at, name in enumerate(shape.workflows)}
    useful = len(shape.workflows)
    tries = {pair: 2 * useful + at for at, pair in enumerate(shape.pairs)}
    places = []
    for cell in cells:
        here, priced = workflow.get(cell.key.workflow, NOWHERE), bool(cell.key.cost_source)
        pair = tries[cell.key.workflow, model_of(cell.key)] if priced else NOWHERE
        places.append((here, useful + here if priced else NOWHERE, pair))
    _add(figures, cells, places, [cell.figures[:, [RUNS, USEFUL, CALLS]] for cell in cells])


def _fill_lines(  # noqa: PLR0913, PLR0917
    figures: "Floats",
    shape: Shape,
    cells: Sequence[Cell],
    lines: Mapping[tuple[int, int], Line],
    tokens: "list[Floats]",
    costs: "list[Floats]",
) -> None:
    import numpy as np

    first = 2 * len(shape.workflows) + len(shape.pairs)
    place = {line: first + at for at, line in enumerate(shape.lines)}
    places = np.full((len(cells), 1 + len(CLASSES)), NOWHERE)
    for (at, column), line in lines.items():
        places[at, column] = place[line]
    _add(figures, cells, places, tokens)
    _add(figures, cells, np.where(places == NOWHERE, NOWHERE, places + len(shape.lines)), costs)


NOWHERE = -1


def _add(figures: "Floats", cells: Sequence[Cell], places: Any, amounts: "Sequence[Any]") -> None:
    """Adds the columns of each cell's amounts to the columns `places` names for it, day by day, all in one go."""
    import numpy as np

    if not cells:
        return
    places = np.asarray(places)
    used = np.flatnonzero((places != NOWHERE).any(axis=0))  # of nine classes of token most calls have three
    days = np.concatenate([cell.days for cell in cells])[:, None]
    there = np.repeat(places[:, used], [len(cell.days) for cell in cells], axis=0)
    at, whole, known = days * figures.shape[1] + there, np.concatenate(amounts)[:, used].astype(float), there != NOWHERE
    flat = figures.reshape(-1)
    if known.all():
        np.add.at(flat, at.ravel(), whole.ravel())
    else:
        np.add.at(flat, at[known], whole[known])
