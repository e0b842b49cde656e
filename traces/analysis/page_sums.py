"""The foot of a page of traces: sums of what is shown, and the longest duration, to which bars are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from traces.types import TraceRow


@dataclass(frozen=True, slots=True)
class PageSums:
    traces: int
    spans: int
    errors: int
    input_tokens: int
    output_tokens: int
    cost_nanousd: int | None  # None: nothing on the page has a price
    unpriced_calls: int
    longest_ns: int


def page_sums(rows: Sequence[TraceRow]) -> PageSums:
    """All zero for an empty page; traces without a price add nothing to the cost."""
    costs = [row.cost_nanousd for row in rows if row.cost_nanousd is not None]
    return PageSums(
        traces=len(rows),
        spans=sum(row.span_count for row in rows),
        errors=sum(row.error_count for row in rows),
        input_tokens=sum(row.input_tokens for row in rows),
        output_tokens=sum(row.output_tokens for row in rows),
        cost_nanousd=sum(costs) if costs else None,
        unpriced_calls=sum(row.unpriced_calls for row in rows),
        longest_ns=max((row.duration_ns for row in rows), default=0),
    )
