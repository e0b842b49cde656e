"""What goes out by /otlp comes back in by /v1/traces as the same rows."""

import json
import math
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span, Status

from tests.traces.api.calling import Caller
from traces import otlp
from traces.otlp.export import trace_json
from traces.store import reader

START_NS = int(timezone.now().timestamp()) * 1_000_000_000 - 3_600_000_000_000
TRACE_ID = bytes(range(1, 17))
ELSEWHERE = "project_id, batch_id, body_index"  # what another project and another batch change


def key_value(key: str, **value: Any) -> KeyValue:
    return KeyValue(key=key, value=AnyValue(**value))


def request() -> ExportTraceServiceRequest:
    odd = [
        key_value("text", string_value="naïve \u202e text <script>"),
        key_value("empty", string_value=""),
        key_value("int", int_value=-(2**63)),
        key_value("float", double_value=0.1),
        key_value("whole float", double_value=3.0),
        key_value("nan", double_value=math.nan),
        key_value("inf", double_value=-math.inf),
        key_value("bool", bool_value=False),
        key_value("bytes", bytes_value=b"\x00\xff\xfe"),
        key_value("list", array_value=ArrayValue(values=[AnyValue(int_value=1), AnyValue(string_value="1")])),
        key_value("map", kvlist_value=KeyValueList(values=[key_value("a", kvlist_value=KeyValueList())])),
        KeyValue(key="nothing", value=AnyValue()),
        key_value("__proto__", string_value="x"),
    ]
    call = [
        key_value("gen_ai.operation.name", string_value="chat"),
        key_value("gen_ai.provider.name", string_value="openai"),
        key_value("gen_ai.request.model", string_value="gpt-4o"),
        key_value("gen_ai.usage.input_tokens", int_value=1000),
        key_value("gen_ai.usage.output_tokens", int_value=50),
        key_value("gen_ai.conversation.id", string_value="s-1"),
    ]
    root = Span(
        trace_id=TRACE_ID, span_id=b"\x01" * 8, name="root", kind=Span.SPAN_KIND_SERVER, trace_state="a=b",
        start_time_unix_nano=START_NS + 1, end_time_unix_nano=START_NS + 999_999_999, attributes=odd,
        status=Status(code=Status.STATUS_CODE_ERROR, message="broke"),
        events=[Span.Event(name="exception", time_unix_nano=START_NS + 7, attributes=odd)],
        links=[Span.Link(trace_id=b"\x05" * 16, span_id=b"\x06" * 8, attributes=odd[:2])],
    )  # fmt: skip
    child = Span(
        trace_id=TRACE_ID, span_id=b"\x02" * 8, parent_span_id=b"\x01" * 8, name="chat gpt-4o",
        start_time_unix_nano=START_NS + 2, end_time_unix_nano=START_NS + 3, attributes=call,
    )  # fmt: skip
    shop = Resource(attributes=[key_value("service.name", string_value="shop")])
    model = Resource(attributes=[key_value("service.name", string_value="model")])
    scope_spans = ScopeSpans(spans=[root], schema_url="https://opentelemetry.io/schemas/1.37.0")
    scope_spans.scope.name, scope_spans.scope.version = "lib", "1"
    return ExportTraceServiceRequest(
        resource_spans=[
            ResourceSpans(resource=shop, scope_spans=[scope_spans], schema_url="https://example.org/r"),
            ResourceSpans(resource=model, scope_spans=[ScopeSpans(spans=[child])]),
        ]
    )


def stored(table: str, caller: Caller) -> list[dict[str, Any]]:
    """Every column of the project's rows but those that say where, when and with which key they were stored."""
    left_out = {*ELSEWHERE.split(", "), "first_seen", "last_seen", "settle_after", "api_key"}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE project_id = %s ORDER BY 2, 3", [caller.project_id])
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{name: value for name, value in row.items() if name not in left_out} for row in rows]


@pytest.fixture
def exported(shop: Caller) -> bytes:
    answer = shop.send(request().SerializeToString(), "application/x-protobuf")
    assert answer.status_code == 200
    return bytes(shop.get(f"/api/v1/traces/{TRACE_ID.hex()}/otlp").content)


def test_an_export_is_taken_back_whole_and_gives_the_same_rows(shop: Caller, bank: Caller, exported: bytes) -> None:
    assert bank.send(exported).json() == {}
    assert len(stored("span", shop)) == 2
    assert stored("span", bank) == stored("span", shop)
    assert stored("trace", bank) == stored("trace", shop)


def test_bodies_come_back_the_same(shop: Caller, bank: Caller, exported: bytes) -> None:
    """Compared as text, since NaN is not equal to itself."""
    bank.send(exported)
    assert repr(reader.bodies(bank.project_id, TRACE_ID)) == repr(reader.bodies(shop.project_id, TRACE_ID))


def test_a_second_export_says_the_same(bank: Caller, exported: bytes) -> None:
    bank.send(exported)
    assert bank.get(f"/api/v1/traces/{TRACE_ID.hex()}/otlp").content == exported


def test_sending_it_back_to_its_own_project_adds_nothing(shop: Caller, exported: bytes) -> None:
    before = stored("trace", shop)
    assert shop.send(exported).status_code == 200
    assert stored("trace", shop) == before


def test_an_export_is_a_download_and_never_a_page(shop: Caller, exported: bytes) -> None:
    answer = shop.get(f"/api/v1/traces/{TRACE_ID.hex()}/otlp")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="trace-{TRACE_ID.hex()}.json"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/json"
    assert json.loads(exported)["resourceSpans"]


def test_a_span_whose_body_is_gone_is_exported_with_its_name_and_times(shop: Caller, exported: bytes) -> None:
    found = reader.trace(shop.project_id, TRACE_ID)
    assert found is not None
    decoded = otlp.decode(json.dumps(trace_json(found.spans, {})).encode(), "json")
    assert [(each.name, each.start_ns) for each in decoded.spans] == [
        ("root", START_NS + 1), ("chat gpt-4o", START_NS + 2),
    ]  # fmt: skip
