"""ExportTraceServiceRequest in protobuf -> spans."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope
from opentelemetry.proto.resource.v1 import resource_pb2
from opentelemetry.proto.trace.v1 import trace_pb2

from traces.otlp import outline, shell
from traces.otlp.attributes import from_parsed, from_raw
from traces.otlp.decoded import (
    MAX_ATTRIBUTES,
    MAX_EVENTS,
    PARTS_A_SPAN,
    Decoded,
    RefusedError,
    Room,
    UnreadableError,
    first,
    linkable,
)
from traces.otlp.outline import Part, Place, Walk
from traces.otlp.text import from_utf8, without_nul
from traces.otlp.wire import malformed, parse
from traces.types import OTEL_KINDS, Attributes, Event, Link, Resource, Scope, Span, Status

STATUSES: tuple[Status, ...] = ("unset", "ok", "error")
RESOURCES_KNOWN, RESOURCE_BYTES = 1_000, 4_096
LARGE_BYTES = 256 * 1024  # of a message; the parser takes up to 25 times as much for one full of empty parts

_resources: dict[tuple[bytes, bytes], Resource] = {}  # shared by threads: no entry ever changes


def remember(raw: bytes, schema_url: bytes, resource: Resource) -> None:
    if len(_resources) >= RESOURCES_KNOWN:
        _resources.clear()
    _resources[raw, schema_url] = resource


def known(raw: bytes, schema_url: bytes) -> Resource | None:
    return _resources.get((raw, schema_url))


def forget() -> None:
    """What is erased elsewhere is not to stay here."""
    _resources.clear()


def decode_protobuf(body: bytes, max_spans: int) -> Decoded:
    """Raises UnreadableError when not even the outline of the request can be read, TooManyError."""
    return Reader(body, max_spans).all()


class Reader:
    """Walks one request; keeps the position of each span and shares resources that are sent more than once.

    Requests of all signals have one outline: resources, in them scopes, in these items. What an item is differs.
    """

    request, what = "ExportTraceServiceRequest", "spans"

    def __init__(self, body: bytes, max_spans: int) -> None:
        self.body = body
        self.view = memoryview(body)
        self.walk = Walk(body, max_spans, self.what)
        self.decoded = Decoded(parts_left=max_spans * PARTS_A_SPAN)
        self.dropped: Counter[str] = Counter()  # from the span being read
        self.room = Room(self.decoded, self.dropped)
        self.index = 0
        self.resources: dict[tuple[bytes, bytes], Resource] = {}

    def all(self) -> Decoded:
        """Raises as decode_protobuf."""
        try:
            parts = self.walk.request()
        except RefusedError as refusal:
            raise UnreadableError(f"the body is not an {self.request} in protobuf") from refusal
        for part in parts:
            self.read(part)
        return self.decoded

    def read(self, resource_spans: Part) -> None:
        try:
            resource = self.resource(resource_spans.head, resource_spans.schema_url)
        except RefusedError as refusal:
            self.refuse_all(sum(len(scope_spans.places) for scope_spans in resource_spans.parts), refusal)
            return
        for scope_spans in resource_spans.parts:
            try:
                scope = self.scope(scope_spans.head, scope_spans.schema_url)
            except RefusedError as refusal:
                self.refuse_all(len(scope_spans.places), refusal)
                continue
            for place in scope_spans.places:
                self.take(place, resource, scope)

    def take(self, place: Place, resource: Resource, scope: Scope) -> None:
        try:
            self.keep(place, resource, scope)
        except RefusedError as refusal:
            self.decoded.reject(self.index, refusal)
            self.dropped.clear()
        self.index += 1

    def keep(self, place: Place, resource: Resource, scope: Scope) -> None:
        """Takes one item in. Raises RefusedError."""
        self.decoded.keep(self.span(place, resource, scope))

    def refuse_all(self, count: int, refusal: RefusedError) -> None:
        for _ in range(count):
            self.decoded.reject(self.index, refusal)
            self.index += 1

    def span(self, place: Place, resource: Resource, scope: Scope) -> Span:
        notes, dropped = self.decoded.notes, self.dropped
        raw: bytes | memoryview = self.view[place[0] : place[1]]
        if len(raw) > LARGE_BYTES:
            raw = self.walk.thinned(bytes(raw), outline.SPAN, dropped)
        try:
            message = shell.Span.FromString(raw)
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
            self.attributes(message.attributes),
            [],
            [],
            resource,
            scope,
            from_utf8(message.trace_state, notes),
            self.index,
        )
        span.wire_bytes = place[1] - place[0]
        if message.events:
            kept = first(message.events, MAX_EVENTS, "dropped_events", dropped)
            span.events = [self.event(each, dropped) for each in kept]
        if message.links:
            kept = first(message.links, MAX_EVENTS, "dropped_events", dropped)
            span.links = list(self.links(kept, dropped))
        if dropped:
            self.decoded.flag(span, dropped)
            dropped.clear()
        return span

    def attributes(self, raws: Any) -> Attributes:
        if len(raws) > MAX_ATTRIBUTES:
            raws = first(raws, MAX_ATTRIBUTES, "dropped_attributes", self.dropped)
        self.decoded.spend(len(raws))
        return from_raw(raws, self.decoded.notes, self.room)

    def event(self, raw: bytes, dropped: Counter[str]) -> Event:
        notes = self.decoded.notes
        event = parse(trace_pb2.Span.Event, self.light(raw, outline.EVENT, dropped), "events", self.decoded)
        name = without_nul(event.name, notes) if "\0" in event.name else event.name
        return Event(name, event.time_unix_nano, self.parsed(event.attributes, "events.attributes", dropped))

    def links(self, raws: Any, dropped: Counter[str]) -> Iterator[Link]:
        """A link that points nowhere is left out and counted; it is no reason to lose the span."""
        notes = self.decoded.notes
        for raw in raws:
            link = parse(trace_pb2.Span.Link, self.light(raw, outline.LINK, dropped), "links", self.decoded)
            if linkable(link.trace_id, link.span_id):
                yield Link(link.trace_id, link.span_id, self.parsed(link.attributes, "links.attributes", dropped))
            else:
                notes["dropped_link"] += 1

    def resource(self, raw: bytes, schema_url: bytes) -> Resource:
        """A service sends the same one with each request: those with nothing to mend are kept beyond this one."""
        found = self.resources.get((raw, schema_url)) or known(raw, schema_url)
        if found is None:
            notes = self.decoded.notes
            noted = notes.total()
            message = parse(resource_pb2.Resource, self.light(raw, outline.RESOURCE, notes), "resource", self.decoded)
            attributes = self.parsed(message.attributes, "resource.attributes", notes)
            found = Resource(attributes, from_utf8(schema_url, notes))
            if len(raw) + len(schema_url) <= RESOURCE_BYTES and notes.total() == noted:
                remember(raw, schema_url, found)
        self.resources[raw, schema_url] = found
        return found

    def scope(self, raw: bytes, schema_url: bytes) -> Scope:
        notes = self.decoded.notes
        message = parse(InstrumentationScope, self.light(raw, outline.SCOPE, notes), "scope", self.decoded)
        attributes = self.parsed(message.attributes, "scope.attributes", notes)
        name, version = (without_nul(text, notes) if "\0" in text else text for text in (message.name, message.version))
        return Scope(name, version, attributes, from_utf8(schema_url, notes))

    def light(self, raw: bytes, caps: outline.Caps, dropped: Counter[str]) -> bytes:
        """A message as it may be parsed: a large one without the parts that would be dropped anyway."""
        return raw if len(raw) <= LARGE_BYTES else self.walk.thinned(raw, caps, dropped)

    def parsed(self, pairs: Any, field_name: str, dropped: Counter[str]) -> Attributes:
        """Attributes of anything but a span. The 1 is for what they belong to."""
        kept = first(pairs, MAX_ATTRIBUTES, "dropped_attributes", dropped)
        self.decoded.spend(len(kept) + 1)
        return from_parsed(kept, field_name, self.decoded.notes, Room(self.decoded, dropped))
