"""One trace: its summary, its spans and their bodies. Bodies are read only when someone opens a span or exports."""

import uuid
from typing import Any

import orjson

from aiops.core import sql
from traces.store import blob
from traces.store.reader_lists import rows_by_id
from traces.store.times import when
from traces.types import SpanBody, StoredSpan, TraceDetail, TraceRow


def trace(project_id: int, trace_id: bytes) -> TraceDetail | None:
    """The trace with all its spans, by start; None when this project has no such trace."""
    row = summary(project_id, trace_id)
    if row is None:
        return None
    return TraceDetail(row, tuple(_span(each) for each in sql.tuples("traces", "trace_spans", _scope(project_id, row))))


def summary(project_id: int, trace_id: bytes) -> TraceRow | None:
    return next(iter(rows_by_id(project_id, [uuid.UUID(bytes=trace_id)])), None)


def span(project_id: int, trace_id: bytes, span_id: bytes) -> tuple[TraceRow, StoredSpan] | None:
    """One span and the summary of its trace, without reading the rest; of an id sent twice, the one that counts."""
    row = summary(project_id, trace_id)
    if row is None:
        return None
    found = sql.tuples("traces", "trace_span", _scope(project_id, row) | {"span_id": span_id})
    return (row, _span(found[0])) if found else None


def body(project_id: int, trace_id: bytes, span_id: bytes) -> SpanBody | None:
    """What is not in the span's columns; None when this project has no such span, or its body is gone."""
    row = summary(project_id, trace_id)
    if row is None:
        return None
    found = sql.tuples("traces", "span_body_place", _scope(project_id, row) | {"span_id": span_id})
    return next((_body_at(bytes(data), place) for _, place, data in found), None)


def bodies(project_id: int, trace_id: bytes) -> dict[bytes, SpanBody]:
    """The body of every span of the trace that has one, by span id."""
    row = summary(project_id, trace_id)
    if row is None:
        return {}
    scope = _scope(project_id, row)
    blobs = {batch: blob.decode(bytes(data)) for batch, data in sql.tuples("traces", "trace_blobs", scope)}
    places = sql.tuples("traces", "trace_body_places", scope)
    return {bytes(span_id): blobs[batch][place] for span_id, batch, place in places if batch in blobs}


def _body_at(data: bytes, place: int) -> SpanBody | None:
    found = blob.decode(data)
    return found[place] if place < len(found) else None


def _scope(project_id: int, row: TraceRow) -> dict[str, Any]:
    """The trace's key and its times: no span starts outside them, so other days are not looked at."""
    return {
        "project_id": project_id,
        "trace_id": uuid.UUID(bytes=row.trace_id),
        "from_time": when(row.start_ns),
        "to_time": when(row.start_ns + row.duration_ns),
    }


def _span(row: tuple[Any, ...]) -> StoredSpan:
    trace_id, span_id, parent, *middle, tags, warnings, counted, superseded = row
    values = [trace_id.bytes, bytes(span_id), None if parent is None else bytes(parent), *middle]
    values += [orjson.loads(tags) if tags else {}, tuple(warnings or ()), counted, superseded]
    return StoredSpan(*values)
