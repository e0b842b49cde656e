"""One trace: its summary, its spans and their bodies. Bodies are read only when someone opens a span or exports."""

import uuid
from dataclasses import replace
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction

from aiops.core import sql
from traces.store import blob, told_twice
from traces.store.reader_lists import rows_by_id
from traces.store.times import NS_PER_SECOND, when
from traces.types import SOURCES, Event, SpanBody, StoredSpan, TraceDetail, TraceRow, is_supplement

BLOBS_AT_ONCE = 16
MOST_PARTS = 100  # rows of one span id
LOGS_AROUND_NS = 600 * NS_PER_SECOND
MAX_BODIES_BYTES = 256 * 1024 * 1024  # of JSON, read at once


def trace(project_id: int, trace_id: bytes) -> TraceDetail | None:
    """The trace with its first settings.MAX_TRACE_SPANS spans, by start; None when this project has no such trace."""
    row = summary(project_id, trace_id)
    if row is None:
        return None
    most = settings.MAX_TRACE_SPANS
    found = sql.tuples("traces", "trace_spans", _scope(project_id, row) | {"most": most + 1})
    spans = [_span(each) for each in found[:most]]
    told = [span for span in spans if not is_supplement(span.source, span.kind)]
    shown = tuple(told or spans)
    return TraceDetail(row, shown if row.settled else told_twice.marked(shown), cut=len(found) > most)


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
    """What is not in the span's columns, its log records among the events; None when this project has no such span, or
    its body is gone."""
    row = summary(project_id, trace_id)
    if row is None:
        return None
    params = _scope(project_id, row) | {"span_id": span_id, "most": MOST_PARTS}
    found = sql.tuples("traces", "span_body_place", params)
    parts = [(bytes(data), place) for i, (more, place, data) in enumerate(found) if more or not i]
    return _whole([body for body in (_body_at(*part) for part in parts) if body])


def bodies(project_id: int, trace_id: bytes) -> dict[bytes, SpanBody]:
    """The body of every span that trace() answers, by span id; those of the first blobs up to MAX_BODIES_BYTES."""
    row = summary(project_id, trace_id)
    if row is None:
        return {}
    scope = _scope(project_id, row)
    parts = _places(scope)
    places: dict[Any, list[tuple[bytes, int, int]]] = {}
    for span_id, of_span in parts.items():
        for number, (batch, place) in enumerate(of_span):
            places.setdefault(batch, []).append((span_id, number, place))
    found: dict[bytes, dict[int, SpanBody]] = {}
    room = MAX_BODIES_BYTES
    with transaction.atomic():
        for batch, data in sql.stream("traces", "trace_blobs", scope | {"batches": list(places)}, BLOBS_AT_ONCE):
            room -= blob.decoded_bytes(data)
            if room < 0:
                break
            decoded = blob.decode(data)
            for span_id, number, place in places[batch]:
                found.setdefault(span_id, {})[number] = decoded[place]
    return {span_id: body for span_id, told in found.items() if (body := _whole([told[i] for i in sorted(told)]))}


def _places(scope: dict[str, Any]) -> dict[bytes, list[tuple[uuid.UUID, int]]]:
    """Blob and place in it of each body: first of the row that counts, then of log records that add to it."""
    found: dict[bytes, list[tuple[uuid.UUID, int]]] = {}
    for span_id, supplement, batch, place in sql.tuples(
        "traces", "trace_body_places", scope | {"most": settings.MAX_TRACE_SPANS}
    ):
        parts = found.setdefault(bytes(span_id), [])
        if supplement or not parts:
            parts.append((batch, place))
    return found


def _whole(parts: list[SpanBody]) -> SpanBody | None:
    """The first body, with the events of the others among its own; the same event told twice stands once."""
    if len(parts) < 2:
        return parts[0] if parts else None
    events: list[Event] = []
    for event in sorted((event for part in parts for event in part.events), key=lambda event: event.time_ns):
        if event not in events[-MOST_PARTS:]:
            events.append(event)
    return replace(parts[0], events=tuple(events))


def _body_at(data: bytes, place: int) -> SpanBody | None:
    try:
        return blob.decode_one(data, place)
    except IndexError:
        return None


def _scope(project_id: int, row: TraceRow) -> dict[str, Any]:
    """The trace's key and its times: no span starts outside them, so other days are not looked at; log records about
    its spans may be written a little later."""
    return {
        "project_id": project_id,
        "trace_id": uuid.UUID(bytes=row.trace_id),
        "from_time": when(row.start_ns - LOGS_AROUND_NS),
        "to_time": when(row.start_ns + row.duration_ns + LOGS_AROUND_NS),
    }


def _span(row: tuple[Any, ...]) -> StoredSpan:
    trace_id, span_id, parent, *middle, source, convention, tags, warnings, counted, superseded, sent, signs = row
    values = [trace_id.bytes, bytes(span_id), None if parent is None else bytes(parent), *middle]
    values += [SOURCES[source], convention]
    values += [orjson.loads(tags) if tags else {}, tuple(warnings or ()), counted, superseded, sent]
    values.append(tuple(signs or ()))
    return StoredSpan(*values)
