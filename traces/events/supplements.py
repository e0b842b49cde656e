"""GenAI log records: what was said in a call stands in records beside its span. All records of one span in a request
become one row of its id, whose events they are; when the span is opened, its content is read from both. Pure.
"""

from collections.abc import Iterable

from traces.types import Attributes, Event, LogRecord, Span

PREFIX = "gen_ai."
EVALUATION = "gen_ai.evaluation.result"


def event_name(record: LogRecord) -> str | None:
    """The GenAI event that a record is; None for any other."""
    for found in (record.name, record.attributes.get("event.name")):
        if isinstance(found, str) and found.startswith(PREFIX):
            return found
    return None


def as_spans(records: Iterable[LogRecord]) -> list[Span]:
    """One for each span that these records are about; every record has a trace and a span."""
    grouped: dict[tuple[bytes | None, bytes | None], list[LogRecord]] = {}
    for record in records:
        grouped.setdefault((record.trace_id, record.span_id), []).append(record)
    return [_as_span(sorted(group, key=lambda record: record.time_ns)) for group in grouped.values()]


def _as_span(records: list[LogRecord]) -> Span:
    first = records[0]
    if first.trace_id is None or first.span_id is None:
        raise ValueError("a record without ids is about no span")
    return Span(
        trace_id=first.trace_id,
        span_id=first.span_id,
        parent_span_id=None,
        name=event_name(first) or "",
        start_ns=first.time_ns,
        end_ns=records[-1].time_ns,
        events=[Event(event_name(record) or "", record.time_ns, _attributes(record)) for record in records],
        resource=first.resource,
        scope=first.scope,
        index=first.index,
        source="log",
    )


def _attributes(record: LogRecord) -> Attributes:
    return record.attributes if record.body is None else {**record.attributes, "body": record.body}
