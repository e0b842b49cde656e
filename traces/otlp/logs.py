"""ExportLogsServiceRequest in protobuf or JSON -> log records. Bounds, mending and refusals are those of spans."""

from collections import Counter
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from traces.otlp import json_form, protobuf, shell
from traces.otlp.attributes import any_value
from traces.otlp.crowding import check_crowding
from traces.otlp.decoded import (
    MAX_SPANS,
    NO_SPAN,
    NO_TRACE,
    PARTS_A_SPAN,
    Decoded,
    Encoding,
    RefusedError,
    Room,
    UnreadableError,
    said,
)
from traces.otlp.json_repair import load
from traces.otlp.json_values import any_value as json_value
from traces.otlp.json_values import identifier, text, time_ns
from traces.otlp.outline import ATTRIBUTES as ATTRIBUTES_CAP
from traces.otlp.outline import Caps, Place
from traces.otlp.text import from_utf8
from traces.otlp.wire import LENGTH, as_varint, malformed, parse
from traces.types import LogRecord, Resource, Scope, Value

RECORD: Caps = {6: ATTRIBUTES_CAP}
VALUE_TAG = as_varint(2 << 3 | LENGTH)  # of KeyValue


def decode_logs(body: bytes, encoding: Encoding, max_records: int = MAX_SPANS) -> tuple[list[LogRecord], Decoded]:
    """The records that could be read; refused ones and remarks stand in the Decoded, which holds no spans.

    Raises UnreadableError, TooManyError.
    """
    if encoding == "protobuf":
        reader = ProtobufReader(body, max_records)
        return reader.records, reader.all()
    check_crowding(body, max_records)
    decoded = Decoded(parts_left=max_records * PARTS_A_SPAN)
    json_reader = JsonReader(decoded, max_records)
    try:
        json_reader.read(load(body, decoded.notes))
    except RefusedError as refusal:
        raise UnreadableError(f"{refusal.field} {refusal.reason}") from refusal
    return json_reader.records, decoded


class ProtobufReader(protobuf.Reader):
    request, what = "ExportLogsServiceRequest", "log records"

    def __init__(self, body: bytes, max_spans: int) -> None:
        super().__init__(body, max_spans)
        self.records: list[LogRecord] = []

    def keep(self, place: Place, resource: Resource, scope: Scope) -> None:
        raw = self.light(self.body[place[0] : place[1]], RECORD, self.dropped)
        try:
            message = shell.LogRecord.FromString(raw)
        except DecodeError as error:
            raise malformed("log record") from error
        record = LogRecord(
            name=from_utf8(message.event_name, self.decoded.notes),
            time_ns=message.time_unix_nano or message.observed_time_unix_nano,
            body=self.value(message.body),
            attributes=self.attributes(message.attributes),
            trace_id=checked(message.trace_id, NO_TRACE, "traceId", "bad_trace_id"),
            span_id=checked(message.span_id, NO_SPAN, "spanId", "bad_span_id"),
            resource=resource,
            scope=scope,
            index=self.index,
        )
        self.decoded.notes.update(self.dropped)
        self.dropped.clear()
        self.records.append(record)

    def value(self, raw: bytes) -> Value:
        """What a record says. A large one is thinned as an attribute's value is."""
        if not raw:
            return None
        notes = self.decoded.notes
        if len(raw) > protobuf.LARGE_BYTES:
            pair = VALUE_TAG + as_varint(len(raw)) + raw
            made = self.walk.pruned(pair, (0, len(pair)))
            self.dropped["truncated"] += made is not None
            value = parse(KeyValue, pair if made is None else made, "body", self.decoded).value
        else:
            value = parse(AnyValue, raw, "body", self.decoded)
        return any_value(value, "body", notes, Room(self.decoded, self.dropped), 0)


class JsonReader(json_form.Reader):
    names = ("resourceLogs", "scopeLogs", "logRecords")

    def __init__(self, decoded: Decoded, max_spans: int) -> None:
        super().__init__(decoded, max_spans)
        self.records: list[LogRecord] = []

    def keep(self, found: dict[str, Any], resource: Resource, scope: Scope) -> None:
        dropped: Counter[str] = Counter()
        at = time_ns(found.get("timeUnixNano"), "timeUnixNano")
        observed = time_ns(found.get("observedTimeUnixNano"), "observedTimeUnixNano")
        trace_id, span_id = (
            identifier(found.get("traceId"), "traceId", 16),
            identifier(found.get("spanId"), "spanId", 8),
        )
        record = LogRecord(
            name=text(found.get("eventName"), "eventName", self.notes),
            time_ns=at or observed,
            body=json_value(found.get("body"), "body", self.notes, Room(self.decoded, dropped), 0),
            attributes=self.attributes(found, "attributes", dropped),
            trace_id=checked(trace_id, NO_TRACE, "traceId", "bad_trace_id"),
            span_id=checked(span_id, NO_SPAN, "spanId", "bad_span_id"),
            resource=resource,
            scope=scope,
            index=self.index,
        )
        self.notes.update(dropped)
        self.records.append(record)


def checked(identifier: bytes, none: bytes, field: str, code: str) -> bytes | None:
    """The id, None where there is none. Raises RefusedError for one of another length."""
    if not identifier or identifier == none:
        return None
    if len(identifier) != len(none):
        raise RefusedError(field, f"must be {len(none)} bytes or empty; got {said(identifier)}", code)
    return identifier
