"""The trace page: the tree as columns for its scripts, the facts of its head, and the span that is open at first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from typing import Any
from urllib.parse import urlencode

from aiops.core import formats
from traces import semconv
from traces.analysis import conversation
from traces.analysis.columns import columns
from traces.analysis.facts import Facts, facts
from traces.analysis.findings import Case, Examined, examine
from traces.analysis.origin import origin
from traces.analysis.time.of_tree import split_of
from traces.analysis.tree import Tree, build
from traces.panels import time_split
from traces.panels.span import Turn, failed_turn, turn
from traces.types import Content, SpanBody, StoredSpan, TraceDetail, TraceRow

CLOSED = "none"  # in place of a span id in the URL: the panel is closed
CONVERSING = frozenset({"llm"})
MOST_TURNS = 400
PLAIN_ROWS = 200


@dataclass(frozen=True, slots=True)
class TracePanel:
    row: TraceRow
    tree: Tree
    facts: Facts
    columns: dict[str, Any]
    examined: Examined
    cut: bool  # only the first spans of a larger trace; `facts` are of the whole
    time: time_split.TimePanel | None

    @property
    def failed_from(self) -> StoredSpan | None:
        """The span where the failure began."""
        return self.tree.spans[self.columns["origin"]] if self.columns["origin"] >= 0 else None

    @property
    def plain_rows(self) -> list[tuple[int, StoredSpan]]:
        """(level, span) of the first spans, for a browser without scripts."""
        return [(depth + 1, span) for depth, span in zip(self.tree.depths, self.tree.spans[:PLAIN_ROWS], strict=False)]

    def opened(self, wanted: str) -> StoredSpan | None:
        """The span that the URL asks for; where it asks for none, the one where the failure began, else the first.

        `wanted` is the URL's: a span id in hex, CLOSED, or "".
        """
        if wanted:
            return next((span for span in self.tree.spans if span.span_id.hex() == wanted), None)
        return self.failed_from or next(iter(self.tree.spans), None)


def panel(detail: TraceDetail) -> TracePanel:
    tree = build(detail.spans)
    known = facts(tree) if detail.spans and not detail.cut else _remembered(detail.row)
    split = split_of(tree)
    found = examine(Case.of_tree(tree, detail.row.outcome or ""))
    time = time_split.panel(tree, split, detail.row, cut=detail.cut)
    return TracePanel(detail.row, tree, known, columns(tree, split, _began(tree, found)), found, detail.cut, time)


def _began(tree: Tree, found: Examined) -> int | None:
    """Where the failure began: at the finding that explains it best, else where the first error was raised."""
    first = found.primary
    place = tree.position(first.span) if found.failed and first and first.span else None
    return origin(tree) if place is None else place


def _remembered(row: TraceRow) -> Facts:
    """The figures of a trace whose spans are not all here: those of its summary."""
    unknown = row.call_count if row.input_tokens + row.output_tokens == 0 and row.cost_nanousd is None else 0
    return Facts(
        row.span_count, 0, row.error_count, row.call_count, unknown, 0, row.input_tokens, row.output_tokens,
        row.cost_nanousd, row.unpriced_calls, (), row.start_ns, row.duration_ns,
    )  # fmt: skip


def days_around(row: TraceRow, zone: tzinfo) -> str:
    """Query of the trace list for the trace's day, the one before and the one after: a session may pass midnight."""
    day = formats.moment(row.start_ns, zone).date()
    return urlencode({"from": day - timedelta(days=1), "to": day + timedelta(days=2)})


@dataclass(frozen=True, slots=True)
class Conversation:
    """`turns` are (call, message, whether this call is another one than that of the turn before)."""

    turns: tuple[tuple[StoredSpan, Turn, bool], ...]
    left_out: int


def converse(
    detail: TraceDetail, bodies: Mapping[bytes, SpanBody], earlier: Mapping[bytes, SpanBody] | None = None
) -> Conversation:
    """What the model calls of a trace said, in the order they started, and which of them failed. `earlier`: bodies of
    the trace before it in a session, of which it repeats the messages."""
    calls = [s for s in detail.spans if s.kind in CONVERSING and not s.superseded]
    contents = (_content(bodies.get(span.span_id)) for span in calls)
    found = conversation.turns(zip(calls, contents, strict=True), map(_content, (earlier or {}).values()))
    shown, before, made = found[:MOST_TURNS], None, []
    for each in shown:
        said = turn(each.message) if each.message else failed_turn(each.span, bodies.get(each.span.span_id))
        made.append((each.span, said, each.span is not before))
        before = each.span
    return Conversation(tuple(made), len(found) - len(shown))


def _content(body: SpanBody | None) -> Content:
    return semconv.content(body) if body else Content()
