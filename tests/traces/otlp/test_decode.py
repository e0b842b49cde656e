"""Both encodings of one request read the same, value by value."""

import base64
from typing import Any

import orjson
import pytest
from google.protobuf.json_format import MessageToDict
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from tests.conformance.requests import ids_to_hex
from traces import otlp

TRACE, SPAN, PARENT = b"\x01" * 16, b"\x02" * 8, b"\x03" * 8
INT64 = st.integers(min_value=-(2**63), max_value=2**63 - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def any_value(value: Any) -> AnyValue:
    if isinstance(value, bool):
        return AnyValue(bool_value=value)
    if isinstance(value, list):
        made = AnyValue()
        made.array_value.values.extend(map(any_value, value))
        made.array_value.SetInParent()
        return made
    if isinstance(value, dict):
        made = AnyValue()
        made.kvlist_value.values.extend(KeyValue(key=key, value=any_value(each)) for key, each in value.items())
        made.kvlist_value.SetInParent()
        return made
    names = {str: "string_value", int: "int_value", float: "double_value", bytes: "bytes_value"}
    return AnyValue() if value is None else AnyValue(**{names[type(value)]: value})


def request(**attributes: Any) -> ExportTraceServiceRequest:
    """One span with everything a span can have."""
    made = ExportTraceServiceRequest()
    resource_spans = made.resource_spans.add(schema_url="https://example.org/1")
    resource_spans.resource.attributes.add(key="service.name").value.string_value = "shop"
    scope_spans = resource_spans.scope_spans.add()
    scope_spans.scope.name, scope_spans.scope.version = "lib", "2"
    span = scope_spans.spans.add(trace_id=TRACE, span_id=SPAN, parent_span_id=PARENT, name="chat", trace_state="a=b")
    span.kind = Span.SPAN_KIND_CLIENT
    span.start_time_unix_nano, span.end_time_unix_nano = 2**53 + 1, 2**53 + 3
    span.status.code, span.status.message = Status.STATUS_CODE_ERROR, "broke"
    span.attributes.extend(KeyValue(key=key, value=any_value(value)) for key, value in attributes.items())
    event = span.events.add(name="first token", time_unix_nano=2**53 + 2)
    event.attributes.add(key="n").value.int_value = 1
    span.links.add(trace_id=PARENT + SPAN, span_id=SPAN).attributes.add(key="why").value.string_value = "retry"
    return made


def as_json(made: ExportTraceServiceRequest) -> bytes:
    return orjson.dumps(ids_to_hex(MessageToDict(made, use_integers_for_enums=True)))


def decoded(made: ExportTraceServiceRequest, encoding: str) -> otlp.Decoded:
    return otlp.decode(as_json(made) if encoding == "json" else made.SerializeToString(), encoding)  # type: ignore[arg-type]


both = pytest.mark.parametrize("encoding", ["protobuf", "json"])


@both
def test_every_field_of_a_span_is_read(encoding: str) -> None:
    (span,) = decoded(request(model="gpt-4o"), encoding).spans
    assert (span.trace_id, span.span_id, span.parent_span_id) == (TRACE, SPAN, PARENT)
    assert (span.start_ns, span.end_ns) == (2**53 + 1, 2**53 + 3)
    assert (span.name, span.otel_kind, span.trace_state) == ("chat", 3, "a=b")
    assert (span.status, span.status_message) == ("error", "broke")
    assert span.attributes == {"model": "gpt-4o"}
    assert (span.resource.service, span.resource.schema_url) == ("shop", "https://example.org/1")
    assert (span.scope.name, span.scope.version) == ("lib", "2")


@both
def test_events_and_links_are_read(encoding: str) -> None:
    (span,) = decoded(request(), encoding).spans
    (event,), (link,) = span.events, span.links
    assert (event.name, event.time_ns, event.attributes) == ("first token", 2**53 + 2, {"n": 1})
    assert (link.trace_id, link.span_id, link.attributes) == (PARENT + SPAN, SPAN, {"why": "retry"})


@both
@pytest.mark.parametrize(
    "value",
    [
        "",
        "text",
        0,
        -5,
        2**53 + 1,
        2**63 - 1,
        0.0,
        0.5,
        True,
        False,
        None,
        b"\x00\xff",
        [],
        ["a", 1, None],
        {"a": {"b": []}},
    ],
    ids=repr,
)
def test_a_value_keeps_its_type_and_precision(encoding: str, value: Any) -> None:
    (span,) = decoded(request(v=value), encoding).spans
    assert span.attributes["v"] == value
    assert type(span.attributes["v"]) is type(value)


VALUES = st.recursive(
    st.none() | st.booleans() | INT64 | st.floats(allow_nan=False) | TEXT | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(attributes=st.dictionaries(TEXT, VALUES, max_size=4))
def test_both_encodings_give_the_same_attributes(attributes: dict[str, Any]) -> None:
    made = request()
    span = made.resource_spans[0].scope_spans[0].spans[0]
    span.attributes.extend(KeyValue(key=key, value=any_value(value)) for key, value in attributes.items())
    from_protobuf = decoded(made, "protobuf").spans[0].attributes
    assert from_protobuf == decoded(made, "json").spans[0].attributes == attributes


def test_values_looked_up_again_are_those_first_read() -> None:
    """Short attributes are remembered by their bytes; a second request must not see another's."""
    first = decoded(request(a="x", b=1, c=["stop"]), "protobuf").spans[0].attributes
    second = decoded(request(b=1, c=["stop"], a="y"), "protobuf").spans[0].attributes
    assert (first, second) == ({"a": "x", "b": 1, "c": ["stop"]}, {"b": 1, "c": ["stop"], "a": "y"})


def test_spans_of_one_resource_share_it() -> None:
    made = request()
    made.resource_spans.append(made.resource_spans[0])
    first, second = decoded(made, "protobuf").spans
    assert first.resource is second.resource


def test_bytes_in_json_are_base64_of_either_alphabet() -> None:
    document = orjson.loads(as_json(request(v=b"\xfb\xff")))
    span = document["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    span["attributes"][0]["value"]["bytesValue"] = base64.urlsafe_b64encode(b"\xfb\xff").decode()
    assert otlp.decode(orjson.dumps(document), "json").spans[0].attributes == {"v": b"\xfb\xff"}
