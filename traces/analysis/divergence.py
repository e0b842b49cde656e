"""Where two runs of one workflow part: both trees aligned by path and order, and the first difference between them.

A path is the chain of (kind, name, how manyth of its siblings of that kind and name) from the root down, so that the
second `orders.get` of one run stands beside the second of the other. The names of the two roots may differ.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from traces.analysis.tree import NONE, Tree
from traces.types import StoredSpan

Step = tuple[str, str, int]
MISSING, EXTRA = "missing", "extra"
# What is compared, in order of how much it tells; each with its words.
FIELDS = ("status", "documents", "arguments", "finish", "model", "prompt")
WORDS = {
    MISSING: "is there in the good run only",
    EXTRA: "is there in this run only",
    "status": "ended otherwise",
    "documents": "found another number of documents",
    "arguments": "was called with other arguments",
    "finish": "stopped for another reason",
    "model": "was answered by another model",
    "prompt": "was asked by another prompt",
}
EXACT = frozenset({"tool"})  # kinds whose arguments tell; a model's messages differ anyway


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of both trees. `one` and `other` are positions, NONE where a side has no such span."""

    one: int
    other: int
    depth: int
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """`values`: what this run and the other one have."""

    pair: Pair
    field: str
    values: tuple[str, str]


def aligned(one: Tree, other: Tree) -> list[Pair]:
    """Every span of either tree once, those of `one` in its order, those of `other` alone after their siblings."""
    pairs: list[Pair] = []
    stack: list[tuple[int, int, int]] = list(reversed(_matched(one, other, NONE, NONE, 0)))
    while stack:
        a, b, depth = stack.pop()
        pairs.append(Pair(a, b, depth, _differences(one, other, a, b)))
        stack.extend(reversed(_matched(one, other, a, b, depth + 1)))
    return pairs


def first(one: Tree, other: Tree, pairs: list[Pair]) -> Difference | None:
    """The difference that is seen first, by when it began within its run; None where the runs look alike.

    Of one span the field that tells most. A difference below another one that began at the same time comes before it,
    for a parent only passes on what its child did.
    """
    found = [pair for pair in pairs if pair.differs]
    if not found:
        return None
    leaves = [pair for pair in found if not _passes_on(pair)] or found
    earliest = min(leaves, key=lambda pair: (_offset(one, other, pair), -pair.depth))
    field = earliest.differs[0]
    return Difference(earliest, field, (_value(one, earliest.one, field), _value(other, earliest.other, field)))


def _passes_on(pair: Pair) -> bool:
    """Whether it is a container that only ended otherwise: what made it so is below."""
    return pair.depth == 0 and pair.differs == ("status",)


def _offset(one: Tree, other: Tree, pair: Pair) -> int:
    if pair.one != NONE:
        return one.spans[pair.one].end_ns - one.start_ns if "status" in pair.differs else _start(one, pair.one)
    return _start(other, pair.other)


def _start(tree: Tree, i: int) -> int:
    return tree.spans[i].start_ns - tree.start_ns


def _matched(one: Tree, other: Tree, a: int, b: int, depth: int) -> list[tuple[int, int, int]]:
    """The children of two spans, side by side; of NONE at depth 0 the roots."""
    left = _steps(one, a) if a != NONE or depth == 0 else {}
    right = _steps(other, b) if b != NONE or depth == 0 else {}
    if depth == 0 and len(left) == len(right) == 1:
        return [(next(iter(left.values())), next(iter(right.values())), 0)]
    found = [(place, right.get(step, NONE), depth) for step, place in left.items()]
    return found + [(NONE, place, depth) for step, place in right.items() if step not in left]


def _steps(tree: Tree, parent: int) -> dict[Step, int]:
    counted: Counter[tuple[str, str]] = Counter()
    steps: dict[Step, int] = {}
    for i in _children(tree, parent):
        span = tree.spans[i]
        steps[span.kind, span.name, counted[span.kind, span.name]] = i
        counted[span.kind, span.name] += 1
    return steps


def _children(tree: Tree, parent: int) -> Iterator[int]:
    """In order; spans that were sent again are left out. Walks from sibling to sibling by the size of subtrees."""
    at = 0 if parent == NONE else parent + 1
    end = len(tree.spans) if parent == NONE else parent + tree.sizes[parent]
    while at < end:
        if at not in tree.superseded:
            yield at
        at += tree.sizes[at]


def _differences(one: Tree, other: Tree, a: int, b: int) -> tuple[str, ...]:
    if NONE in {a, b}:
        return (MISSING,) if a == NONE else (EXTRA,)
    left, right = one.spans[a], other.spans[b]
    return tuple(field for field in FIELDS if _told(left, field) != _told(right, field))


def _told(span: StoredSpan, field: str) -> str | None:
    """What is compared; a good status said or unsaid is the same."""
    if field == "status":
        return span.error_type or "error" if span.status == "error" else "ok"
    if field == "documents":
        return next((sign.partition(":")[2] for sign in span.signs if sign.startswith("documents:")), None)
    if field == "arguments":
        return span.prompt_hash if span.kind in EXACT else None
    return {"finish": span.finish_reason, "model": span.model, "prompt": span.prompt_fingerprint}[field]


def _value(tree: Tree, i: int, field: str) -> str:
    if i == NONE or field in {MISSING, EXTRA, "arguments"}:
        return ""
    return _told(tree.spans[i], field) or "none"
