"""ExportTraceServiceRequest in JSON -> spans. Keys are lowerCamelCase only; unknown ones are ignored at every level."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from traces.otlp.crowding import check_crowding
from traces.otlp.decoded import (
    MAX_ATTRIBUTES,
    MAX_EVENTS,
    PARTS_A_SPAN,
    Decoded,
    RefusedError,
    Room,
    TooManySpansError,
    UnreadableError,
    first,
    linkable,
)
from traces.otlp.json_repair import load
from traces.otlp.json_values import an_array, an_object, attributes, enum, identifier, text, time_ns
from traces.types import OTEL_KINDS, Attributes, Event, Link, Resource, Scope, Span, Status

STATUSES: tuple[Status, ...] = ("unset", "ok", "error")


def decode_json(body: bytes, max_spans: int) -> Decoded:
    """Raises UnreadableError when it is not JSON or its outline is not OTLP's, TooManyError."""
    check_crowding(body, max_spans)
    decoded = Decoded(parts_left=max_spans * PARTS_A_SPAN)
    document = load(body, decoded.notes)
    try:
        Reader(decoded, max_spans).read(document)
    except RefusedError as refusal:
        raise UnreadableError(f"{refusal.field} {refusal.reason}") from refusal
    return decoded


class Reader:
    """Walks one request and keeps the position of each span. Those of other signals differ in what an item is."""

    names = ("resourceSpans", "scopeSpans", "spans")

    def __init__(self, decoded: Decoded, max_spans: int) -> None:
        self.decoded = decoded
        self.max_spans = max_spans
        self.notes = decoded.notes
        self.index = 0

    def read(self, document: Any) -> None:
        if type(document) is not dict:
            raise RefusedError("the body", "must be a JSON object", "wrong_type")
        outer, inner, items = self.names
        for found in an_array(document.get(outer), outer):
            resource_spans = an_object(found, outer)
            for each in an_array(resource_spans.get(inner), inner):
                scope_spans = an_object(each, inner)
                self.take_all(resource_spans, scope_spans, an_array(scope_spans.get(items), items))

    def take_all(self, resource_spans: dict[str, Any], scope_spans: dict[str, Any], spans: list[Any]) -> None:
        if self.index + len(spans) > self.max_spans:
            raise TooManySpansError(self.max_spans, self.names[2])
        try:
            resource, scope = self.resource(resource_spans), self.scope(scope_spans)
        except RefusedError as refusal:
            self.refuse_all(len(spans), refusal)
            return
        for span in spans:
            try:
                self.keep(an_object(span, self.names[2]), resource, scope)
            except RefusedError as refusal:
                self.decoded.reject(self.index, refusal)
            self.index += 1

    def keep(self, found: dict[str, Any], resource: Resource, scope: Scope) -> None:
        """Takes one item in. Raises RefusedError."""
        self.decoded.keep(self.span(found, resource, scope))

    def refuse_all(self, count: int, refusal: RefusedError) -> None:
        for _ in range(count):
            self.decoded.reject(self.index, refusal)
            self.index += 1

    def span(self, found: dict[str, Any], resource: Resource, scope: Scope) -> Span:
        status = an_object(found.get("status"), "status")
        dropped: Counter[str] = Counter()
        events = first(an_array(found.get("events"), "events"), MAX_EVENTS, "dropped_events", dropped)
        links = first(an_array(found.get("links"), "links"), MAX_EVENTS, "dropped_events", dropped)
        span = Span(
            trace_id=identifier(found.get("traceId"), "traceId", 16),
            span_id=identifier(found.get("spanId"), "spanId", 8),
            parent_span_id=identifier(found.get("parentSpanId"), "parentSpanId", 8) or None,
            name=text(found.get("name"), "name", self.notes),
            start_ns=time_ns(found.get("startTimeUnixNano"), "startTimeUnixNano"),
            end_ns=time_ns(found.get("endTimeUnixNano"), "endTimeUnixNano"),
            otel_kind=enum(found.get("kind"), "kind", len(OTEL_KINDS)),
            status=STATUSES[enum(status.get("code"), "status.code", len(STATUSES))],
            status_message=text(status.get("message"), "status.message", self.notes),
            attributes=self.attributes(found, "attributes", dropped),
            events=[self.event(an_object(each, "events"), dropped) for each in events],
            links=list(self.links(links, dropped)),
            resource=resource,
            scope=scope,
            trace_state=text(found.get("traceState"), "traceState", self.notes),
            index=self.index,
        )
        if dropped:
            self.decoded.flag(span, dropped)
        return span

    def attributes(self, found: dict[str, Any], field: str, dropped: Counter[str]) -> Attributes:
        """Those of a span, event, link, resource or scope. The 1 is for what they belong to."""
        every = an_array(found.get("attributes"), field)
        kept = first(every, MAX_ATTRIBUTES, "dropped_attributes", dropped)
        self.decoded.spend(len(kept) + 1)
        return attributes(kept, field, self.notes, Room(self.decoded, dropped))

    def event(self, found: dict[str, Any], dropped: Counter[str]) -> Event:
        return Event(
            text(found.get("name"), "events.name", self.notes),
            time_ns(found.get("timeUnixNano"), "events.timeUnixNano"),
            self.attributes(found, "events.attributes", dropped),
        )

    def links(self, found: list[Any], dropped: Counter[str]) -> Iterator[Link]:
        """A link that points nowhere is left out and counted; it is no reason to lose the span."""
        for each in found:
            link = an_object(each, "links")
            try:
                ends = identifier(link.get("traceId"), "links", 16), identifier(link.get("spanId"), "links", 8)
            except RefusedError:
                ends = b"", b""
            if linkable(*ends):
                yield Link(*ends, self.attributes(link, "links.attributes", dropped))
            else:
                self.notes["dropped_link"] += 1

    def resource(self, found: dict[str, Any]) -> Resource:
        inner = an_object(found.get("resource"), "resource")
        schema_url = text(found.get("schemaUrl"), "schemaUrl", self.notes)
        return Resource(self.attributes(inner, "resource.attributes", self.notes), schema_url)

    def scope(self, found: dict[str, Any]) -> Scope:
        inner = an_object(found.get("scope"), "scope")
        return Scope(
            text(inner.get("name"), "scope.name", self.notes),
            text(inner.get("version"), "scope.version", self.notes),
            self.attributes(inner, "scope.attributes", self.notes),
            text(found.get("schemaUrl"), "schemaUrl", self.notes),
        )
