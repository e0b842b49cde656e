"""Stores the spans of one batch in one transaction: rows, bodies, summaries, marks and counts, all or nothing.

Spans that are stored already are found first and left out, so what is copied is new; should another writer store the
same span meanwhile, the unique key refuses the copy and we look again. Everything goes in the order of its key, so
writers of the same trace wait for each other but never in a circle. Measured against a staged copy with ON CONFLICT in
docs/why/2026-11-write-path.md.
"""

import struct
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from operator import itemgetter
from zlib import crc32

import orjson
import psycopg
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction

from aiops.core import sql
from traces.store import (
    blob,
    counts,
    erased,
    locks,
    marks,
    partitions,
    promoted,
    provisional,
    quarantine,
    refusals,
    rows,
    told_twice,
)
from traces.store.times import NS_PER_MINUTE, when
from traces.types import SOURCES, Batch, Receipt, Rejection, Span

LOCK_TIMEOUT = "8s"  # under the 10 s after which an exporter gives up
LOG = SOURCES.index("log")
TRIES = 50  # every lost race means that another writer got on, so this is patience, not hope
_pair_of_times = struct.Struct(">qq").pack
_pair_of_sums = struct.Struct(">II").pack
RETRYABLE = (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)


@dataclass(slots=True)
class Prepared:
    """One span, ready to be copied. `body_index` is its place in the trace's blob of this batch."""

    key: bytes  # as _key makes it
    span: Span
    body: bytes
    body_hash: bytes
    body_index: int
    row: bytes


def store(batch: Batch) -> Receipt:
    """Stores what is new of `batch.spans`, quarantines `batch.rejected`, and answers when all of it is durable.

    Spans that PostgreSQL refuses are added to `batch.rejected`. Raises django.db.OperationalError when the store cannot
    be reached or is too busy, and django.db.DataError when it refuses what is no span's fault; then nothing was stored.
    """
    receipt = Receipt()
    batch_id = _batch_id(batch.received_ns)
    prepared = _without_repeats(_prepare(batch, batch_id), receipt)
    for _ in range(TRIES):
        partitions.ensure(partitions.days_of(each.span.start_ns for each in prepared))
        try:
            return _store(batch, batch_id, prepared, receipt)
        except erased.ErasedError as error:
            prepared = _without_erased(batch, prepared, error.traces)
        except DatabaseError as error:
            if refusals.is_refusal(error):
                prepared = _without_refused(batch, prepared, error)
            elif isinstance(error.__cause__, psycopg.errors.CheckViolation):
                partitions.forget()
            elif not isinstance(error.__cause__, RETRYABLE):
                raise
    raise OperationalError("the store is too busy: every try met another writer of the same spans")


