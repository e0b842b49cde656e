"""Requests to send: real messages of the official package, with ids that no other test uses and times of now."""

import base64
import secrets
import time
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

SECOND_NS = 1_000_000_000
IDS = ("traceId", "spanId", "parentSpanId")


def request(spans: int = 3, service: str = "conformance") -> ExportTraceServiceRequest:
    """One trace: a root and its children, one second long, ending now."""
    made = ExportTraceServiceRequest()
    resource_spans = made.resource_spans.add()
    add(resource_spans.resource.attributes, "service.name", service)
    scope_spans = resource_spans.scope_spans.add()
    scope_spans.scope.name = "tests.conformance"
    trace_id, root_id = secrets.token_bytes(16), secrets.token_bytes(8)
    for number in range(spans):
        span = scope_spans.spans.add(trace_id=trace_id, span_id=secrets.token_bytes(8) if number else root_id)
        span.name = f"step {number}"
        span.parent_span_id = root_id if number else b""
        span.kind = Span.SPAN_KIND_CLIENT
        span.end_time_unix_nano = time.time_ns()
        span.start_time_unix_nano = span.end_time_unix_nano - SECOND_NS
        add(span.attributes, "gen_ai.operation.name", "chat")
        add(span.attributes, "gen_ai.usage.input_tokens", 100 + number)
    return made


def spans_of(made: ExportTraceServiceRequest) -> Any:
    return made.resource_spans[0].scope_spans[0].spans


def add(attributes: Any, key: str, value: Any) -> None:
    pair = attributes.add(key=key)
    if isinstance(value, str):
        pair.value.string_value = value
    elif isinstance(value, bool):
        pair.value.bool_value = value
    elif isinstance(value, int):
        pair.value.int_value = value
    else:
        pair.value.double_value = value


def ids_to_hex(document: Any) -> Any:
    """The official JSON mapping writes bytes in base64; OTLP writes ids in hex."""
    if isinstance(document, dict):
        return {
            key: base64.b64decode(value).hex() if key in IDS else ids_to_hex(value) for key, value in document.items()
        }
    return [ids_to_hex(each) for each in document] if isinstance(document, list) else document
