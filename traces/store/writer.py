"""Stores the spans of a batch in one transaction: rows, bodies, summaries, marks and counts, all or nothing.

Batches of a project that come at the same time share a transaction, each with an answer of its own. Should that fail,
for whatever reason, each is stored alone, so that none can sink another.

Spans that are stored already are found first and left out, so what is copied is new; should another writer store the
same span meanwhile, the unique key refuses the copy and we look again. Everything goes in the order of its key, so
writers of the same trace wait for each other but never in a circle. Measured against a staged copy with ON CONFLICT in
docs/why/2026-11-write-path.md, with shared transactions in docs/why/2026-11-group-commit.md.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from operator import attrgetter

import orjson
import psycopg
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from aiops.core import sql, workbench
from traces.store import (
    counts,
    erased,
    erasing,
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
from traces.store.lanes import Lane
from traces.store.packed import Packed, PackedSpan, blobs_of, count_known, key, pack, refusal
from traces.store.times import NS_PER_MINUTE, when
from traces.types import SOURCES, Batch, Receipt, Rejection, Span

LOCK_TIMEOUT = "8s"  # under the 10 s after which an exporter gives up
SHARED_LOCK_TIMEOUT = "500ms"  # of several batches: the one that has to wait shall not hold up the others
SHARED_SPANS = 4_000  # of one transaction
PROJECTS_KNOWN = 1_000
TRIES = 50  # every lost race means that another writer got on, so this is patience, not hope
FAILED = (DatabaseError, InterfaceError, TypeError, ValueError, erased.ErasedError)  # of a group: each goes alone then
RETRYABLE = (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)


def store(batch: Batch) -> Receipt:
    """Stores what is new of `batch.spans`, quarantines `batch.rejected`, and answers when all of it is durable.

    Spans that PostgreSQL refuses are added to `batch.rejected`. Raises django.db.OperationalError when the store cannot
    be reached or is too busy, and django.db.DataError when it refuses what is no span's fault; then nothing was stored.
    """
    with workbench.turn():
        packed = pack(batch)
    _make_days(packed)
    receipt = _lane(batch.project_id).take(packed)
    return _store_alone(packed) if receipt is None else receipt


@lru_cache(PROJECTS_KNOWN)
def _lane(_project_id: int) -> Lane[Packed, Receipt]:
    return Lane(_store_together, size=lambda packed: len(packed.spans), most=SHARED_SPANS, errors=FAILED)


def _store_together(group: Sequence[Packed]) -> list[Receipt]:
    return _store(group, SHARED_LOCK_TIMEOUT)


def _store_alone(packed: Packed) -> Receipt:
    """As `store`, with patience, and without the spans that are refused."""
    for _ in range(TRIES):
        _make_days(packed)
        try:
            return _store([packed], LOCK_TIMEOUT)[0]
        except erased.ErasedError as error:
            packed = _without_erased(packed, error)
        except DatabaseError as error:
            if refusals.is_refusal(error):
                packed = _without_refused(packed, error)
            elif isinstance(error.__cause__, psycopg.errors.CheckViolation):
                partitions.forget()
            elif not isinstance(error.__cause__, RETRYABLE):
                raise
    raise OperationalError("the store is too busy: every try met another writer of the same spans")


def _make_days(packed: Packed) -> None:
    partitions.ensure(partitions.days_of(each.span.start_ns for each in packed.spans))


def _store(group: Sequence[Packed], lock_timeout: str) -> list[Receipt]:
    """One try, for batches of one project. Each answer counts what this transaction did for that batch."""
    project_id = group[0].batch.project_id
    with transaction.atomic(durable=True):
        locks.begin_writing(project_id, lock_timeout)
        spans = [each for packed in group for each in packed.spans]
        refused = [span for packed in group for span in quarantine.spans(packed.batch)]
        erased.refuse(project_id, [each.span for each in spans], refused)
        known = _known_traces(project_id, spans)
        stored, told = _stored(project_id, spans, known)
        receipts, new = zip(*[_sorted_out(packed, stored) for packed in group], strict=True)
        _insert(group, new, known, told)
        for packed in group:
            quarantine.keep(packed.batch)
        counts.record([(packed.batch, receipt) for packed, receipt in zip(group, receipts, strict=True)])
    return list(receipts)


def _sorted_out(packed: Packed, stored: dict[bytes, bytes]) -> tuple[Receipt, list[PackedSpan]]:
    """The spans of a batch that are new, which the batches behind it then find in `stored`."""
    receipt = Receipt(duplicate=packed.repeats.duplicate, conflict=list(packed.repeats.conflict))
    new = []
    for each in packed.spans:
        stands = stored.get(each.key)
        if stands is None:
            stored[each.key] = each.body_hash
            new.append(each)
        else:
            count_known(receipt, each, stands)
    receipt.accepted = len(new)
    return receipt, new


def _known_traces(project_id: int, spans: Sequence[PackedSpan]) -> dict[bytes, int]:
    """When those traces of the batches started that are known already."""
    traces = [trace_id.hex() for trace_id in dict.fromkeys(each.span.trace_id for each in spans)]
    if not traces:
        return {}
    found = sql.prepared("traces", "known_traces", {"project_id": project_id, "trace_ids": traces})
    return {bytes(trace_id): start_ns for trace_id, start_ns in found}


def _stored(
    project_id: int, spans: Sequence[PackedSpan], known: dict[bytes, int]
) -> tuple[dict[bytes, bytes], told_twice.Stored]:
    """The body hash of each span that is stored already, by its key, and what is told of each span id.

    Spans of traces that are not known need no look.
    """
    asked = [each.span for each in spans if each.span.trace_id in known]
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
    for trace_id, span_id, source, start_ns, body_hash, *counts_of_it in sql.prepared("traces", "known_spans", params):
        ids = bytes(trace_id), bytes(span_id)
        hashes[key(*ids, source, start_ns)] = body_hash.to_bytes(8, "big", signed=True)
        told.setdefault(ids, []).append(told_twice.Told(SOURCES[source], *counts_of_it))
    return hashes, told


def _insert(
    group: Sequence[Packed], new: Sequence[list[PackedSpan]], known: dict[bytes, int], told: told_twice.Stored
) -> None:
    """Rows, bodies, summaries and marks of the spans of each batch that are not stored yet; `told` is what others say
    of their ids."""
    spans = sorted([each for part in new for each in part], key=attrgetter("key"))
    if not spans:
        return
    batch = group[-1].batch
    copy("copy_spans", rows.stream(each.row for each in spans))
    copy(
        "copy_blobs", rows.stream(row for packed, part in zip(group, new, strict=True) for row in _blobs(packed, part))
    )
    _add_sums(batch, list(provisional.by_trace(each.span for each in spans).values()), told)
    marks.add(batch.project_id, "span", (each.span.start_ns for each in spans))
    marks.add(batch.project_id, "run", _starts_left(spans, known))


def _blobs(packed: Packed, new: list[PackedSpan]) -> list[bytes]:
    """One row a trace, made anew where some of the batch's spans are stored already."""
    made = packed.blobs if len(new) == len(packed.spans) else blobs_of(packed.batch, packed.batch_id, new)
    return list(made.values())


