"""Rows of one span id, told by several sources (a span, its log record, a usage event): what they count for together.

The door and the readers follow the rule of settling before it has run: the best source stands; only where it tells no
usage does what another source tells count beside it. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from traces.types import CALL_KINDS, SOURCES, Source, Span, Status, StoredSpan, bears_usage, is_supplement

Key = tuple[bytes, bytes]  # trace and span


class Told(NamedTuple):
    """What counts of a stored row."""

    source: Source
    kind: str
    status: Status
    input_tokens: int | None
    output_tokens: int | None
    cost_nanousd: int | None


Stored = Mapping[Key, Sequence[Told]]
Row = TypeVar("Row", Span, StoredSpan, Span | Told)
Sums = dict[str, int | None]


def counting(rows: Sequence[Row]) -> list[Row]:
    """Of the rows of one id, first stored first: the one that stands and, if it tells no usage, the one that does."""
    ranked = sorted(
        (row for row in rows if not is_supplement(row.source, row.kind)), key=lambda row: SOURCES.index(row.source)
    )
    if not ranked or bears_usage(ranked[0]):
        return ranked[:1]
    telling = [row for row in ranked[1:] if row.source != "span" and bears_usage(row)]
    return ranked[:1] + telling[:1]


def added(spans: Sequence[Span], stored: Stored) -> Sums:
    """What these new spans of a trace add to its sums, given the rows of other sources that have the same ids."""
    by_key: dict[Key, list[Span | Told]] = {}
    for span in spans:
        by_key.setdefault((span.trace_id, span.span_id), []).append(span)
    before: list[list[Span | Told]] = [list(stored.get(key, ())) for key in by_key]
    after = [[*old, *new] for old, new in zip(before, by_key.values(), strict=True)]
    return _difference(sums([counting(rows) for rows in after]), sums([counting(rows) for rows in before]))


def sums(groups: Sequence[Sequence[Span | Told]]) -> Sums:
    """Calls, tokens and money of groups of rows that count, a group for each span id; `cost_nanousd` is None while
    nothing has a price."""
    rows = [row for group in groups for row in group]
    users = [row for row in rows if bears_usage(row)]
    prices = [row.cost_nanousd for row in users if row.cost_nanousd is not None]
    return {
        "span_count": len(rows),
        "error_count": sum(row.status == "error" for row in rows),
        "call_count": sum(any(row.kind in CALL_KINDS or bears_usage(row) for row in group) for group in groups),
        "unpriced_calls": len(users) - len(prices),
        "input_tokens": sum(row.input_tokens or 0 for row in users),
        "output_tokens": sum(row.output_tokens or 0 for row in users),
        "cost_nanousd": sum(prices) if prices else None,
    }


def _difference(after: Sums, before: Sums) -> Sums:
    """None where neither knows a price. Below zero where a better source says less than the one that gives way."""
    return {
        name: None if value is None and before[name] is None else (value or 0) - (before[name] or 0)
        for name, value in after.items()
    }


def marked(spans: Sequence[StoredSpan]) -> tuple[StoredSpan, ...]:
    """The spans of a trace that is not settled yet, as settling will mark those that are told by several sources."""
    by_id: dict[bytes, list[StoredSpan]] = {}
    for span in spans:
        by_id.setdefault(span.span_id, []).append(span)
    if len(by_id) == len(spans):
        return tuple(spans)
    stand = {id(row) for rows in by_id.values() for row in counting(rows)}
    return tuple(span if id(span) in stand else replace(span, superseded=True, usage_counted=False) for span in spans)
