"""What each part of a change is made of, before and after: "3,246 input tokens a call became 3,640". Pure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from aiops.core import formats
from costs.analysis.answer import Answer
from costs.analysis.bridge import TEXT_INPUT, window

if TYPE_CHECKING:
    from costs.analysis.bridge import Window

READ = frozenset({"cache_read"})


def windows(found: Answer) -> "tuple[Window, Window]":
    facts, first = found.facts, found.first_of_after
    before, after = facts.figures[:first].sum(axis=0), facts.figures[first:].sum(axis=0)
    return window(facts.shape, before), window(facts.shape, after)


def happened(name: str, found: Answer, before: "Window", after: "Window") -> str:
    """What the part is made of, before and after: "3,246 input tokens a call became 3,640"."""
    said: str = SAID[name](found, before, after)
    return said


def _runs(_: Answer, before: "Window", after: "Window") -> str:
    a, b = int(before.runs.sum()), int(after.runs.sum())
    change = formats.change(b, a)
    return f"{a:,} runs became {b:,}" + (f" ({change})" if change else "")


def _calls(_: Answer, before: "Window", after: "Window") -> str:
    return _became(_per(before.useful, before.runs), _per(after.useful, after.runs), "{:,.2f}")


def _tries(_: Answer, before: "Window", after: "Window") -> str:
    a, b = (_per(each.tries.sum() - each.useful.sum(), each.tries) for each in (before, after))
    return _became(a, b, "{:.1%}", " of attempts")


def _largest_shift(names: Sequence[str], before: Any, after: Any, of: str) -> str:
    shares = [
        (name, a / (before.sum() or 1), b / (after.sum() or 1)) for name, a, b in zip(names, before, after, strict=True)
    ]
    name, a, b = max(shares, key=lambda each: abs(each[2] - each[1]), default=("", 0.0, 0.0))
    return f"{name}: {_became(a, b, '{:.1%}', of)}" if name else ""


def _workflows(found: Answer, before: "Window", after: "Window") -> str:
    return _largest_shift(found.facts.shape.workflows, before.runs, after.runs, " of runs")


def _models(found: Answer, before: "Window", after: "Window") -> str:
    totals: dict[str, list[float]] = {}
    for (_, model), a, b in zip(found.facts.shape.pairs, before.tries, after.tries, strict=True):
        both = totals.setdefault(model.partition("/")[2] or model, [0.0, 0.0])
        both[0], both[1] = both[0] + float(a), both[1] + float(b)
    import numpy as np

    a, b = (np.array([each[at] for each in totals.values()]) for at in (0, 1))
    return _largest_shift(list(totals), a, b, " of calls")


def _tokens(classes: Sequence[str], word: str) -> Any:
    def said(found: Answer, before: "Window", after: "Window") -> str:
        there = [line.token_class in classes for line in found.facts.shape.lines]
        a, b = (_per(each.tokens[there].sum() if any(there) else 0.0, each.tries) for each in (before, after))
        return _became(a, b, "{:,.0f}", f" {word} tokens a call")

    return said


def _cached(found: Answer, before: "Window", after: "Window") -> str:
    lines = found.facts.shape.lines
    read = [line.local or line.token_class in READ for line in lines]
    text = [line.token_class in TEXT_INPUT for line in lines]
    a, b = (_per(each.tokens[read].sum(), each.tokens[text]) for each in (before, after))
    return _became(a, b, "{:.1%}", " of input")


def _tiers(found: Answer, before: "Window", after: "Window") -> str:
    lines = found.facts.shape.lines
    special = [bool(line.tier) and not line.local for line in lines]
    a, b = (_per(each.tokens[special].sum(), each.tokens) for each in (before, after))
    return _became(a, b, "{:.1%}", " of tokens in a special tier") if a or b else "no call in a special tier"


def _prices(found: Answer, *_: Any) -> str:
    rows = [each for each in found.events if each.kind == "price"]
    if not rows:
        return "no price changed"
    days = sorted({each.day for each in rows})
    when = f"{days[0].day} {days[0]:%b}" + (f" – {days[-1].day} {days[-1]:%b}" if len(days) > 1 else "")
    models = len({each.label for each in rows})
    return f"{models} model{'s' * (models != 1)} got another price on {when}"


SAID = {
    "volume": _runs,
    "workflow_mix": _workflows,
    "calls_per_run": _calls,
    "retries": _tries,
    "model_mix": _models,
    "input_tokens": _tokens((*TEXT_INPUT, "input_audio"), "input"),
    "output_tokens": _tokens(("output", "reasoning", "output_audio"), "output"),
    "cache_share": _cached,
    "tier": _tiers,
    "unit_price": _prices,
}


def _per(over: Any, under: Any) -> float:
    whole = float(under.sum())
    return float(over.sum() if hasattr(over, "sum") else over) / whole if whole else 0.0


def _became(a: float, b: float, style: str, of: str = "") -> str:
    one, other = (style.format(each).replace("%", f"{formats.NBSP}%") for each in (a, b))
    return f"{one}{of} became {other}" if one != other else f"{one}{of}, as before"
