"""Spans and events that could be read but are not stored, kept for 30 days with the reason: nothing vanishes unseen."""

from collections.abc import Container, Sequence
from dataclasses import replace
from typing import Any

import orjson
import zstandard
from django.db import connection

from aiops.core import sql
from traces.store.counts import printable
from traces.store.tagged import dumps, fields
from traces.store.times import when
from traces.types import Batch, Rejection, Span

MAX_A_BATCH = 1_000  # all are counted; more examples than that explain nothing
SHORT, LONG = 200, 1_000  # characters kept of names and reasons


def spans(batch: Batch) -> list[Span]:
    """Those that `keep` would keep."""
    return [rejection.span for rejection in batch.rejected if rejection.span is not None]


def leave(batch: Batch, trace_ids: Container[bytes], others: Sequence[Span]) -> list[Span]:
    """Of rejected spans of these traces, and of the others, nothing is kept but that there were some; answers them."""
    left, ids = [], {id(span) for span in others}
    for place, rejection in enumerate(batch.rejected):
        span = rejection.span
        if span is not None and (span.trace_id in trace_ids or id(span) in ids):
            batch.rejected[place] = replace(rejection, span=None)
            left.append(span)
    return left


def keep(batch: Batch) -> None:
    """Copies the batch's rejected spans, and events as such, into quarantine."""
    kept = [rejection for rejection in batch.rejected if rejection.span is not None][:MAX_A_BATCH]
    if not kept:
        return
    received, statement = when(batch.received_ns), sql.statement("traces", "copy_quarantine")
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for rejection in kept:
            copy.write_row((batch.project_id, received, *_columns(rejection)))


def decode(body: bytes) -> dict[str, Any]:
    """The whole span as it came, by field name; ids in hex."""
    content = orjson.loads(zstandard.ZstdDecompressor().decompress(body, max_output_size=1 << 31))
    span: dict[str, Any] = fields(content, 1)[0]
    return span


def encode(span: Span) -> bytes:
    """zstd of JSON; exact, whatever the values."""
    whole = {
        "trace_id": span.trace_id.hex(),
        "span_id": span.span_id.hex(),
        "parent_span_id": span.parent_span_id.hex() if span.parent_span_id else None,
        "name": span.name,
        "start_ns": span.start_ns,
        "end_ns": span.end_ns,
        "otel_kind": span.otel_kind,
        "status": span.status,
        "status_message": span.status_message,
        "attributes": span.attributes,
        "events": [[event.name, event.time_ns, event.attributes] for event in span.events],
        "links": [[link.trace_id.hex(), link.span_id.hex(), link.attributes] for link in span.links],
        "resource": span.resource.attributes,
        "scope": [span.scope.name, span.scope.version],
    }
    values = [span.attributes, span.resource.attributes]
    values += [event.attributes for event in span.events] + [link.attributes for link in span.links]
    return zstandard.ZstdCompressor(level=1).compress(dumps(values, [whole]))


def _columns(rejection: Rejection) -> tuple[str | bytes, ...]:
    span = rejection.span
    assert span is not None  # noqa: S101  # keep() chose those with a span
    return (
        rejection.code,
        printable(rejection.field)[:SHORT],
        printable(rejection.reason)[:LONG],
        span.trace_id.hex(),
        span.span_id.hex(),
        printable(span.name)[:SHORT],
        printable(span.resource.service)[:SHORT],
        encode(span),
    )
