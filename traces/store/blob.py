"""Bodies of spans as one zstd blob: everything that is not promoted to a column. Exact round trip, bytes and NaN too.

Layout: zstd of JSON `{"n": lengths, "r": resources, "s": scopes, "b": [[resource, scope, body] or null, ...]}`, where a
body is `[attributes, events, links, status_message, otel_kind, trace_state]`. Resources and scopes stand once a blob.
`n` is how many bytes each member of `b` takes, so that one is read without parsing the others; blobs made before
December 2026 have none.
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
LENGTHS, END = b'{"n":[', b"]}"


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
    content = orjson.loads(_plain(data))
    resources = [Resource(*fields(stored, 2)) for stored in content["r"]]
    scopes = [Scope(*fields(stored, 4)) for stored in content["s"]]
    return [_body(resources[entry[0]], scopes[entry[1]], entry[2]) if entry else EMPTY for entry in content["b"]]


def decode_one(data: bytes, place: int) -> SpanBody:
    """The body at one place. Raises IndexError when the blob has no such place."""
    plain = _plain(data)
    shared, entry = _alone(plain, place) if plain.startswith(LENGTHS) else _among_all(plain, place)
    if not entry:
        return EMPTY
    return _body(Resource(*fields(shared["r"][entry[0]], 2)), Scope(*fields(shared["s"][entry[1]], 4)), entry[2])


def _alone(plain: bytes, place: int) -> tuple[Any, Any]:
    """What the bodies share, and one of them; the others are not parsed."""
    lengths = orjson.loads(plain[len(LENGTHS) - 1 : plain.index(b"]") + 1])
    first = len(plain) - len(END) - sum(lengths) - (len(lengths) - 1)
    start = first + sum(lengths[:place]) + place
    entry = orjson.loads(memoryview(plain)[start : start + lengths[place]])
    return orjson.loads(plain[:first] + END), entry


def _among_all(plain: bytes, place: int) -> tuple[Any, Any]:
    content = orjson.loads(plain)
    return content, content["b"][place]


def decoded_bytes(data: bytes) -> int:
    """How many bytes of JSON a blob holds, as its header says."""
    return int(zstandard.frame_content_size(data))


def _plain(data: bytes) -> bytes:
    return _codec.decompressor.decompress(data, max_output_size=MAX_BYTES)


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
    entries: list[bytes] = []  # in pieces: the bodies are the bulk, and are copied once
    lengths: list[int] = []
    for item in bodies:
        if item is None:
            entries += (b"null", b",")
            lengths.append(4)
            continue
        span, body = item
        if (resource := resources.get(id(span.resource))) is None:
            resource = resources[id(span.resource)] = (len(resources), _resource_json(span.resource))
        if (scope := scopes.get(id(span.scope))) is None:
            scope = scopes[id(span.scope)] = (len(scopes), _scope_json(span.scope))
        head = b"[%d,%d," % (resource[0], scope[0])
        entries += (head, body, b"],")
        lengths.append(len(head) + len(body) + 1)
    shared = [b",".join(json for _, json in each.values()) for each in (resources, scopes)]
    start = b'%b%b],"r":[%b],"s":[%b],"b":[' % (LENGTHS, b",".join(b"%d" % each for each in lengths), *shared)
    return _codec.compressor.compress(b"".join([start, *entries[:-1], entries[-1][:-1], END]))


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
