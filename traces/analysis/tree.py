"""The tree of a trace: every stored span exactly once, in the order a page shows it.

Real traces are broken in all ways: parents that never arrived, ids sent twice, spans that are their own ancestor. The
rules of repair, none of which hides a span:

- An id that was stored more than once: the span that counts is the one not superseded, then of the best source, then
  the earliest. The others stand beside it, marked `superseded`, and have no children. But where a span tells no usage
  and a log record or an event of its id does, that hangs below it and counts.
- A circle of parents is cut at its earliest span, which is then treated like one whose parent never arrived.
- A span whose parent never arrived hangs under the first root whose window holds it, marked `synthetic_parent`;
  where no root holds it, it is a root of its own.

Siblings stand by start, then the longer one first, then by id; so the order of the input does not matter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from traces.types import SOURCES, StoredSpan, bears_usage

NONE = -1


@dataclass(frozen=True, slots=True)
class Tree:
    """Columns over spans in pre-order: position i of every tuple is about `spans[i]`.

    `parents` holds positions (-1: a root), always smaller than the child's own. `sizes` counts the span and all below
    it, so `spans[i : i + sizes[i]]` is its subtree. `errors`, `tokens` and `cost_nanousd` sum over that subtree;
    tokens and cost over calls that count (`usage_counted`) only, and a cost is None where no such call has a price.
    The window [start_ns, end_ns] holds every span.
    """

    spans: tuple[StoredSpan, ...]
    parents: tuple[int, ...]
    depths: tuple[int, ...]
    sizes: tuple[int, ...]
    errors: tuple[int, ...]
    tokens: tuple[int, ...]
    cost_nanousd: tuple[int | None, ...]
    superseded: frozenset[int]
    synthetic_parent: frozenset[int]
    missing_parent: frozenset[int]  # the parent was named but is not here; some became roots of their own
    start_ns: int
    end_ns: int

    @property
    def duration_ns(self) -> int:
        return self.end_ns - self.start_ns

    @property
    def roots(self) -> tuple[int, ...]:
        return tuple(i for i, parent in enumerate(self.parents) if parent == NONE)

    def position(self, span_id: bytes) -> int | None:
        """Where the span of this id that counts stands; None when it is not in this trace."""
        return next(
            (i for i, span in enumerate(self.spans) if span.span_id == span_id and i not in self.superseded), None
        )


def build(spans: Iterable[StoredSpan]) -> Tree:
    """The repaired tree; O(n log n), no recursion, so that a chain of 200,000 spans is as good as any."""
    ordered = sorted(spans, key=_order)
    if not ordered:
        return Tree((), (), (), (), (), (), (), frozenset(), frozenset(), frozenset(), 0, 0)
    first = _first_by_id(ordered)
    parents = [_named_parent(span, first) for span in ordered]
    duplicates = {i for i, span in enumerate(ordered) if first[span.span_id] != i}
    duplicates -= _usage_beside(ordered, first, parents, duplicates)
    orphans = _cut_circles(parents) | {
        i for i, span in enumerate(ordered) if span.parent_span_id and parents[i] == NONE
    }
    synthetic = _adopt(ordered, parents, orphans)
    return _in_preorder(ordered, parents, duplicates, synthetic, orphans)


def _order(span: StoredSpan) -> tuple[Any, ...]:
    """By time; the rest so that spans sent twice under one id, each a little different, have one order too."""
    return (
        span.start_ns, -span.duration_ns, span.span_id, span.superseded, span.name, span.source, span.kind, span.status,
        span.service or "", span.parent_span_id or b"", span.attempt or 0,
        -1 if span.first_token_ns is None else span.first_token_ns,
    )  # fmt: skip


def _first_by_id(ordered: Sequence[StoredSpan]) -> dict[bytes, int]:
    """For each id the index of the span that counts."""
    first: dict[bytes, int] = {}
    for i, span in enumerate(ordered):
        known = first.get(span.span_id)
        if known is None or _worth(span) < _worth(ordered[known]):
            first[span.span_id] = i
    return first


def _worth(span: StoredSpan) -> tuple[bool, int]:
    return span.superseded, SOURCES.index(span.source)


def _usage_beside(
    ordered: Sequence[StoredSpan], first: dict[bytes, int], parents: list[int], duplicates: set[int]
) -> set[int]:
    """The rows that tell the usage of a span which does not; hangs them below it, in place."""
    told: dict[int, int] = {}
    for i in sorted(duplicates, key=lambda i: _worth(ordered[i])):
        span, above = ordered[i], first[ordered[i].span_id]
        if span.source == "span" or span.superseded or not span.usage_counted:
            continue
        if not bears_usage(ordered[above]):
            told.setdefault(above, i)
    for above, i in told.items():
        parents[i] = above
    return set(told.values())


def _named_parent(span: StoredSpan, first: dict[bytes, int]) -> int:
    return first.get(span.parent_span_id, NONE) if span.parent_span_id else NONE


def _cut_circles(parents: list[int]) -> set[int]:
    """Cuts every circle at its earliest span, in place; answers the spans that lost their parent so."""
    cut: set[int] = set()
    state = bytearray(len(parents))  # 0 unseen, 1 on the way up, 2 known to reach a root
    for start in range(len(parents)):
        way, at = [], start
        while at != NONE and state[at] == 0:
            state[at] = 1
            way.append(at)
            at = parents[at]
        if at != NONE and state[at] == 1:
            earliest = min(way[way.index(at) :])
            parents[earliest] = NONE
            cut.add(earliest)
        for each in way:
            state[each] = 2
    return cut


def _adopt(ordered: Sequence[StoredSpan], parents: list[int], orphans: set[int]) -> set[int]:
    """Hangs each orphan under the first root that holds it, in place; answers those that found one."""
    roots = [i for i, parent in enumerate(parents) if parent == NONE and i not in orphans]
    adopted = set()
    for i in sorted(orphans):
        span = ordered[i]
        for root in roots[:100]:  # a trace has one root, seldom a few; a trace of thousands has no place to guess
            if ordered[root].start_ns <= span.start_ns and span.end_ns <= ordered[root].end_ns:
                parents[i] = root
                adopted.add(i)
                break
    return adopted


def _in_preorder(
    ordered: Sequence[StoredSpan], parents: list[int], duplicates: set[int], synthetic: set[int], orphans: set[int]
) -> Tree:
    children: list[list[int]] = [[] for _ in ordered]
    stack: list[int] = []
    for i in reversed(range(len(ordered))):  # reversed: the earliest is popped first
        (stack if parents[i] == NONE else children[parents[i]]).append(i)
    walk: list[int] = []
    place = [0] * len(ordered)
    depths: list[int] = []
    while stack:
        at = stack.pop()
        place[at] = len(walk)
        depths.append(0 if parents[at] == NONE else depths[place[parents[at]]] + 1)
        walk.append(at)
        stack.extend(children[at])
    spans = tuple(ordered[i] for i in walk)
    moved = tuple(NONE if parents[i] == NONE else place[parents[i]] for i in walk)
    sizes, errors, tokens, costs = _sums(spans, moved)
    return Tree(
        spans, moved, tuple(depths), sizes, errors, tokens, costs,
        superseded=frozenset(i for i, span in enumerate(spans) if span.superseded or walk[i] in duplicates),
        synthetic_parent=frozenset(place[i] for i in synthetic),
        missing_parent=frozenset(place[i] for i in orphans),
        start_ns=ordered[0].start_ns,
        end_ns=max(span.end_ns for span in spans),
    )  # fmt: skip


def _sums(
    spans: Sequence[StoredSpan], parents: Sequence[int]
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int | None, ...]]:
    """Subtree sums, from the leaves up: a parent always stands before its children."""
    sizes = [1] * len(spans)
    errors = [int(span.status == "error") for span in spans]
    tokens = [(span.input_tokens or 0) + (span.output_tokens or 0) if span.usage_counted else 0 for span in spans]
    costs = [span.cost_nanousd if span.usage_counted else None for span in spans]
    for i in range(len(spans) - 1, -1, -1):
        parent = parents[i]
        if parent == NONE:
            continue
        sizes[parent] += sizes[i]
        errors[parent] += errors[i]
        tokens[parent] += tokens[i]
        mine, below = costs[parent], costs[i]
        costs[parent] = mine if below is None else below + (mine or 0)
    return tuple(sizes), tuple(errors), tuple(tokens), tuple(costs)
