"""ExportTraceServiceRequest in protobuf -> spans."""

from collections.abc import Iterator
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope
from opentelemetry.proto.resource.v1 import resource_pb2
from opentelemetry.proto.trace.v1 import trace_pb2

from traces.otlp import shell
from traces.otlp.attributes import from_parsed, from_raw
from traces.otlp.decoded import Decoded, RefusedError, UnreadableError, linkable
from traces.otlp.text import from_utf8, without_nul
from traces.otlp.wire import malformed, parse
from traces.types import OTEL_KINDS, Event, Link, Resource, Scope, Span, Status

STATUSES: tuple[Status, ...] = ("unset", "ok", "error")


def decode_protobuf(body: bytes) -> Decoded:
    """Raises UnreadableError when not even the outline of the request can be read."""
    try:
        request = shell.Request.FromString(body)
    except DecodeError:
        request = opened(body)
    reader = Reader()
    for resource_spans in request.resource_spans:
        reader.read(resource_spans)
    return reader.decoded


def opened(body: bytes) -> Any:
    """The outline with spans left as bytes: one of them is broken, or the request is."""
    try:
        return shell.RawRequest.FromString(body)
    except DecodeError as error:
        raise UnreadableError("the body is not an ExportTraceServiceRequest in protobuf") from error


class Reader:
    """Walks one request; keeps the position of each span and shares resources that are sent more than once."""

    def __init__(self) -> None:
        self.decoded = Decoded()
        self.index = 0
        self.resources: dict[tuple[bytes, bytes], Resource] = {}

    def read(self, resource_spans: Any) -> None:
        for scope_spans in resource_spans.scope_spans:
            try:
                resource = self.resource(resource_spans.resource, resource_spans.schema_url)
                scope = self.scope(scope_spans.scope, scope_spans.schema_url)
            except RefusedError as refusal:
                self.refuse_all(len(scope_spans.spans), refusal)
                continue
            for span in scope_spans.spans:
                self.take(span, resource, scope)

    def take(self, message: Any, resource: Resource, scope: Scope) -> None:
        try:
            self.decoded.keep(self.span(message, resource, scope))
        except RefusedError as refusal:
            self.decoded.reject(self.index, refusal)
        self.index += 1

    def refuse_all(self, count: int, refusal: RefusedError) -> None:
        for _ in range(count):
            self.decoded.reject(self.index, refusal)
            self.index += 1

    def span(self, message: Any, resource: Resource, scope: Scope) -> Span:
        notes = self.decoded.notes
        if isinstance(message, bytes):
            try:
                message = shell.Span.FromString(message)
            except DecodeError as error:
                raise malformed("span") from error
        status, kind = message.status, message.kind
        span = Span(
            message.trace_id,
            message.span_id,
            message.parent_span_id or None,
            from_utf8(message.name, notes),
            message.start_time_unix_nano,
            message.end_time_unix_nano,
            kind if 0 <= kind < len(OTEL_KINDS) else 0,
            STATUSES[status.code] if 0 <= status.code < len(STATUSES) else "unset",
            from_utf8(status.message, notes),
            from_raw(message.attributes, "attributes", notes),
            [],
            [],
            resource,
            scope,
            from_utf8(message.trace_state, notes),
            self.index,
        )
        if message.events:
            span.events = [self.event(raw) for raw in message.events]
        if message.links:
            span.links = list(self.links(message.links))
        return span

    def event(self, raw: bytes) -> Event:
        notes = self.decoded.notes
        event = parse(trace_pb2.Span.Event, raw, "events", notes)
        name = without_nul(event.name, notes) if "\0" in event.name else event.name
        return Event(name, event.time_unix_nano, from_parsed(event.attributes, "events.attributes", notes))

    def links(self, raws: Any) -> Iterator[Link]:
        """A link that points nowhere is left out and counted; it is no reason to lose the span."""
        notes = self.decoded.notes
        for raw in raws:
            link = parse(trace_pb2.Span.Link, raw, "links", notes)
            if linkable(link.trace_id, link.span_id):
                yield Link(link.trace_id, link.span_id, from_parsed(link.attributes, "links.attributes", notes))
            else:
                notes["dropped_link"] += 1

    def resource(self, raw: bytes, schema_url: bytes) -> Resource:
        known = self.resources.get((raw, schema_url))
        if known is None:
            notes = self.decoded.notes
            message = parse(resource_pb2.Resource, raw, "resource", notes)
            attributes = from_parsed(message.attributes, "resource.attributes", notes)
            known = self.resources[raw, schema_url] = Resource(attributes, from_utf8(schema_url, notes))
        return known

    def scope(self, raw: bytes, schema_url: bytes) -> Scope:
        notes = self.decoded.notes
        message = parse(InstrumentationScope, raw, "scope", notes)
        attributes = from_parsed(message.attributes, "scope.attributes", notes)
        name, version = (without_nul(text, notes) if "\0" in text else text for text in (message.name, message.version))
        return Scope(name, version, attributes, from_utf8(schema_url, notes))
