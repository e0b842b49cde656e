"""Bodies of spans as one zstd blob: everything that is not promoted to a column. Exact round trip, bytes and NaN too.

Layout: zstd of JSON `{"r": resources, "s": scopes, "b": [[resource, scope, body] or null, ...]}`, where a body is
`[attributes, events, links, status_message, otel_kind, trace_state]`. Resources and scopes stand once a blob.
"""

import threading
from collections.abc import Sequence
from typing import Any

import orjson
import zstandard

from traces.store.tagged import dumps, fields
from traces.types import Event, Link, Resource, Scope, Span, SpanBody

LEVEL = 1  # level 3 saves 5 % of the bytes and costs a third more time
MAX_BYTES = 1 << 31  # a corrupt frame header cannot ask for more


class _Codec(threading.local):
    """One pair for each thread: they are not safe to share."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=LEVEL)
        self.decompressor = zstandard.ZstdDecompressor()


_codec = _Codec()


def encode(spans: Sequence[Span]) -> bytes:
    """One blob of these spans' bodies, in order."""
    return pack([(span, body_json(span)) for span in spans])


def decode(data: bytes) -> list[SpanBody]:
    """The bodies of a blob in order, an empty one where pack() was given None.

    Raises zstandard.ZstdError when the blob is damaged.
    """
    content = _load(data)
    resources = [Resource(*fields(stored, 2)) for stored in content["r"]]
    scopes = [Scope(*fields(stored, 4)) for stored in content["s"]]
    return [_body(resources[entry[0]], scopes[entry[1]], entry[2]) if entry else EMPTY for entry in content["b"]]


def decode_one(data: bytes, place: int) -> SpanBody:
    """The body at one place. Raises IndexError when the blob has no such place."""
    content = _load(data)
    entry = content["b"][place]
    if not entry:
        return EMPTY
    return _body(Resource(*fields(content["r"][entry[0]], 2)), Scope(*fields(content["s"][entry[1]], 4)), entry[2])


def decoded_bytes(data: bytes) -> int:
    """How many bytes of JSON a blob holds, as its header says."""
    return int(zstandard.frame_content_size(data))


def _load(data: bytes) -> Any:
    return orjson.loads(_codec.decompressor.decompress(data, max_output_size=MAX_BYTES))


def body_json(span: Span) -> bytes:
    """One span's body as it stands in the blob; the same span gives the same bytes, whatever batch brought it."""
    attributes = [span.attributes]
    events: list[list[Any]] = []
    links: list[list[Any]] = []
    if span.events:
        events = [[event.name, event.time_ns, event.attributes] for event in span.events]
        attributes += [event.attributes for event in span.events]
    if span.links:
        links = [[link.trace_id.hex(), link.span_id.hex(), link.attributes] for link in span.links]
        attributes += [link.attributes for link in span.links]
    return dumps(attributes, [span.attributes, events, links, span.status_message, span.otel_kind, span.trace_state])


def pack(bodies: Sequence[tuple[Span, bytes] | None]) -> bytes:
    """One blob of bodies made by body_json(); None keeps the place of a span that was not stored."""
    resources: dict[int, tuple[int, bytes]] = {}  # by identity: spans of one ResourceSpans share the object
    scopes: dict[int, tuple[int, bytes]] = {}
    entries = []
    for item in bodies:
        if item is None:
            entries.append(b"null")
            continue
        span, body = item
        if (resource := resources.get(id(span.resource))) is None:
            resource = resources[id(span.resource)] = (len(resources), _resource_json(span.resource))
        if (scope := scopes.get(id(span.scope))) is None:
            scope = scopes[id(span.scope)] = (len(scopes), _scope_json(span.scope))
        entries.append(b"[%d,%d,%b]" % (resource[0], scope[0], body))
    shared = [b",".join(json for _, json in each.values()) for each in (resources, scopes)]
    return _codec.compressor.compress(b'{"r":[%b],"s":[%b],"b":[%b]}' % (*shared, b",".join(entries)))


def _resource_json(resource: Resource) -> bytes:
    return dumps([resource.attributes], [resource.attributes, resource.schema_url])


def _scope_json(scope: Scope) -> bytes:
    return dumps([scope.attributes], [scope.name, scope.version, scope.attributes, scope.schema_url])


def _body(resource: Resource, scope: Scope, stored: list[Any]) -> SpanBody:
    attributes, events, links, status_message, otel_kind, trace_state = fields(stored, 6)
    return SpanBody(
        attributes=attributes,
        events=tuple(Event(*event) for event in events),
        links=tuple(Link(bytes.fromhex(trace), bytes.fromhex(span), values) for trace, span, values in links),
        resource=resource,
        scope=scope,
        status_message=status_message,
        otel_kind=otel_kind,
        trace_state=trace_state,
    )


EMPTY = _body(Resource({}), Scope(), [{}, [], [], "", 0, ""])
