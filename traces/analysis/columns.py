"""A tree as compact columns: what the trace page's scripts read. 30,000 spans take about 2 MB of JSON.

Texts that repeat stand once in a table and are named by their place; times are nanoseconds after the trace's start;
what few spans have (tokens, cost, first token) is a pair of lists, positions and values.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from traces.analysis import labels, layout
from traces.analysis.time.measures import TimeSplit
from traces.analysis.tree import NONE, Tree
from traces.types import StoredSpan
from traces.types.time_kinds import TIME_KINDS

T = TypeVar("T")
Sparse = tuple[list[int], list[int]]
LETTERS = {kind: chr(ord("a") + place) for place, kind in enumerate(TIME_KINDS)}
STATUS = {"ok": "o", "error": "e", "unset": "u"}


def columns(tree: Tree, split: TimeSplit, began: int | None = None) -> dict[str, Any]:
    """JSON-ready. `parent` and `origin` are positions, -1 for none; `status` and `ids` are one string for all spans.

    Offsets are after the correction of clocks. `path` is the critical path in order of time: since its sections tile
    the trace, lengths say where they lie; `kind` has a letter for each, a: the first of TIME_KINDS. `began` is the
    position where the failure began, None for none.
    """
    spans = tree.spans
    shifts = split.line.shifts
    return {
        "count": len(spans),
        "duration": tree.duration_ns,
        "ids": b"".join(span.span_id for span in spans).hex(),
        "parent": tree.parents,
        "offset": [span.start_ns + shifts.get(i, 0) - tree.start_ns for i, span in enumerate(spans)],
        "length": [span.duration_ns for span in spans],
        "status": "".join(STATUS[span.status] for span in spans),
        "lane": layout.lanes(tree),
        "first": sparse(spans, lambda span: span.first_token_ns),
        "input": sparse(spans, lambda span: span.input_tokens),
        "output": sparse(spans, lambda span: span.output_tokens),
        "cost": sparse(spans, lambda span: span.cost_nanousd),
        "counted": [i for i, span in enumerate(spans) if span.usage_counted and i not in tree.superseded],
        "superseded": sorted(tree.superseded),
        "origin": NONE if began is None else began,
        "shift": (list(shifts), list(shifts.values())),
        "path": {
            "at": [each.position for each in split.spent],
            "length": [each.duration_ns for each in split.spent],
            "kind": "".join(LETTERS[each.kind] for each in split.spent),
        },
        "minimap": [[c.x, c.y, c.width, c.kind] for c in layout.minimap(tree)],
        "name": table(span.name for span in spans),
        "kind": table(span.kind for span in spans),
        "model": table(span.model or "" for span in spans),
        "service": table(span.service for span in spans),
        "error": table(span.error_type or "" for span in spans),
        "labels": table(
            tuple((each.tone, each.icon, each.text) for each in labels.labels(tree, i)) for i in range(len(spans))
        ),
    }


def table(values: Iterable[T]) -> dict[str, list[Any]]:
    """`{"of": the distinct values, "at": for each span the place of its value}`."""
    places: dict[T, int] = {}
    at = [places.setdefault(value, len(places)) for value in values]
    return {"of": list(places), "at": at}


def sparse(spans: Iterable[StoredSpan], value: Callable[[StoredSpan], int | None]) -> Sparse:
    """The positions that have a value, and the values."""
    pairs = [(i, found) for i, span in enumerate(spans) if (found := value(span)) is not None]
    return [i for i, _ in pairs], [found for _, found in pairs]
