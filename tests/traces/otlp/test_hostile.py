"""What a broken or hostile sender writes: the span at fault is rejected or mended, and its neighbours are kept."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.traces.otlp import wire
from tests.traces.otlp.test_decode import as_json, request
from traces import otlp
from traces.otlp.decoded import MAX_DEPTH

GOOD = {"traceId": "aa" * 16, "spanId": "bb" * 8, "name": "step", "startTimeUnixNano": "1", "endTimeUnixNano": "2"}


def json_body(*spans: Any) -> bytes:
    return orjson.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]})


def with_value(value: Any) -> dict[str, Any]:
    return GOOD | {"attributes": [{"key": "v", "value": value}]}


def one_of_three(middle: Any) -> otlp.Decoded:
    """JSON: a good span, the given one, a good span."""
    return otlp.decode(json_body(GOOD, middle, GOOD | {"spanId": "cc" * 8}), "json")


def refusal_of(decoded: otlp.Decoded) -> tuple[str, str]:
    """Field and code of the one rejection, after making sure that the two neighbours were kept."""
    (rejection,) = decoded.rejected
    assert (len(decoded.spans), rejection.index) == (2, 1)
    return rejection.field, rejection.code


# Nesting (2).


@pytest.mark.parametrize("nested", [wire.nested_lists, wire.nested_maps], ids=["lists", "maps"])
@pytest.mark.parametrize("depth", [1, MAX_DEPTH])
def test_nesting_up_to_the_limit_is_kept(nested: Any, depth: int) -> None:
    decoded = otlp.decode(wire.request_of(wire.span(1, wire.attribute(b"v", nested(depth)))), "protobuf")
    assert (len(decoded.spans), decoded.rejected) == (1, [])


@pytest.mark.parametrize("nested", [wire.nested_lists, wire.nested_maps], ids=["lists", "maps"])
@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 41, 60, 5000])
def test_deeper_nesting_in_protobuf_rejects_that_span_alone(nested: Any, depth: int) -> None:
    deep = wire.span(2, wire.attribute(b"v", nested(depth)))
    decoded = otlp.decode(wire.request_of(wire.span(1), deep, wire.span(3)), "protobuf")
    assert refusal_of(decoded) == ("attributes", "too_deep")


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 60, 340, 5000])
def test_deeper_nesting_in_json_rejects_that_span_alone(depth: int) -> None:
    value = '{"arrayValue":{"values":[' * depth + "{}" + "]}}" * depth
    body = json_body(GOOD, with_value("DEEP"), GOOD | {"spanId": "cc" * 8}).replace(b'"DEEP"', value.encode())
    assert refusal_of(otlp.decode(body, "json")) == ("attributes", "too_deep")


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000, b"[" * 2000 + b"]" * 2000], ids=len)
def test_json_that_is_only_deep_is_refused(body: bytes) -> None:
    with pytest.raises((otlp.UnreadableError, otlp.TooManyError)):
        otlp.decode(body, "json")


def test_a_deep_unknown_field_is_ignored() -> None:
    body = json_body(GOOD | {"future": "DEEP"}).replace(b'"DEEP"', b"[" * 2000 + b"]" * 2000)
    assert len(otlp.decode(body, "json").spans) == 1


# Text (3).

BAD_TEXT = [
    pytest.param(b"a\x00b", "a\ufffdb", "replaced_nul", id="NUL"),
    pytest.param(b"a\xffb", "a\ufffdb", "replaced_utf8", id="no UTF-8"),
    pytest.param(b"a\xc0\xafb", "a\ufffd\ufffdb", "replaced_utf8", id="overlong"),
    pytest.param(b"a\xed\xa0\x80b", "a\ufffd\ufffd\ufffdb", "replaced_utf8", id="surrogate"),
]


@pytest.mark.parametrize(("raw", "text", "note"), BAD_TEXT)
def test_bad_text_in_protobuf_is_replaced_and_counted(raw: bytes, text: str, note: str) -> None:
    extra = wire.field(5, raw), wire.attribute(b"v", wire.field(1, raw)), wire.attribute(raw, wire.field(1, b"x"))
    decoded = otlp.decode(wire.request_of(wire.span(1, *extra), wire.span(2)), "protobuf")
    assert decoded.spans[0].name == text
    assert decoded.spans[0].attributes == {"v": text, text: "x"}
    assert (decoded.notes, len(decoded.spans)) == ({note: 3}, 2)


@pytest.mark.parametrize(("raw", "text", "note"), BAD_TEXT)
def test_bad_text_inside_lists_events_and_resources_is_replaced(raw: bytes, text: str, note: str) -> None:
    value = wire.field(5, wire.field(1, wire.field(1, raw)))
    event = wire.field(11, wire.field(2, raw))
    resource = wire.field(1, wire.field(1, wire.field(1, b"service.name") + wire.field(2, wire.field(1, raw))))
    span = wire.span(1, wire.attribute(b"v", value), event)
    decoded = otlp.decode(wire.field(1, resource + wire.field(2, wire.field(2, span))), "protobuf")
    (kept,) = decoded.spans
    assert (kept.attributes["v"], kept.events[0].name, kept.resource.service) == ([text], text, text)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (rb"a\u0000b", "a\ufffdb"),
        (rb"a\ud800b", "a\ufffdb"),
        (rb"a\udc00\ud800b", "a\ufffd\ufffdb"),
        (b"a\xffb", "a\ufffdb"),
        (b"a\x01b", "a\x01b"),
        (rb"\\ud800", "\\ud800"),
    ],
)
def test_bad_text_in_json_is_replaced(written: bytes, text: str) -> None:
    span = with_value({"stringValue": "BAD"}) | {"name": "BAD"}
    decoded = otlp.decode(json_body(span, GOOD).replace(b"BAD", written), "json")
    assert (decoded.spans[0].name, decoded.spans[0].attributes) == (text, {"v": text})
    assert len(decoded.spans) == 2


def test_a_byte_order_mark_is_passed_over() -> None:
    assert len(otlp.decode(b"\xef\xbb\xbf" + json_body(GOOD), "json").spans) == 1


@pytest.mark.parametrize("text", ["\u202eevil", "z\u0300" * 50_000, "\N{BYTE ORDER MARK}x"])
def test_odd_but_valid_text_is_kept_as_it_is(text: str) -> None:
    made = request(v=text)
    assert otlp.decode(made.SerializeToString(), "protobuf").spans[0].attributes["v"] == text
    assert otlp.decode(as_json(made), "json").spans[0].attributes["v"] == text


# Ids (4).


@pytest.mark.parametrize("size", [0, 15, 17])
def test_a_trace_id_of_another_length_rejects_that_span(size: int) -> None:
    bad = wire.span(2, wire.field(1, b"\x01" * size))
    decoded = otlp.decode(wire.request_of(wire.span(1), bad, wire.span(3)), "protobuf")
    assert refusal_of(decoded) == ("traceId", "bad_trace_id")


@pytest.mark.parametrize(
    ("field", "number", "code"),
    [("traceId", 1, "bad_trace_id"), ("spanId", 2, "bad_span_id")],
)
def test_an_all_zero_id_rejects_that_span(field: str, number: int, code: str) -> None:
    bad = wire.span(2, wire.field(number, bytes(16 if number == 1 else 8)))
    decoded = otlp.decode(wire.request_of(wire.span(1), bad, wire.span(3)), "protobuf")
    assert refusal_of(decoded) == (field, code)
    assert refusal_of(one_of_three(GOOD | {field: "0" * (32 if number == 1 else 16)})) == (field, code)


@pytest.mark.parametrize(
    "bad",
    ["W47/95gDgQPSabYzgT/GDA==", "a" * 31, "a" * 34, "g" * 32, "0x" + "a" * 30, " " + "a" * 31, "\u0661" * 32],
)
def test_what_is_not_hex_rejects_that_span(bad: str) -> None:
    assert refusal_of(one_of_three(GOOD | {"traceId": bad})) == ("traceId", "bad_trace_id")


def test_a_span_that_is_its_own_parent_is_rejected() -> None:
    own = wire.span(2, wire.field(4, (2).to_bytes(8, "big")))
    decoded = otlp.decode(wire.request_of(wire.span(1), own, wire.span(3)), "protobuf")
    assert refusal_of(decoded) == ("parentSpanId", "own_parent")
    assert refusal_of(one_of_three(GOOD | {"parentSpanId": GOOD["spanId"]})) == ("parentSpanId", "own_parent")


def test_an_all_zero_parent_is_no_parent() -> None:
    decoded = otlp.decode(wire.request_of(wire.span(1, wire.field(4, bytes(8)))), "protobuf")
    assert decoded.spans[0].parent_span_id is None


def test_a_link_to_nowhere_is_dropped_and_counted() -> None:
    decoded = otlp.decode(wire.request_of(wire.span(1, wire.field(13, wire.field(1, b"short")))), "protobuf")
    assert (decoded.spans[0].links, decoded.notes) == ([], {"dropped_link": 1})


# Times (5) and numbers (6).


def test_an_end_before_the_start_is_kept_with_a_warning() -> None:
    decoded = otlp.decode(json_body(GOOD | {"startTimeUnixNano": "5"}), "json")
    assert decoded.spans[0].warnings == ["negative_duration"]


def test_the_largest_time_is_read_exactly() -> None:
    decoded = otlp.decode(json_body(GOOD | {"endTimeUnixNano": str(2**64 - 1)}), "json")
    assert decoded.spans[0].end_ns == 2**64 - 1


@pytest.mark.parametrize("moment", [-1, "-1", str(2**64), "soon", 1.5, True, [], {"s": 1}])
def test_a_time_that_is_none_rejects_that_span(moment: Any) -> None:
    assert refusal_of(one_of_three(GOOD | {"endTimeUnixNano": moment}))[0] == "endTimeUnixNano"


@pytest.mark.parametrize(("written", "kept"), [(2**63, str(2**63)), (str(-(2**63) - 1), str(-(2**63) - 1))])
def test_an_integer_beyond_64_bits_is_kept_as_text_and_counted(written: Any, kept: str) -> None:
    decoded = otlp.decode(json_body(with_value({"intValue": written})), "json")
    assert (decoded.spans[0].attributes, decoded.notes) == ({"v": kept}, {"integer_out_of_range": 1})


def test_a_number_beyond_a_double_costs_no_span() -> None:
    body = json_body(with_value({"doubleValue": 7}), GOOD).replace(b":7}", b":1e999}")
    assert otlp.decode(body, "json").spans[0].attributes == {"v": float("inf")}


WRONG_TYPES = [
    {"name": 5},
    {"kind": "SPAN_KIND_SERVER"},
    {"kind": True},
    {"status": "error"},
    {"status": {"code": "STATUS_CODE_ERROR"}},
    {"attributes": {"a": 1}},
    {"attributes": [5]},
    {"attributes": [{"key": 5, "value": {}}]},
    {"attributes": [{"key": "k", "value": "bare"}]},
    {"attributes": [{"key": "k", "value": {"stringValue": 5}}]},
    {"attributes": [{"key": "k", "value": {"intValue": "many"}}]},
    {"attributes": [{"key": "k", "value": {"boolValue": "yes"}}]},
    {"attributes": [{"key": "k", "value": {"bytesValue": "***"}}]},
    {"attributes": [{"key": "k", "value": {"arrayValue": [1]}}]},
    {"events": "none"},
    {"events": [5]},
    {"links": [5]},
    {"traceId": 5},
]


@pytest.mark.parametrize("wrong", WRONG_TYPES, ids=str)
def test_a_wrong_type_in_json_rejects_that_span_alone(wrong: dict[str, Any]) -> None:
    field, code = refusal_of(one_of_three(GOOD | wrong))
    assert (field.partition(".")[0], code) == (next(iter(wrong)), "wrong_type")


@pytest.mark.parametrize("bad", [None, 5, "span", []])
def test_a_span_that_is_no_object_is_rejected(bad: Any) -> None:
    decoded = one_of_three(bad)
    assert (len(decoded.spans), len(decoded.rejected)) == (2, 1)


@pytest.mark.parametrize(
    "outline",
    [[], 5, {"resourceSpans": 5}, {"resourceSpans": [5]}, {"resourceSpans": [{"scopeSpans": [{"spans": {}}]}]}],
    ids=str,
)
def test_json_of_another_outline_is_unreadable(outline: Any) -> None:
    with pytest.raises(otlp.UnreadableError):
        otlp.decode(orjson.dumps(outline), "json")


def test_a_bad_resource_rejects_its_spans_and_no_other() -> None:
    bad = {"resource": {"attributes": [{"key": 5}]}, "scopeSpans": [{"spans": [GOOD, GOOD]}]}
    good = {"scopeSpans": [{"spans": [GOOD]}]}
    decoded = otlp.decode(orjson.dumps({"resourceSpans": [bad, good]}), "json")
    assert [each.index for each in decoded.rejected] == [0, 1]
    assert [span.index for span in decoded.spans] == [2]


def test_a_span_of_broken_bytes_is_rejected_alone() -> None:
    decoded = otlp.decode(wire.request_of(wire.span(1), b"\x0a\xff\xff", wire.span(3)), "protobuf")
    assert refusal_of(decoded) == ("span", "malformed")


def test_an_attribute_of_broken_bytes_rejects_that_span_alone() -> None:
    broken = wire.span(2, wire.field(9, b"\x12\x7f"))
    decoded = otlp.decode(wire.request_of(wire.span(1), broken, wire.span(3)), "protobuf")
    assert refusal_of(decoded) == ("attributes", "malformed")


# Keys (7).


@pytest.mark.parametrize(
    "key", ["__proto__", "constructor.prototype.polluted", "__class__.__init__", "$where", "'; DROP TABLE", "a.b", ""]
)
def test_any_key_is_a_plain_string(key: str) -> None:
    made = request(**{key: "x", "a": "y"})
    assert otlp.decode(made.SerializeToString(), "protobuf").spans[0].attributes == {key: "x", "a": "y"}
    assert otlp.decode(as_json(made), "json").spans[0].attributes == {key: "x", "a": "y"}


# Whatever comes.


@given(body=st.binary(max_size=400), encoding=st.sampled_from(["protobuf", "json"]))
def test_random_bytes_are_read_or_unreadable(body: bytes, encoding: Any) -> None:
    try:
        otlp.decode(body, encoding)
    except otlp.UnreadableError:
        return


@given(data=st.data())
def test_a_damaged_request_is_read_or_unreadable(data: st.DataObject) -> None:
    """A real request with some bytes replaced: every span is kept or rejected, or the request is unreadable."""
    encoding = data.draw(st.sampled_from(["protobuf", "json"]))
    body = bytearray(as_json(REAL) if encoding == "json" else REAL.SerializeToString())
    for _ in range(data.draw(st.integers(1, 8))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        otlp.decode(bytes(body), encoding)  # type: ignore[arg-type]
    except otlp.UnreadableError:
        return


REAL = request(model="gpt-4o", tokens=12, ratio=0.5, stop=["a", "b"], nested={"a": {"b": [1]}}, blob=b"\x00\x01")

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*GOOD, "values", "key"]), inner),
    max_leaves=6,
)


@given(fields=st.dictionaries(st.sampled_from([*GOOD, "attributes", "events", "links", "status", "kind"]), JSON_VALUES))
def test_any_json_in_a_span_costs_at_most_that_span(fields: dict[str, Any]) -> None:
    document = {"resourceSpans": [{"scopeSpans": [{"spans": [GOOD, GOOD | fields]}]}]}
    decoded = otlp.decode(json.dumps(document).encode(), "json")
    assert len(decoded.spans) + len(decoded.rejected) == 2
    assert decoded.spans
