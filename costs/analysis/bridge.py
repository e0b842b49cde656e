"""Splits the change of a cost between two windows into effects that add up to it exactly. Pure.

Write dx = x1 - x0 and m(x) = (x0 + x1) / 2; then d(xy) = dx m(y) + m(x) dy, without a rest. Cost is taken apart by this
one rule, product by product, from the outside in:

    C   = N c                 runs x cost a run                            volume = dN m(c)
    c   = sum s_w c_w         shares of workflows                          workflow mix = m(N) ds_w m(c_w)
    c_w = u/n  k/u  x         calls that answered a run, tries a call      calls per run, retries
    x   = sum q_m y_m         shares of models                             model mix
    y_m = sum t_c b_c p_c     tokens a try x bought x price, by class      input tokens, output tokens, unit price
          t_c = t_in K_c      input: its shares read and written by cache  cache share
          b_c                 what no local cache answered                 cache share
        + sum t_h g_h         tokens in other price tiers x surcharge      tier, unit price

Where a factor does not exist in one window (a new or vanished workflow, model, class or tier), the other window's value
is carried, so that all of it lands in the line of its share. With no runs in one window all is volume. A workflow that
has calls but no runs in a window is counted by calls instead of runs, in both windows.

The same lines run on floats (the page: fifty workflows times twenty models in milliseconds, and once for each day left
out) and on Fractions, where tests prove that nothing is lost.

Source: Bennet, "The theory of measurement of changes in cost of living", J. R. Stat. Soc. 83 (1920) 455; nested as the
values of Owen (1977) and Winter (1989).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]  # of float64, or of Fraction

NAMES = (
    "volume",
    "workflow_mix",
    "calls_per_run",
    "retries",
    "model_mix",
    "input_tokens",
    "output_tokens",
    "cache_share",
    "tier",
    "unit_price",
)
GROUPS = {
    "usage": ("volume", "workflow_mix"),
    "behaviour": (
        *("calls_per_run", "retries", "model_mix"),
        *("input_tokens", "output_tokens", "cache_share", "tier"),
    ),
    "price": ("unit_price",),
}
GROUP_OF = {name: group for group, names in GROUPS.items() for name in names}
TEXT_INPUT = ("input", "cache_read", "cache_write", "cache_write_1h")  # shares of one whole
OTHER_INPUT = ("input_audio",)
CALL = "call"  # a fee for each try


class Line(NamedTuple):
    """Tokens of one class that a model took in a workflow, in one price tier. `local`: a local cache answered."""

    workflow: str
    model: str
    token_class: str
    tier: str = ""
    local: bool = False


@dataclass(frozen=True)
class Shape:
    """Which figures a window has: one number each of `runs` and `useful` a workflow, `tries` a pair, then by line."""

    lines: Sequence[Line]
    workflows: Sequence[str]
    pairs: Sequence[tuple[str, str]]  # (workflow, model)

    @classmethod
    def of(cls, lines: Sequence[Line], workflows: Sequence[str] = (), pairs: Sequence[tuple[str, str]] = ()) -> "Shape":
        """All workflows and models of the lines, and any more."""
        names = dict.fromkeys([*workflows, *(line.workflow for line in lines), *(pair[0] for pair in pairs)])
        return cls(lines, tuple(names), tuple(dict.fromkeys([*pairs, *((line[0], line[1]) for line in lines)])))

    @property
    def width(self) -> int:
        return 2 * len(self.workflows) + len(self.pairs) + 2 * len(self.lines)

    @cached_property
    def workflow_of_pair(self) -> "NDArray[Any]":
        return _places([pair[0] for pair in self.pairs], self.workflows)

    @cached_property
    def classes(self) -> list[tuple[str, str, str]]:
        """Every (workflow, model, class)."""
        return list(dict.fromkeys(line[:3] for line in self.lines))

    @cached_property
    def class_of_line(self) -> "NDArray[Any]":
        return _places([line[:3] for line in self.lines], self.classes)

    @cached_property
    def pair_of_class(self) -> "NDArray[Any]":
        return _places([each[:2] for each in self.classes], self.pairs)

    @cached_property
    def local_line(self) -> "NDArray[Any]":
        import numpy as np

        return np.array([line.local for line in self.lines], dtype=bool)

    @cached_property
    def standard_line(self) -> "NDArray[Any]":
        import numpy as np

        return np.array([not line.local and not line.tier for line in self.lines], dtype=bool)

    @cached_property
    def prompt_of_line(self) -> "NDArray[Any]":
        """The same for all lines that are shares of one prompt in one tier."""
        keys = [(*line[:2], line.token_class if line[2] not in TEXT_INPUT else "", *line[3:]) for line in self.lines]
        return _places(keys, list(dict.fromkeys(keys)))

    @cached_property
    def kinds(self) -> "tuple[NDArray[Any], ...]":
        """Which classes are shares of the prompt, which are other input, which are fees."""
        import numpy as np

        kinds = (TEXT_INPUT, OTHER_INPUT, (CALL,))
        return tuple(np.array([each[2] in names for each in self.classes], dtype=bool) for names in kinds)


class Window(NamedTuple):
    """What happened in a window. `cost` of a line in any unit of money; tries that cost nothing known are left out."""

    runs: "Numbers"
    useful: "Numbers"
    tries: "Numbers"
    tokens: "Numbers"
    cost: "Numbers"


@dataclass(frozen=True, slots=True)
class Pair:
    """One factor before and after."""

    before: "Numbers"
    after: "Numbers"

    @property
    def d(self) -> "Numbers":
        return self.after - self.before

    @property
    def m(self) -> "Numbers":
        return (self.before + self.after) / 2

    def __iter__(self) -> "Iterator[Numbers]":
        yield self.before
        yield self.after

    def __getitem__(self, places: Any) -> "Pair":
        return Pair(self.before[places], self.after[places])

    def __mul__(self, other: "Pair") -> "Pair":
        return Pair(self.before * other.before, self.after * other.after)

    def where(self, these: "NDArray[Any]") -> "Pair":
        """Zero for all others."""
        return Pair(self.before * these, self.after * these)


def window(shape: Shape, figures: "Numbers") -> Window:
    """A flat row of figures, such as the sum of some days, as a window of this shape."""
    workflows, pairs, lines = len(shape.workflows), len(shape.pairs), len(shape.lines)
    ends = [workflows, 2 * workflows, 2 * workflows + pairs, 2 * workflows + pairs + lines, shape.width]
    return Window(*(figures[start:end] for start, end in zip([0, *ends], ends, strict=False)))


def split(shape: Shape, before: Window, after: Window) -> "Numbers":
    """Effects by name (a row each, in the order of NAMES) and workflow (a column each).

    A column adds up to the change of its workflow, everything to the change of the cost.
    """
    import numpy as np

    both = {name: Pair(getattr(before, name), getattr(after, name)) for name in before._asdict()}
    above = _down_to_tries(shape, both)
    inner = _within_a_try(shape, both, above.pop("each_try"))
    none = 0 * both["runs"].before
    return np.array([above.get(name, none) + inner.get(name, none) for name in NAMES])


def _down_to_tries(shape: Shape, both: "dict[str, Pair]") -> "dict[str, Numbers]":
    """Effects of everything around a try; `each_try` is what a dollar more a try of a model adds to the whole."""
    here, n = shape.workflow_of_pair, len(shape.workflows)
    tries = _added(both["tries"], here, n)
    pair_cost = _added(both["cost"], shape.pair_of_class[shape.class_of_line], len(shape.pairs))
    cost = _added(pair_cost, here, n)
    runs, useful, counted_by = _units(both, tries)
    all_runs = _added(runs, counted_by, 2)[counted_by]
    share, per_run = _ratio(runs, all_runs), _ratio(cost, runs)
    answers, tries_each, per_try = _ratio(useful, runs), _ratio(tries, useful), _ratio(cost, tries)
    model_share, per_model_try = _ratio(both["tries"], tries[here]), _ratio(pair_cost, both["tries"])
    a = all_runs.m * share.m
    a2 = a * answers.m
    a3 = a2 * tries_each.m
    mix = a3[here] * model_share.d * (per_model_try.m - per_try.m[here])
    return {
        "volume": all_runs.d * (share * per_run).m,
        "workflow_mix": all_runs.m * share.d * per_run.m,
        "calls_per_run": a * answers.d * (tries_each * per_try).m,
        "retries": a2 * tries_each.d * per_try.m,
        "model_mix": _sum(mix, here, n),
        "each_try": a3[here] * model_share.m,
    }


def _units(both: "dict[str, Pair]", tries: Pair) -> "tuple[Pair, Pair, NDArray[Any]]":
    """Runs, useful calls, and 1 for those workflows whose unit is the call: they had calls but no run in some window.

    Where no call answered in a window, tries are not told from calls.
    """
    import numpy as np

    runs, useful = both["runs"], both["useful"]
    stray = _only(tries, runs)
    dumb = _only(tries, useful) | stray
    units = Pair(*(np.where(stray, k, r) for k, r in zip(tries, runs, strict=True)))
    answers = Pair(*(np.where(dumb, k, u) for k, u in zip(tries, useful, strict=True)))
    return units, answers, stray.astype(int)


def _within_a_try(shape: Shape, both: "dict[str, Pair]", each_try: "Numbers") -> "dict[str, Numbers]":
    """Tokens, cache, tiers and prices, by workflow; `each_try` by pair."""
    pair_of, pairs, weight = shape.pair_of_class, len(shape.pairs), each_try[shape.pair_of_class]
    tokens = _added(both["tokens"], shape.class_of_line, len(shape.classes))
    bought, price = _bought(shape, both, tokens)
    paid = bought * price
    text, audio, fee = shape.kinds
    whole = _added(tokens.where(text), pair_of, pairs)
    prompt, part = _ratio(whole, both["tries"]), _ratio(tokens.where(text), whole[pair_of])
    prompt_price = _added(part * paid, pair_of, pairs)
    each = _ratio(tokens, both["tries"][pair_of])
    more = weight * ~text * each.d * paid.m
    moved = weight * text * prompt.m[pair_of] * part.d * (paid.m - prompt_price.m[pair_of])
    taken = weight * (text * prompt.m[pair_of] * part.m + ~text * each.m)
    by_class = {
        "input_tokens": more * audio,
        "output_tokens": more * ~(audio | fee),
        "cache_share": moved + taken * bought.d * price.m,
        "tier": more * fee,
        "unit_price": taken * bought.m * price.d,
    }
    n, here = len(shape.workflows), shape.workflow_of_pair
    found = {name: _sum(amounts, here[pair_of], n) for name, amounts in by_class.items()}
    found["input_tokens"] = found["input_tokens"] + _sum(each_try * prompt.d * prompt_price.m, here, n)
    for name, amounts in _tiers(shape, both, price, each_try).items():
        found[name] = found[name] + _sum(amounts, here[pair_of][shape.class_of_line], n)
    return found


def _bought(shape: Shape, both: "dict[str, Pair]", tokens: Pair) -> tuple[Pair, Pair]:
    """By class: the share that no local cache answered, and the price of a token in the standard tier.

    Of a class that has none of it in the standard tier: the mean of all tiers.
    """
    import numpy as np

    line_of, classes = shape.class_of_line, len(shape.classes)
    share = _ratio(_added(both["tokens"].where(~shape.local_line), line_of, classes), tokens)
    standard, any_tier = (
        (_added(both["cost"].where(lines), line_of, classes), _added(both["tokens"].where(lines), line_of, classes))
        for lines in (shape.standard_line, ~shape.local_line)
    )
    there = np.asarray((standard[1].before != 0) | (standard[1].after != 0), dtype=bool)
    price = zip(_ratio(*standard), _ratio(*any_tier), strict=True)
    return share, Pair(*(np.where(there, one, other) for one, other in price))


def _tiers(shape: Shape, both: "dict[str, Pair]", price: Pair, each_try: "Numbers") -> "dict[str, Numbers]":
    """By line, what tokens in other tiers cost beyond the standard price: more tokens there, another share of them read
    from cache, another surcharge."""
    line_of, pair_of, group_of = shape.class_of_line, shape.pair_of_class[shape.class_of_line], shape.prompt_of_line
    tokens = both["tokens"].where(~shape.local_line)
    beyond = Pair(*(c - t * p for c, t, p in zip(both["cost"], tokens, price[line_of], strict=True)))
    surcharge, whole = _ratio(beyond, tokens), _added(tokens, group_of, len(shape.lines))[group_of]
    there, part, weight = _ratio(whole, both["tries"][pair_of]), _ratio(tokens, whole), each_try[pair_of]
    return {
        "tier": weight * there.d * (part * surcharge).m,
        "cache_share": weight * there.m * part.d * surcharge.m,
        "unit_price": weight * there.m * part.m * surcharge.d,
    }


def _ratio(over: Pair, under: Pair) -> Pair:
    """over / under; where a window has none of it the other window's ratio, zero where neither has."""
    import numpy as np

    there = [each != 0 for each in under]
    found = [o / np.where(t, u, 1) for o, u, t in zip(over, under, there, strict=True)]
    before = np.where(there[0], found[0], np.where(there[1], found[1], 0 * found[1]))
    after = np.where(there[1], found[1], np.where(there[0], found[0], 0 * found[0]))
    return Pair(before, after)


def _added(figures: Pair, places: "NDArray[Any]", n: int) -> Pair:
    return Pair(_sum(figures.before, places, n), _sum(figures.after, places, n))


def _sum(figures: "Numbers", places: "NDArray[Any]", n: int) -> "Numbers":
    """Adds up figures by place."""
    import numpy as np

    if figures.dtype != object:
        counted: Numbers = np.bincount(places, weights=figures, minlength=n)
        return counted
    found: Numbers = np.full(n, Fraction(0), dtype=object)
    np.add.at(found, places, figures)
    return found


def _only(one: Pair, other: Pair) -> "NDArray[Any]":
    """Where some window has the one without the other."""
    import numpy as np

    found = [(a != 0) & (b == 0) for a, b in zip(one, other, strict=True)]
    return np.asarray(found[0] | found[1], dtype=bool)


def _places(values: Sequence[Any], among: Sequence[Any]) -> "NDArray[Any]":
    import numpy as np

    place = {value: at for at, value in enumerate(among)}
    return np.array([place[value] for value in values], dtype=int)
