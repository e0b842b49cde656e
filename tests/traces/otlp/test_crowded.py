"""Bodies of many tiny items: what they may cost, and what is said of what was left out."""

import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.traces.otlp import wire
from traces import otlp
from traces.otlp.decoded import MAX_ATTRIBUTES, MAX_EVENTS, MAX_MEMBERS, REFUSED_KEPT
from traces.otlp.logs import decode_logs
from traces.otlp.metrics import decode_metrics
from traces.types import Value

MEGABYTE = 1024 * 1024
SIZE = MEGABYTE // 4  # of a bomb: counting every allocation takes its time
GOOD = {"traceId": "aa" * 16, "spanId": "bb" * 8, "startTimeUnixNano": "1", "endTimeUnixNano": "2"}


def json_of(spans: bytes) -> bytes:
    return b'{"resourceSpans":[{"scopeSpans":[{"spans":[' + spans + b"]}]}]}"


def many(item: bytes, size: int = SIZE) -> bytes:
    return item * (size // len(item))


def list_of(item: bytes, size: int = SIZE) -> bytes:
    return many(item + b",", size)[:-1]


def listing(item: bytes, size: int = SIZE, key: bytes = b"k") -> bytes:
    """An attribute whose value is a list."""
    return wire.attribute(key, wire.field(5, many(item, size)))


def json_listing(item: bytes, size: int = SIZE) -> bytes:
    values = b'{"arrayValue":{"values":[' + list_of(item, size) + b"]}}"
    return orjson.dumps(GOOD)[:-1] + b',"attributes":[{"key":"k","value":' + values + b"}]}"


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
    "members of a list": ("protobuf", lambda size: wire.request_of(wire.span(1, listing(b"\x0a\x00", size)))),
    "lists in lists": ("protobuf", lambda size: wire.request_of(wire.span(1, listing(b"\x0a\x02\x2a\x00", size)))),
    "members in JSON": ("json", lambda size: json_of(json_listing(b"null", size))),
    "numbers in JSON": ("json", lambda size: json_of(b'{"unknown":[' + list_of(b"999", size) + b"]}")),
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


EMPTY_RECORDS = wire.field(1, wire.field(2, many(b"\x12\x00")))
WANTED = frozenset({"m"})
EMPTY_POINTS = wire.field(1, wire.field(2, wire.field(2, wire.field(1, b"m") + wire.field(7, many(b"\x0a\x00")))))
OTHERS: dict[str, Callable[[], Any]] = {
    "records": lambda: decode_logs(EMPTY_RECORDS, "protobuf"),
    "metrics": lambda: decode_metrics(EMPTY_RECORDS, "protobuf", WANTED),
    "points": lambda: decode_metrics(EMPTY_POINTS, "protobuf", WANTED),
}


@pytest.mark.parametrize("case", OTHERS)
def test_empty_records_and_points_cost_little(case: str) -> None:
    tracemalloc.start()
    with suppress(otlp.TooManyError):
        OTHERS[case]()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * MEGABYTE


def members(value: Value) -> int:
    """Of a list or map and all those in it."""
    if isinstance(value, dict):
        return len(value) + sum(map(members, value.values()))
    return len(value) + sum(map(members, value)) if isinstance(value, list) else 0


ONE = b"\x0a\x02\x18\x01"  # the number 1 as a member of a list
LISTS = {
    "protobuf": lambda count: wire.request_of(wire.span(1, wire.attribute(b"k", wire.field(5, ONE * count)))),
    "protobuf, an event's": lambda count: wire.request_of(
        wire.span(1, wire.field(11, wire.field(3, wire.field(1, b"k") + wire.field(2, wire.field(5, ONE * count)))))
    ),
    "protobuf, a list in a map": lambda count: wire.request_of(
        wire.span(
            1,
            wire.attribute(
                b"k",
                wire.field(6, wire.field(1, wire.field(1, b"m") + wire.field(2, wire.field(5, ONE * (count - 1))))),
            ),
        )
    ),
    "json": lambda count: json_of(json_listing(b'{"intValue":1}', 15 * count)),
}


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize(("count", "said"), [(MAX_MEMBERS, {}), (MAX_MEMBERS + 1, {"truncated": 1})])
def test_a_list_keeps_so_many_members_and_says_when_it_had_more(kind: str, count: int, said: dict[str, int]) -> None:
    decoded = otlp.decode(LISTS[kind](count), kind.partition(",")[0])  # type: ignore[arg-type]
    (span,) = decoded.spans
    attributes = span.events[0].attributes if span.events else span.attributes
    assert members(attributes["k"]) == MAX_MEMBERS
    assert (decoded.notes, span.warnings) == (said, list(said))


def test_one_long_list_leaves_the_other_attributes_as_they_were() -> None:
    body = wire.request_of(wire.span(1, listing(ONE, 4 * (MAX_MEMBERS + 9)), listing(ONE, 20, b"short")), wire.span(2))
    first, second = otlp.decode(body, "protobuf").spans
    assert (first.attributes["short"], second.warnings) == ([1] * 5, [])


@pytest.mark.parametrize("item", [b"\x0a\x00", b"\x0a\x02\x2a\x00"])
def test_members_are_counted_over_all_spans_of_a_request(item: bytes) -> None:
    """10 spans may have 400 parts, and their lists as many members: each of these holds 50."""
    body = wire.request_of(*[wire.span(number, listing(item, 50 * len(item))) for number in range(1, 11)])
    decoded = otlp.decode(body, "protobuf", 10)
    assert sum(members(span.attributes["k"]) for span in decoded.spans) == 400
    assert [span.warnings for span in decoded.spans] == [[]] * 8 + [["truncated"]] * 2


def test_what_was_cut_for_one_request_is_whole_in_the_next() -> None:
    long, short = listing(ONE, 4 * 39), listing(ONE, 20, b"short")
    otlp.decode(wire.request_of(wire.span(1, long, short)), "protobuf", 1)
    (span,) = otlp.decode(wire.request_of(wire.span(1, short)), "protobuf", 1).spans
    assert span.attributes["short"] == [1] * 5


MEASURED = """
import sys
from tests.traces.otlp.test_crowded import peak_of
print(peak_of(sys.argv[1]))
"""
SIXTY = 60 * MEGABYTE
GROWTH = {"members of a list": 5, "lists in lists": 5, "members in JSON": 8}  # times the body, held once more at least


def peak_of(kind: str) -> float:
    """Megabytes by which a process grows while it decodes 60 MB; tracing does not see what protobuf takes."""
    body = BOMBS[kind][1](SIXTY)
    Path("/proc/self/clear_refs").write_text("5")
    before = memory("VmRSS")
    with suppress(otlp.TooManyError):
        otlp.decode(body, BOMBS[kind][0])
    return memory("VmHWM") - before


def memory(name: str) -> float:
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name)]
    return int(line.split()[1]) / 1024


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="measured as Linux tells it")
@pytest.mark.parametrize("kind", GROWTH)
def test_a_large_attribute_of_tiny_members_takes_a_few_times_its_size(kind: str) -> None:
    """Before they were counted: 30 times and more."""
    made = subprocess.run(
        [sys.executable, "-c", MEASURED, kind], check=True, capture_output=True, text=True, timeout=120
    )
    assert float(made.stdout) < GROWTH[kind] * 60
