"""Stored spans -> OTLP JSON that the door takes back. Pure.

Written by hand and not through the protobuf message: a span's attributes may hold what protobuf's own JSON writer
refuses, and the parts are few.
"""

import base64
import math
from collections.abc import Iterable, Mapping
from typing import Any

from traces.types import Attributes, Event, Link, Resource, Scope, SpanBody, StoredSpan, Value

STATUS_CODES = {"unset": 0, "ok": 1, "error": 2}
NO_BODY = SpanBody({}, (), (), Resource({}), Scope(), "", 0)
Json = dict[str, Any]


def trace_json(spans: Iterable[StoredSpan], bodies: Mapping[bytes, SpanBody]) -> Json:
    """An ExportTraceServiceRequest; spans of one resource and scope stand together, in the order given.

    A span whose body is gone (kept shorter than its row) comes with its name, times and status alone.
    """
    places: dict[int, tuple[Resource, dict[int, tuple[Scope, list[Json]]]]] = {}
    for span in spans:
        body = bodies.get(span.span_id, NO_BODY)
        _, scopes = places.setdefault(id(body.resource), (body.resource, {}))
        _, group = scopes.setdefault(id(body.scope), (body.scope, []))
        group.append(span_json(span, body))
    return {"resourceSpans": [_resource_spans(resource, scopes.values()) for resource, scopes in places.values()]}


def _resource_spans(resource: Resource, scopes: Iterable[tuple[Scope, list[Json]]]) -> Json:
    return {
        "resource": {"attributes": attributes_json(resource.attributes)},
        "schemaUrl": resource.schema_url,
        "scopeSpans": [
            {
                "scope": {
                    "name": scope.name,
                    "version": scope.version,
                    "attributes": attributes_json(scope.attributes),
                },
                "schemaUrl": scope.schema_url,
                "spans": spans,
            }
            for scope, spans in scopes
        ],
    }


def span_json(span: StoredSpan, body: SpanBody) -> Json:
    """One span; times are strings of nanoseconds, since JavaScript's numbers end before them."""
    return {
        "traceId": span.trace_id.hex(),
        "spanId": span.span_id.hex(),
        **({"parentSpanId": span.parent_span_id.hex()} if span.parent_span_id else {}),
        **({"traceState": body.trace_state} if body.trace_state else {}),
        "name": span.name,
        "kind": body.otel_kind,
        "startTimeUnixNano": str(span.start_ns),
        "endTimeUnixNano": str(span.end_ns),
        "attributes": attributes_json(body.attributes),
        "events": [_event(event) for event in body.events],
        "links": [_link(link) for link in body.links],
        "status": {
            "code": STATUS_CODES[span.status],
            **({"message": body.status_message} if body.status_message else {}),
        },
    }


def _event(event: Event) -> Json:
    return {
        "name": event.name,
        "timeUnixNano": str(event.time_ns),
        "attributes": attributes_json(event.attributes),
    }


def _link(link: Link) -> Json:
    return {
        "traceId": link.trace_id.hex(),
        "spanId": link.span_id.hex(),
        "attributes": attributes_json(link.attributes),
    }


def attributes_json(attributes: Attributes) -> list[Json]:
    return [{"key": key, "value": value_json(value)} for key, value in attributes.items()]


def value_json(value: Value) -> Json:  # noqa: PLR0911 - one line a type
    """An AnyValue in OTLP's JSON form: whole numbers as strings, bytes as base64, no value as {}."""
    if value is None:
        return {}
    if isinstance(value, str):
        return {"stringValue": value}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": _double(value)}
    if isinstance(value, bytes):
        return {"bytesValue": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {"kvlistValue": {"values": attributes_json(value)}}
    return {"arrayValue": {"values": [value_json(each) for each in value]}}


def _double(value: float) -> float | str:
    """JSON has no NaN and no infinities; proto3 writes them as strings."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
