"""Spans as the bytes of an OTLP request, written by hand: most attributes are the same all day and encoded once.

Source: opentelemetry/proto/trace/v1/trace.proto, common/v1/common.proto; protobuf's encoding: tag, then a varint, eight
bytes, or a length and that many bytes.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from aiops.demo.runs import Run, SimSpan

OK, ERROR = 1, 2
LONG = 4_000  # characters; longer texts are rarely twice the same


def varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


def field(number: int, payload: bytes) -> bytes:
    """A length-delimited field, such as a text or a message."""
    size = len(payload)
    if size < 0x80:
        return bytes((number << 3 | 2, size)) + payload
    return bytes((number << 3 | 2,)) + varint(size) + payload


def attribute(key: str, value: Any) -> bytes:
    """A KeyValue, without its own tag."""
    if value.__class__ is str and len(value) <= LONG:
        return _known(key, value)
    return _name(key) + field(2, _any_value(value))


@lru_cache(60_000)
def _known(key: str, value: str) -> bytes:
    return _name(key) + field(2, _any_value(value))


@lru_cache(1_000)
def _name(key: str) -> bytes:
    return field(1, key.encode())


def _any_value(value: Any) -> bytes:
    match value:
        case bool():
            return bytes((2 << 3, value))
        case int():
            return bytes((3 << 3,)) + varint(value)
        case float():
            return bytes((4 << 3 | 1,)) + struct.pack("<d", value)
        case list():
            return field(5, b"".join(field(1, _any_value(each)) for each in value))
    return field(1, str(value).encode())


def bodies(runs: Iterable[Run], spans_per_body: int) -> Iterator[tuple[bytes, int]]:
    """Each body with the number of its spans: whole runs, as many as reach the wanted number."""
    parts: list[bytes] = []
    count = 0
    for run in runs:
        parts.append(field(1, _resource_spans(run)))
        count += len(run.spans)
        if count >= spans_per_body:
            yield b"".join(parts), count
            parts, count = [], 0
    if count:
        yield b"".join(parts), count


def _resource_spans(run: Run) -> bytes:
    said = b"".join(field(2, span(run.trace_id, each)) for each in run.spans)
    return _resource(tuple(run.resource.items())) + field(2, _scope(run.scope) + said)


@lru_cache(4_000)
def _resource(items: tuple[tuple[str, Any], ...]) -> bytes:
    return field(1, b"".join(field(1, attribute(key, value)) for key, value in items))


@lru_cache(10)
def _scope(scope: tuple[str, str]) -> bytes:
    return field(1, field(1, scope[0].encode()) + field(2, scope[1].encode()))


def span(trace_id: bytes, of: SimSpan) -> bytes:
    parent = field(4, of.parent_id) if of.parent_id else b""
    times = struct.pack("<BQBQ", 7 << 3 | 1, of.start_ns, 8 << 3 | 1, of.end_ns)
    head = field(1, trace_id) + field(2, of.span_id) + parent + field(5, of.name.encode())
    said = b"".join(field(9, attribute(key, value)) for key, value in of.attributes.items())
    return head + bytes((6 << 3, of.otel_kind)) + times + said + _end(of)


def _end(of: SimSpan) -> bytes:
    """What it says of its end: an exception, where there was one, and its status."""
    if of.error is None:
        return field(15, bytes((3 << 3, OK)))
    kind, message = of.error
    told: Mapping[str, str] = {"exception.type": kind, "exception.message": message}
    said = b"".join(field(3, attribute(key, value)) for key, value in told.items())
    event = struct.pack("<BQ", 1 << 3 | 1, of.end_ns) + field(2, b"exception") + said
    return field(11, event) + field(15, field(2, message.encode()) + bytes((3 << 3, ERROR)))
