"""One trace: its summary, its spans and their bodies. Bodies are read only when someone opens a span or exports."""

import uuid
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction

from aiops.core import sql
from traces.store import blob
from traces.store.reader_lists import rows_by_id
from traces.store.times import when
from traces.types import SOURCES, SpanBody, StoredSpan, TraceDetail, TraceRow

BLOBS_AT_ONCE = 16
MAX_BODIES_BYTES = 256 * 1024 * 1024  # of JSON, read at once


def trace(project_id: int, trace_id: bytes) -> TraceDetail | None:
    """The trace with its first settings.MAX_TRACE_SPANS spans, by start; None when this project has no such trace."""
    row = summary(project_id, trace_id)
    if row is None:
        return None
    most = settings.MAX_TRACE_SPANS
    found = sql.tuples("traces", "trace_spans", _scope(project_id, row) | {"most": most + 1})
    return TraceDetail(row, tuple(_span(each) for each in found[:most]), cut=len(found) > most)


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
    """The body of every span that trace() answers, by span id; those of the first blobs up to MAX_BODIES_BYTES."""
    row = summary(project_id, trace_id)
    if row is None:
        return {}
    scope = _scope(project_id, row)
    places: dict[Any, dict[bytes, int]] = {}
    for span_id, (batch, place) in _places(scope).items():
        places.setdefault(batch, {})[span_id] = place
    found: dict[bytes, SpanBody] = {}
    room = MAX_BODIES_BYTES
    with transaction.atomic():
        for batch, data in sql.stream("traces", "trace_blobs", scope | {"batches": list(places)}, BLOBS_AT_ONCE):
            room -= blob.decoded_bytes(data)
            if room < 0:
                break
            decoded = blob.decode(data)
            found |= {span_id: decoded[place] for span_id, place in places[batch].items()}
    return found


def _places(scope: dict[str, Any]) -> dict[bytes, tuple[uuid.UUID, int]]:
    """Blob and place in it of each body; of an id sent twice, of the span that counts."""
    found = sql.tuples("traces", "trace_body_places", scope | {"most": settings.MAX_TRACE_SPANS})
    return {bytes(span_id): (batch, place) for span_id, batch, place in found}


def _body_at(data: bytes, place: int) -> SpanBody | None:
    try:
        return blob.decode_one(data, place)
    except IndexError:
        return None


def _scope(project_id: int, row: TraceRow) -> dict[str, Any]:
    """The trace's key and its times: no span starts outside them, so other days are not looked at."""
    return {
        "project_id": project_id,
        "trace_id": uuid.UUID(bytes=row.trace_id),
        "from_time": when(row.start_ns),
        "to_time": when(row.start_ns + row.duration_ns),
    }


def _span(row: tuple[Any, ...]) -> StoredSpan:
    trace_id, span_id, parent, *middle, source, convention, tags, warnings, counted, superseded = row
    values = [trace_id.bytes, bytes(span_id), None if parent is None else bytes(parent), *middle]
    values += [SOURCES[source], convention]
    values += [orjson.loads(tags) if tags else {}, tuple(warnings or ()), counted, superseded]
    return StoredSpan(*values)
