"""Timelines of made-up traces, and all shapes of bad ones."""

import os
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from tests.traces.analysis.stored import number, stored
from traces.analysis.time import measures
from traces.analysis.time.timeline import NONE, Timeline, lay_out
from traces.analysis.tree import build
from traces.types import KINDS, StoredSpan

# TREES=20000 for the long form.
trees = settings(max_examples=int(os.environ.get("TREES", "100")), deadline=None)
Named = tuple[int | None, int, int, str]


def line_of(spans: list[StoredSpan]) -> Timeline:
    tree = build(spans)
    counted = [i for i in range(len(tree.spans)) if i not in tree.superseded]
    return lay_out(tree.spans, tree.parents, counted, (tree.start_ns, tree.end_ns))


def split_of(*spans: StoredSpan) -> measures.TimeSplit:
    return measures.split(line_of(list(spans)))


def path(*spans: StoredSpan) -> list[Named]:
    """(span, from, to, time kind); None for outside."""
    split = split_of(*spans)
    return [(name(split, each.position), each.start_ns, each.end_ns, each.kind) for each in split.spent]


def steps(*spans: StoredSpan) -> list[tuple[int | None, int, int]]:
    """(span, from, to), latest first, as the reference writes it."""
    return [each[:3] for each in reversed(path(*spans))]


def name(split: measures.TimeSplit, position: int) -> int | None:
    return None if position == NONE else number(split.line.spans[position])  # type: ignore[arg-type]


@st.composite
def traces(draw: st.DrawFn, services: int = 3) -> list[StoredSpan]:
    """Few ids and short times: orphans, circles, repeated ids, zero-length spans, children that stick out on either
    side, work taken from queues, and clocks that disagree all happen."""
    ids = draw(st.lists(st.integers(1, 12), min_size=1, max_size=12))
    return [draw(_span(each, services)) for each in ids]


@st.composite
def _span(draw: st.DrawFn, each: int, services: int) -> StoredSpan:
    start = draw(st.integers(0, 120))
    values: dict[str, Any] = {
        "kind": draw(st.sampled_from(KINDS)),
        "status": draw(st.sampled_from(["ok", "error"])),
        "service": f"service {draw(st.integers(1, services))}",
        "attempt": draw(st.none() | st.integers(1, 3)),
        "first_token_ns": draw(st.none() | st.integers(0, 60)),
        "name": draw(st.sampled_from(["a", "b"])),
        "superseded": draw(st.integers(0, 9)) == 9,
    }
    parent = draw(st.none() | st.integers(1, 14))
    return stored(each, start, start + draw(st.integers(0, 60)), parent, **values)


@st.composite
def tidy_traces(draw: st.DrawFn) -> list[StoredSpan]:
    """One root, every child inside its parent, one service and no queue: nothing to repair."""
    spans = [stored(1, 0, draw(st.integers(1, 200)))]
    for each in range(2, draw(st.integers(2, 12))):
        parent = draw(st.sampled_from(spans))
        start = draw(st.integers(parent.start_ns, parent.end_ns))
        end = draw(st.integers(start, parent.end_ns))
        if start < parent.end_ns or start == end:
            kind = draw(st.sampled_from(["step", "llm", "tool", "http", "other", "agent"]))
            spans.append(stored(each, start, end, number(parent), kind=kind))
    return spans