def _starts_left(new: Sequence[PackedSpan], known: dict[bytes, int]) -> set[int]:
    """Where traces stood in the roll-ups until a span came that started before all others."""
    starts = ((each.span.start_ns, known.get(each.span.trace_id)) for each in new)
    return {was for start_ns, was in starts if was is not None and start_ns < was}


def _add_sums(batch: Batch, traces: Sequence[list[Span]], told: told_twice.Stored) -> None:
    """Adds the new spans of each trace to its summary."""
    received = when(batch.received_ns)
    params = {
        "project_id": batch.project_id,
        "rows": orjson.dumps([provisional.summary(spans, told) for spans in traces]).decode(),
        "received": received,
        "settle_after": received + timedelta(seconds=settings.SETTLE_AFTER_SECONDS),
    }
    sql.prepared("traces", "upsert_traces", params)


def copy(name: str, data: bytes) -> None:
    """Runs `COPY ... FROM STDIN` of sql/<name>.sql. Raises django.db.Error."""
    statement = sql.statement("traces", name)
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as stdin:
        stdin.write(data)


def _without_refused(packed: Packed, error: DatabaseError) -> Packed:
    """Finds the spans PostgreSQL refuses, rejects them, answers the rest. Raises `error` when none is to blame."""
    batch = packed.batch
    new = _not_stored(batch.project_id, packed.spans)
    refused = _refused_spans(batch, new) or _refused_traces(batch, new)
    if not refused:
        raise error
    for each in packed.spans:
        if each.key in refused:
            batch.rejected.append(refusal(each.span, refused[each.key]))
    return packed.without(frozenset(refused))


def _not_stored(project_id: int, spans: Sequence[PackedSpan]) -> list[PackedSpan]:
    stored, _ = _stored(project_id, spans, _known_traces(project_id, spans))
    return [each for each in spans if each.key not in stored]


def _refused_spans(batch: Batch, part: Sequence[PackedSpan]) -> dict[bytes, str]:
    """Why a span cannot be stored, by its key."""

    def attempt(part: Sequence[PackedSpan]) -> None:
        locks.begin_writing(batch.project_id, LOCK_TIMEOUT)
        copy("copy_spans", rows.stream(each.row for each in part))

    return {each.key: reason for each, reason in refusals.find(part, attempt)}


def _refused_traces(batch: Batch, part: Sequence[PackedSpan]) -> dict[bytes, str]:
    """The spans of traces whose sums would overflow, each span by its key."""

    def attempt(traces: Sequence[list[Span]]) -> None:
        locks.begin_writing(batch.project_id, LOCK_TIMEOUT)
        _add_sums(batch, traces, {})

    found = refusals.find(list(provisional.by_trace(each.span for each in part).values()), attempt)
    reasons = {spans[0].trace_id: f"the sums of its trace: {reason}" for spans, reason in found}
    return {each.key: reasons[each.span.trace_id] for each in part if each.span.trace_id in reasons}


def _without_erased(packed: Packed, error: erased.ErasedError) -> Packed:
    """Rejects spans of these traces, which were erased, keeps nothing of them, and answers the rest."""
    batch, traces = packed.batch, error.traces
    erased.take_along(batch.project_id, traces)
    gone = [each for each in packed.spans if each.span.trace_id in traces]
    left = quarantine.leave(batch, traces, error.unplaced)
    written = promoted.for_project(batch.project_id).forget([*(each.span for each in gone), *left])
    erasing.forget_tag_values(batch.project_id, written)
    batch.rejected += [Rejection(each.span.index, "trace_id", erased.REASON, erased.CODE) for each in gone]
    batch.spans = [span for span in batch.spans if span.trace_id not in traces]
    return packed.without(frozenset(each.key for each in gone))
