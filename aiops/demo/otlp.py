"""Runs as OTLP/HTTP bodies: protobuf ExportTraceServiceRequests of a wanted number of spans."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span, Status

from aiops.demo.runs import Run, SimSpan


def bodies(runs: Iterable[Run], spans_per_body: int) -> Iterator[bytes]:
    """Protobuf bodies of `spans_per_body` spans each (the last may be smaller); a run may be split over two."""
    request = ExportTraceServiceRequest()
    count = 0
    for run in runs:
        target = None
        for span in run.spans:
            if target is None:
                target = _resource_spans(request, run)
            _fill(target.scope_spans[0].spans.add(), run, span)
            count += 1
            if count == spans_per_body:
                yield request.SerializeToString()
                request, count, target = ExportTraceServiceRequest(), 0, None
    if count:
        yield request.SerializeToString()


def _resource_spans(request: ExportTraceServiceRequest, run: Run) -> ResourceSpans:
    resource_spans = request.resource_spans.add()
    resource_spans.resource.attributes.extend(attributes(run.resource))
    scope_spans = resource_spans.scope_spans.add()
    scope_spans.scope.name, scope_spans.scope.version = run.scope
    return resource_spans


def _fill(target: Span, run: Run, span: SimSpan) -> None:
    target.trace_id, target.span_id, target.parent_span_id = run.trace_id, span.span_id, span.parent_id or b""
    target.name, target.kind = span.name, Span.SpanKind.ValueType(span.otel_kind)
    target.start_time_unix_nano, target.end_time_unix_nano = span.start_ns, span.end_ns
    target.attributes.extend(attributes(span.attributes))
    if span.first_token_ns is not None:
        target.events.add(name="First Token Stream Event", time_unix_nano=span.first_token_ns)
    if span.error is None:
        target.status.code = Status.STATUS_CODE_OK
        return
    kind, message = span.error
    target.status.code, target.status.message = Status.STATUS_CODE_ERROR, message
    event = target.events.add(name="exception", time_unix_nano=span.end_ns)
    event.attributes.extend(attributes({"exception.type": kind, "exception.message": message}))


def attributes(values: Mapping[str, Any]) -> list[KeyValue]:
    """A mapping as OTLP key-values; text, booleans, integers, floats and lists of them."""
    return [KeyValue(key=key, value=_any_value(value)) for key, value in values.items()]


def _any_value(value: Any) -> AnyValue:
    match value:
        case bool():
            return AnyValue(bool_value=value)
        case int():
            return AnyValue(int_value=value)
        case float():
            return AnyValue(double_value=value)
        case list():
            return AnyValue(array_value=ArrayValue(values=[_any_value(each) for each in value]))
    return AnyValue(string_value=str(value))