def _batch_id(received_ns: int) -> bytes:
    """A UUID of version 7: batches sort by the time they came, so that the first stored span of an id can be told."""
    random = uuid.uuid4().bytes
    return (received_ns // 1_000_000).to_bytes(6, "big") + bytes([0x70 | random[6] & 0x0F]) + random[7:]


def _prepare(batch: Batch, batch_id: bytes) -> list[Prepared]:
    """Packs every span, in the order of its key; one that fits no column is rejected here, before the store sees it."""
    packer = rows.SpanRows(batch.project_id, batch_id)
    places: dict[bytes, int] = {}
    prepared = []
    for key, span in sorted(((_key_of(span), span) for span in batch.spans), key=itemgetter(0)):
        place = places.get(span.trace_id, 0)
        try:
            body = blob.body_json(span)
            body_hash = _hash(span, body)
            row = packer.pack(span, body_hash, place)
        except (struct.error, AttributeError, TypeError, ValueError) as error:
            batch.rejected.append(_refusal(span, str(error)))
            continue
        places[span.trace_id] = place + 1
        prepared.append(Prepared(key, span, body, body_hash, place, row))
    return prepared


def _key_of(span: Span) -> bytes:
    return _key(span.trace_id, span.span_id, SOURCES.index(span.source), span.start_ns)


def _key(trace_id: bytes, span_id: bytes, source: int, start_ns: int) -> bytes:
    """What a row is known by: its ids and who tells of it. Log records of one span may come in several parts."""
    key = trace_id + span_id + bytes((source,))
    return key + (start_ns // 1000).to_bytes(8, "big") if source == LOG else key


def _hash(span: Span, body: bytes) -> bytes:
    """64 bits by which a repeat is told from another span of the same id; either way the first stays."""
    head = _pair_of_times(span.start_ns, span.end_ns) + (span.parent_span_id or b"") + span.name.encode()
    return _pair_of_sums(crc32(body), crc32(head, len(span.status)))


def _without_repeats(prepared: list[Prepared], receipt: Receipt) -> list[Prepared]:
    """The first of each id within the batch; the others are counted in the receipt."""
    first: dict[bytes, Prepared] = {}
    for each in prepared:
        stands = first.setdefault(each.key, each)
        if stands is not each:
            _count_known(receipt, each, stands.body_hash)
    return list(first.values())


def _count_known(receipt: Receipt, each: Prepared, stored_hash: bytes) -> None:
    if each.body_hash == stored_hash:
        receipt.duplicate += 1
    else:
        receipt.conflict.append(each.span.span_id.hex())


def _store(batch: Batch, batch_id: bytes, prepared: list[Prepared], repeats: Receipt) -> Receipt:
    """One try. The answer counts what this transaction did."""
    receipt = Receipt(duplicate=repeats.duplicate, conflict=list(repeats.conflict))
    with transaction.atomic(durable=True):
        locks.begin_writing(batch.project_id, LOCK_TIMEOUT)
        erased.refuse(batch.project_id, [*(each.span for each in prepared), *quarantine.spans(batch)])
        known = _known_traces(batch.project_id, prepared)
        stored, told = _stored(batch.project_id, prepared, known)
        new: list[Prepared] = []
        for each in prepared:
            if (stored_hash := stored.get(each.key)) is None:
                new.append(each)
            else:
                _count_known(receipt, each, stored_hash)
        receipt.accepted = len(new)
        if new:
            _insert(batch, batch_id, new, told)
            marks.add(batch.project_id, "run", _starts_left(new, known))
        quarantine.keep(batch)
        counts.record(batch, receipt)
    return receipt


def _known_traces(project_id: int, prepared: Sequence[Prepared]) -> dict[bytes, int]:
    """When those traces of the batch started that are known already."""
    traces = [trace_id.hex() for trace_id in dict.fromkeys(each.span.trace_id for each in prepared)]
    if not traces:
        return {}
    found = sql.tuples("traces", "known_traces", {"project_id": project_id, "trace_ids": traces})
    return {bytes(trace_id): start_ns for trace_id, start_ns in found}


def _stored(
    project_id: int, prepared: Sequence[Prepared], known: dict[bytes, int]
) -> tuple[dict[bytes, bytes], told_twice.Stored]:
    """The body hash of each span that is stored already, by its key, and what is told of each span id.

    Spans of traces that are not known need no look.
    """
    asked = [each.span for each in prepared if each.span.trace_id in known]
    if not asked:
        return {}, {}
    starts = [span.start_ns for span in asked] + [known[span.trace_id] for span in asked]  # as sent now, and before
    params = {
        "project_id": project_id,
        "trace_ids": [span.trace_id.hex() for span in asked],
        "span_ids": [span.span_id for span in asked],
        "first": when(min(starts) - NS_PER_MINUTE),
        "last": when(max(starts) + NS_PER_MINUTE),
    }
    hashes: dict[bytes, bytes] = {}
    told: dict[told_twice.Key, list[told_twice.Told]] = {}
    for trace_id, span_id, source, start_ns, body_hash, *counts_of_it in sql.tuples("traces", "known_spans", params):
        key = bytes(trace_id), bytes(span_id)
        hashes[_key(*key, source, start_ns)] = body_hash.to_bytes(8, "big", signed=True)
        told.setdefault(key, []).append(told_twice.Told(SOURCES[source], *counts_of_it))
    return hashes, told


def _starts_left(new: Sequence[Prepared], known: dict[bytes, int]) -> set[int]:
    """Where traces stood in the roll-ups until a span came that started before all others."""
    starts = ((each.span.start_ns, known.get(each.span.trace_id)) for each in new)
    return {was for start_ns, was in starts if was is not None and start_ns < was}


def _insert(batch: Batch, batch_id: bytes, new: Sequence[Prepared], told: told_twice.Stored) -> None:
    """Rows, bodies, summaries and marks of spans that are not stored yet; `told` is what others say of their ids."""
    copy("copy_spans", rows.stream(each.row for each in new))
    copy("copy_blobs", rows.stream(_blobs(batch.project_id, batch_id, new)))
    _add_sums(batch, list(provisional.by_trace(each.span for each in new).values()), told)
    marks.add(batch.project_id, "span", (each.span.start_ns for each in new))


def _add_sums(batch: Batch, traces: Sequence[list[Span]], told: told_twice.Stored) -> None:
    """Adds the new spans of each trace to its summary."""
    received = when(batch.received_ns)
    params = {
        "project_id": batch.project_id,
        "rows": orjson.dumps([provisional.summary(spans, told) for spans in traces]).decode(),
        "received": received,
        "settle_after": received + timedelta(seconds=settings.SETTLE_AFTER_SECONDS),
    }
    sql.execute("traces", "upsert_traces", params)


def _blobs(project_id: int, batch_id: bytes, new: Sequence[Prepared]) -> list[bytes]:
    """One row a trace. A span left out since it is stored already leaves its place empty."""
    by_trace: dict[bytes, list[Prepared]] = {}
    for each in new:
        by_trace.setdefault(each.span.trace_id, []).append(each)
    packed = []
    for trace_id, members in by_trace.items():
        bodies: list[tuple[Span, bytes] | None] = [None] * (members[-1].body_index + 1)
        for each in members:
            bodies[each.body_index] = (each.span, each.body)
        start_ns = min(each.span.start_ns for each in members)
        packed.append(rows.blob_row(project_id, trace_id, batch_id, start_ns, blob.pack(bodies)))
    return packed


def copy(name: str, data: bytes) -> None:
    """Runs `COPY ... FROM STDIN` of sql/<name>.sql. Raises django.db.Error."""
    statement = sql.statement("traces", name)
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as stdin:
        stdin.write(data)


def _without_refused(batch: Batch, prepared: list[Prepared], error: DatabaseError) -> list[Prepared]:
    """Finds the spans PostgreSQL refuses, rejects them, answers the rest. Raises `error` when none is to blame."""
    new = _not_stored(batch.project_id, prepared)
    refused = _refused_spans(batch, new) or _refused_traces(batch, new)
    if not refused:
        raise error
    for each in prepared:
        if each.key in refused:
            batch.rejected.append(_refusal(each.span, refused[each.key]))
    return [each for each in prepared if each.key not in refused]


def _not_stored(project_id: int, prepared: Sequence[Prepared]) -> list[Prepared]:
    stored, _ = _stored(project_id, prepared, _known_traces(project_id, prepared))
    return [each for each in prepared if each.key not in stored]


def _refused_spans(batch: Batch, part: Sequence[Prepared]) -> dict[bytes, str]:
    """Why a span cannot be stored, by its key."""

    def attempt(part: Sequence[Prepared]) -> None:
        locks.begin_writing(batch.project_id, LOCK_TIMEOUT)
        copy("copy_spans", rows.stream(each.row for each in part))

    return {each.key: reason for each, reason in refusals.find(part, attempt)}


def _refused_traces(batch: Batch, part: Sequence[Prepared]) -> dict[bytes, str]:
    """The spans of traces whose sums would overflow, each span by its key."""

    def attempt(traces: Sequence[list[Span]]) -> None:
        locks.begin_writing(batch.project_id, LOCK_TIMEOUT)
        _add_sums(batch, traces, {})

    found = refusals.find(list(provisional.by_trace(each.span for each in part).values()), attempt)
    reasons = {spans[0].trace_id: f"the sums of its trace: {reason}" for spans, reason in found}
    return {each.key: reasons[each.span.trace_id] for each in part if each.span.trace_id in reasons}


def _without_erased(batch: Batch, prepared: list[Prepared], traces: Mapping[bytes, int]) -> list[Prepared]:
    """Rejects spans of these traces, which were erased, keeps nothing of them, and answers the rest."""
    erased.take_along(batch.project_id, traces)
    gone = [each.span for each in prepared if each.span.trace_id in traces]
    promoted.for_project(batch.project_id).forget(gone)
    quarantine.leave(batch, traces)
    batch.rejected += [Rejection(span.index, "trace_id", erased.REASON, erased.CODE) for span in gone]
    batch.spans = [span for span in batch.spans if span.trace_id not in traces]
    return [each for each in prepared if each.span.trace_id not in traces]


def _refusal(span: Span, reason: str) -> Rejection:
    return Rejection(span.index, "", f"the store cannot hold it: {reason[:200]}", "not_storable", span)
