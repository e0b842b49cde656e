"""A refused event of a JSON door as Ingest health's quarantine keeps it: a span that was never stored. Pure.

It is named by the event's id and has the event's plain fields as attributes, which lose their secrets like any other.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from aiops.core.events import Rejected
from traces.types import Attributes, Rejection, Resource, Span

MOST_KEPT = 1_000  # events of a request; all are counted
MOST_FIELDS = 100
PLAIN = (str, int, float, bool)
TRACE_DIGITS, SPAN_DIGITS = 32, 16


def as_rejections(
    rejected: Sequence[Rejected], events: Sequence[Any] | Mapping[int, Any], code: str, id_field: str
) -> list[Rejection]:
    """What became of the refused `events` of a request, found by their places in it; `code` is what is counted."""
    return [
        Rejection(each.index, each.field, each.reason, code, _span(events, each.index, id_field, kept=place))
        for place, each in enumerate(rejected)
    ]


def _span(events: Sequence[Any] | Mapping[int, Any], index: int, id_field: str, *, kept: int) -> Span | None:
    event = events[index]
    if kept >= MOST_KEPT or not isinstance(event, dict):
        return None
    plain: Attributes = {str(name): value for name, value in [*event.items()][:MOST_FIELDS] if isinstance(value, PLAIN)}
    return Span(
        trace_id=_id(event.get("trace_id"), TRACE_DIGITS),
        span_id=_id(event.get("span_id"), SPAN_DIGITS),
        parent_span_id=None,
        name=str(event.get(id_field, "")),
        start_ns=0,
        end_ns=0,
        attributes=plain,
        resource=Resource({"service.name": str(event.get("source", ""))}),
        index=index,
        source="event",
    )


def _id(told: Any, digits: int) -> bytes:
    """Of an id of the wrong form nothing: it stands among the attributes."""
    try:
        return bytes.fromhex(told) if isinstance(told, str) and len(told) == digits else b""
    except ValueError:
        return b""
