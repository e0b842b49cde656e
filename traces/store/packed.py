"""A batch packed for the store: rows and bodies as COPY takes them, made before any transaction begins."""

import struct
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from zlib import crc32

from traces.store import blob, rows
from traces.types import SOURCES, Batch, Receipt, Rejection, Span

LOG = SOURCES.index("log")
_pair_of_times = struct.Struct(">qq").pack
_pair_of_sums = struct.Struct(">II").pack


@dataclass(slots=True)
class PackedSpan:
    """`body_index` is its place in the trace's blob of this batch."""

    key: bytes  # as `key` makes it
    span: Span
    body: bytes
    body_hash: bytes
    body_index: int
    row: bytes


@dataclass(slots=True)
class Packed:
    """The spans of a batch in the order of their keys, each id once; `repeats` counts the others.

    `blobs` holds the row of each trace's bodies, good as long as all its spans are new.
    """

    batch: Batch
    batch_id: bytes
    spans: list[PackedSpan]
    repeats: Receipt
    blobs: dict[bytes, bytes] = field(default_factory=dict)

    def without(self, keys: frozenset[bytes]) -> "Packed":
        """The same without the spans of these keys, which keep their places in the bodies."""
        kept = [each for each in self.spans if each.key not in keys]
        return Packed(self.batch, self.batch_id, kept, self.repeats, blobs_of(self.batch, self.batch_id, kept))


def pack(batch: Batch) -> Packed:
    """Packs every span; one that fits no column is rejected here, before the store sees it."""
    batch_id = _batch_id(batch.received_ns)
    packer = rows.SpanRows(batch.project_id, batch_id, batch.api_key)
    places: dict[bytes, int] = {}
    spans = []
    for known_by, _, span in sorted([(key_of(span), number, span) for number, span in enumerate(batch.spans)]):
        place = places.get(span.trace_id, 0)
        try:
            body = blob.body_json(span)
            body_hash = _hash(span, body)
            row = packer.pack(span, body_hash, place)
        except (struct.error, AttributeError, TypeError, ValueError) as error:
            batch.rejected.append(refusal(span, str(error)))
            continue
        places[span.trace_id] = place + 1
        spans.append(PackedSpan(known_by, span, body, body_hash, place, row))
    repeats = Receipt()
    first = _without_repeats(spans, repeats)
    return Packed(batch, batch_id, first, repeats, blobs_of(batch, batch_id, first))


def key_of(span: Span) -> bytes:
    return key(span.trace_id, span.span_id, SOURCES.index(span.source), span.start_ns)


def key(trace_id: bytes, span_id: bytes, source: int, start_ns: int) -> bytes:
    """What a row is known by: its ids and who tells of it. Log records of one span may come in several parts."""
    ids = trace_id + span_id + bytes((source,))
    return ids + (start_ns // 1000).to_bytes(8, "big") if source == LOG else ids


def count_known(receipt: Receipt, each: PackedSpan, stored_hash: bytes) -> None:
    """A repeat, or another span of a known id."""
    if each.body_hash == stored_hash:
        receipt.duplicate += 1
    else:
        receipt.conflict.append(each.span.span_id.hex())


def blobs_of(batch: Batch, batch_id: bytes, spans: Sequence[PackedSpan]) -> dict[bytes, bytes]:
    """One row a trace. A span left out since it is stored already leaves its place empty."""
    by_trace: dict[bytes, list[PackedSpan]] = {}
    for each in spans:
        by_trace.setdefault(each.span.trace_id, []).append(each)
    packed = {}
    for trace_id, members in by_trace.items():
        bodies: list[tuple[Span, bytes] | None] = [None] * (members[-1].body_index + 1)
        for each in members:
            bodies[each.body_index] = (each.span, each.body)
        start_ns = min([each.span.start_ns for each in members])
        packed[trace_id] = rows.blob_row(batch.project_id, trace_id, batch_id, start_ns, blob.pack(bodies))
    return packed


def refusal(span: Span, reason: str) -> Rejection:
    return Rejection(span.index, "", f"the store cannot hold it: {reason[:200]}", "not_storable", span)


def _batch_id(received_ns: int) -> bytes:
    """A UUID of version 7: batches sort by the time they came, so that the first stored span of an id can be told."""
    random = uuid.uuid4().bytes
    return (received_ns // 1_000_000).to_bytes(6, "big") + bytes([0x70 | random[6] & 0x0F]) + random[7:]


def _hash(span: Span, body: bytes) -> bytes:
    """64 bits by which a repeat is told from another span of the same id; either way the first stays."""
    head = _pair_of_times(span.start_ns, span.end_ns) + (span.parent_span_id or b"") + span.name.encode()
    return _pair_of_sums(crc32(body), crc32(head, len(span.status)))


def _without_repeats(spans: list[PackedSpan], repeats: Receipt) -> list[PackedSpan]:
    """The first of each id within the batch; the others are counted."""
    first: dict[bytes, PackedSpan] = {}
    for each in spans:
        stands = first.setdefault(each.key, each)
        if stands is not each:
            count_known(repeats, each, stands.body_hash)
    return list(first.values())
