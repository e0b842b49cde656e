"""Rows in PostgreSQL's binary COPY format, packed by hand: a third of the time of the driver's row by row dumping.

Every field is its length (int32) and its bytes; -1 is null. A batch repeats most texts and numbers, so each packed
field is kept while the batch lasts. Source: the COPY page of PostgreSQL's manual, "Binary Format".
"""

from collections.abc import Iterable
from hashlib import blake2b
from struct import Struct
from typing import Any

import orjson

from traces.types import SOURCES, Span, bears_usage, is_supplement

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
NULL = b"\xff\xff\xff\xff"
MAX_ATTEMPT = 2**15 - 1
TRUE, FALSE = b"\0\0\0\x01\x01", b"\0\0\0\x01\x00"
TEXT_OID = 25
MAX_LABEL_BYTES = 256  # of what is grouped by: several together must fit one index entry, and that holds 2,700 bytes
MAX_NAME_BYTES = 1024
MAX_COUNT = 2**50  # a million dollars, or 10^15 tokens
EPOCH_2000_US = 946_684_800_000_000  # PostgreSQL counts microseconds from 2000

_length = Struct(">i").pack
_smallint = Struct(">ih").pack
_integer = Struct(">ii").pack
_bigint = Struct(">iq").pack
_array_head = Struct(">iiIii").pack
SPAN_FIELDS = Struct(">h").pack(51)
SOURCE = {source: _smallint(2, number) for number, source in enumerate(SOURCES)}
BLOB_FIELDS = Struct(">h").pack(5)
UUID_LENGTH, BIGINT_LENGTH = _length(16), _length(8)


class Texts(dict[str | None, bytes]):
    """Packed text by its value, cut to so many bytes. Raises UnicodeEncodeError for a lone surrogate."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__()
        self.max_bytes = max_bytes

    def __missing__(self, value: str | None) -> bytes:
        packed = self[value] = NULL if value is None else sized(cut(value, self.max_bytes).encode())
        return packed


class Bigints(dict[int | None, bytes]):
    """Packed int64 by its value. Raises struct.error beyond 64 bits."""

    def __missing__(self, value: int | None) -> bytes:
        packed = self[value] = NULL if value is None else _bigint(8, value)
        return packed


class Counts(dict[int | None, bytes]):
    """Packed tokens and money by their value. Raises ValueError for what no sender can mean: sums must not overflow."""

    def __missing__(self, value: int | None) -> bytes:
        if value is not None and not 0 <= value <= MAX_COUNT:
            raise ValueError(f"{value} is no plausible number of tokens or nano-dollars")
        packed = self[value] = NULL if value is None else _bigint(8, value)
        return packed


def cut(text: str, max_bytes: int) -> str:
    """As many whole characters from the beginning as fit; the body keeps what the sender wrote."""
    if len(text) * 4 <= max_bytes or len(data := text.encode()) <= max_bytes:
        return text
    return data[:max_bytes].decode("utf-8", "ignore")


def sized(data: bytes) -> bytes:
    return _length(len(data)) + data


def timestamp(ns: int) -> bytes:
    """A timestamptz; what is finer than a microsecond is cut off."""
    return _bigint(8, ns // 1000 - EPOCH_2000_US)


def text_array(values: list[str]) -> bytes:
    """A text[]; null when empty."""
    if not values:
        return NULL
    return sized(_array_head(1, 0, TEXT_OID, len(values), 1) + b"".join(sized(value.encode()) for value in values))


def jsonb(value: dict[str, Any]) -> bytes:
    """A jsonb; null when empty."""
    return sized(b"\x01" + orjson.dumps(value)) if value else NULL


class SpanRows:
    """Packs the spans of one batch, in the order of sql/copy_spans.sql."""

    def __init__(self, project_id: int, batch_id: bytes, api_key: int | None = None) -> None:
        self.head = SPAN_FIELDS + _integer(4, project_id) + UUID_LENGTH
        self.batch = UUID_LENGTH + batch_id
        self.api_key = NULL if api_key is None else _integer(4, api_key)
        self.labels, self.names = Texts(MAX_LABEL_BYTES), Texts(MAX_NAME_BYTES)
        self.bigints, self.counts = Bigints(), Counts()

    def pack(self, span: Span, body_hash: bytes, body_index: int) -> bytes:
        """One row. Raises struct.error, ValueError, TypeError or AttributeError when a value fits no column."""
        if len(span.trace_id) != 16 or len(span.span_id) != 8:
            raise ValueError("an id of the wrong length")
        return b"".join(
            (
                *self._when(span),
                *self._what(span),
                *self._usage(span),
                *self._context(span),
                TRUE if bears_usage(span) else FALSE,
                TRUE if is_supplement(span.source, span.kind) else FALSE,
                BIGINT_LENGTH,
                body_hash,
                self.batch,
                _integer(4, body_index),
                self.api_key,
            )
        )

    def _when(self, span: Span) -> tuple[bytes, ...]:
        start_ns = span.start_ns
        return (
            self.head,
            span.trace_id,
            BIGINT_LENGTH,
            span.span_id,
            timestamp(start_ns),
            NULL if span.parent_span_id is None else sized(span.parent_span_id),
            _bigint(8, start_ns),
            _bigint(8, max(span.end_ns - start_ns, 0)),
            self.bigints[span.first_token_ns],
        )

    def _what(self, span: Span) -> tuple[bytes, ...]:
        text = self.labels
        return (
            text[span.kind],
            self.names[span.name],
            text[span.status],
            text[span.error_type],
            text[span.resource.service],
            text[span.workflow],
            text[span.run_id],
            text[span.step],
            NULL if span.attempt is None else _smallint(2, min(span.attempt, MAX_ATTEMPT)),
            text[span.provider],
            text[span.model],
        )

    def _usage(self, span: Span) -> tuple[bytes, ...]:
        count = self.counts
        return (
            count[span.input_tokens],
            count[span.output_tokens],
            count[span.cache_read_tokens],
            count[span.cache_write_tokens],
            count[span.cache_write_1h_tokens],
            count[span.reasoning_tokens],
            count[span.input_audio_tokens],
            count[span.output_audio_tokens],
            count[span.cost_nanousd],
            count[span.cost_reported_nanousd],
            self.labels[span.cost_source],
            NULL if span.price_id is None else _integer(4, span.price_id),
        )

    def _context(self, span: Span) -> tuple[bytes, ...]:
        text = self.labels
        return (
            text[span.service_tier],
            text[span.finish_reason],
            NULL if span.response_id is None else BIGINT_LENGTH + call_hash(span.response_id),
            text[span.session],
            text[span.user],
            text[span.business_key],
            text[span.release],
            text[span.prompt_fingerprint],
            text[span.prompt_hash],
            SOURCE[span.source],
            text[span.convention],
            jsonb(span.tags),
            text_array(span.warnings),
            text_array(span.signs),
        )


def call_hash(response_id: str) -> bytes:
    """64 bits that stand for one call: whoever tells of it within a trace has the same."""
    return blake2b(response_id.encode(), digest_size=8).digest()


def blob_row(project_id: int, trace_id: bytes, batch_id: bytes, start_ns: int, data: bytes) -> bytes:
    ids = _integer(4, project_id) + UUID_LENGTH + trace_id + UUID_LENGTH + batch_id
    return BLOB_FIELDS + ids + timestamp(start_ns) + sized(data)


def stream(rows: Iterable[bytes]) -> bytes:
    """What one COPY takes."""
    return b"".join((HEADER, *rows, TRAILER))
