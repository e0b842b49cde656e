"""Bodies of many tiny items: what they may cost, and what is said of what was left out."""

import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import orjson
import pytest

from tests.traces.otlp import wire
from traces import otlp
from traces.otlp.counting import count_records
from traces.otlp.decoded import MAX_ATTRIBUTES, MAX_EVENTS, REFUSED_KEPT

MEGABYTE = 1024 * 1024
SIZE = MEGABYTE // 4  # of a bomb: counting every allocation takes its time
GOOD = {"traceId": "aa" * 16, "spanId": "bb" * 8, "startTimeUnixNano": "1", "endTimeUnixNano": "2"}


def json_of(spans: bytes) -> bytes:
    return b'{"resourceSpans":[{"scopeSpans":[{"spans":[' + spans + b"]}]}]}"


def many(item: bytes, size: int = SIZE) -> bytes:
    return item * (size // len(item))


def list_of(item: bytes, size: int = SIZE) -> bytes:
    return many(item + b",", size)[:-1]


BOMBS: dict[str, tuple[Any, Callable[[int], bytes]]] = {
    "spans": ("protobuf", lambda size: wire.field(1, wire.field(2, many(b"\x12\x00", size)))),
    "scopes": ("protobuf", lambda size: wire.field(1, many(b"\x12\x00", size))),
    "resources": ("protobuf", lambda size: many(b"\x0a\x00", size)),
    "unknown fields": ("protobuf", lambda size: many(b"\x7a\x00", size)),
    "events": ("protobuf", lambda size: wire.request_of(wire.span(1, many(b"\x5a\x00", size)))),
    "links": ("protobuf", lambda size: wire.request_of(wire.span(1, many(b"\x6a\x00", size)))),
    "attributes": ("protobuf", lambda size: wire.request_of(wire.span(1, many(b"\x4a\x00", size)))),
    "event's attributes": (
        "protobuf",
        lambda size: wire.request_of(wire.span(1, wire.field(11, many(b"\x1a\x00", size)))),
    ),
    "resource's attributes": ("protobuf", lambda size: wire.field(1, wire.field(1, many(b"\x0a\x00", size)))),
    "JSON spans": ("json", lambda size: json_of(list_of(b"{}", size))),
    "JSON nulls": ("json", lambda size: json_of(list_of(b"null", size))),
    "JSON events": ("json", lambda size: json_of(b'{"events":[' + list_of(b"{}", size) + b"]}")),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_tiny_items_cost_little(kind: str) -> None:
    encoding, make = BOMBS[kind]
    body = make(SIZE)
    began = time.process_time()
    tracemalloc.start()
    with suppress(otlp.TooManyError):
        otlp.decode(body, encoding)
    peak, seconds = tracemalloc.get_traced_memory()[1], time.process_time() - began
    tracemalloc.stop()
    assert peak < 15 * MEGABYTE
    assert seconds < 5  # traced, which makes it several times slower


@pytest.mark.parametrize("kind", ["spans", "JSON spans", "JSON nulls"])
def test_too_many_spans_are_refused_as_a_whole(kind: str) -> None:
    encoding, make = BOMBS[kind]
    with pytest.raises(otlp.TooManyError):
        otlp.decode(make(SIZE), encoding)


@pytest.mark.parametrize("encoding", ["protobuf", "json"])
def test_as_many_spans_as_allowed_are_taken_and_no_more(encoding: Any) -> None:
    def body(count: int) -> bytes:
        if encoding == "json":
            return json_of(b",".join([orjson.dumps(GOOD)] * count))
        return wire.request_of(*[wire.span(1)] * count)

    assert len(otlp.decode(body(30), encoding, 30).spans) == 30
    with pytest.raises(otlp.TooManyError, match="more than 30 spans"):
        otlp.decode(body(31), encoding, 30)


@pytest.mark.parametrize("large", [False, True])
def test_surplus_parts_of_a_span_are_dropped_counted_and_flagged(large: bool) -> None:
    """Also in a span so large that it is thinned before it is parsed."""
    attribute = wire.attribute(b"k", wire.field(1, b"x" * (300 * 1024 if large else 1)))
    span = wire.span(
        1,
        attribute,
        b"\x4a\x00" * (MAX_ATTRIBUTES + 6),
        b"\x5a\x00" * (MAX_EVENTS + 5),
        wire.field(15, b"\x18\x02"),
    )
    decoded = otlp.decode(wire.request_of(span, wire.span(2)), "protobuf")
    kept, other = decoded.spans
    assert decoded.notes == {"dropped_attributes": 7, "dropped_events": 5}
    assert (len(kept.events), kept.warnings) == (MAX_EVENTS, ["dropped_attributes", "dropped_events"])
    assert (kept.status, len(kept.attributes["k"]) > 1, other.warnings) == ("error", large, [])


def test_surplus_parts_in_json_are_dropped_counted_and_flagged() -> None:
    attributes = [{"key": str(number), "value": {"intValue": 1}} for number in range(MAX_ATTRIBUTES + 3)]
    events = [{"name": "e"}] * (MAX_EVENTS + 2)
    body = json_of(orjson.dumps(GOOD | {"attributes": attributes, "events": events}))
    decoded = otlp.decode(body, "json")
    assert decoded.notes == {"dropped_attributes": 3, "dropped_events": 2}
    assert len(decoded.spans[0].attributes) == MAX_ATTRIBUTES


def test_distinct_attributes_beyond_what_so_many_spans_have_are_refused() -> None:
    attributes = b"".join(wire.attribute(b"%04d" % number, b"") for number in range(200))
    with pytest.raises(otlp.TooManyError):
        otlp.decode(wire.request_of(*[wire.span(1, attributes)] * 9), "protobuf", 10)


def test_braces_inside_texts_are_no_objects() -> None:
    text = {"key": "prompt", "value": {"stringValue": '{"a": [\\"{[' * 20_000}}
    body = json_of(orjson.dumps(GOOD | {"attributes": [text]}))
    assert len(otlp.decode(body, "json", 10).spans) == 1


def test_refused_spans_are_all_counted_and_the_first_kept() -> None:
    decoded = otlp.decode(wire.request_of(*[b""] * (REFUSED_KEPT + 500)), "protobuf")
    assert len(decoded.rejected) == REFUSED_KEPT + 500
    assert sum(each.span is not None for each in decoded.rejected) == REFUSED_KEPT


@pytest.mark.parametrize("signal", ["logs", "metrics"])
def test_empty_records_are_counted_cheaply(signal: str) -> None:
    body = wire.field(1, wire.field(2, many(b"\x12\x00")))
    tracemalloc.start()
    with suppress(otlp.TooManyError):
        count_records(body, signal, "protobuf")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * MEGABYTE
