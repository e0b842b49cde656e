"""Protobuf by hand, for messages that the official package refuses to make."""

from opentelemetry.proto.trace.v1.trace_pb2 import Span


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def field(number: int, content: bytes) -> bytes:
    """A length-delimited field."""
    return varint(number << 3 | 2) + varint(len(content)) + content


def nested_lists(depth: int) -> bytes:
    """An AnyValue: 1 inside `depth` array values."""
    value = bytes([3 << 3, 1])
    for _ in range(depth):
        value = field(5, field(1, value))
    return value


def nested_maps(depth: int) -> bytes:
    """An AnyValue: 1 inside `depth` key-value lists."""
    value = bytes([3 << 3, 1])
    for _ in range(depth):
        value = field(6, field(1, field(1, b"k") + field(2, value)))
    return value


def attribute(key: bytes, value: bytes) -> bytes:
    """Field 9 of a span."""
    return field(9, field(1, key) + field(2, value))


def request_of(*spans: bytes) -> bytes:
    return field(1, field(2, b"".join(field(2, span) for span in spans)))


def span(number: int = 1, *extra: bytes) -> bytes:
    """A good span with more fields put behind it."""
    good = Span(trace_id=b"\xaa" * 16, span_id=number.to_bytes(8, "big"), name="step")
    good.start_time_unix_nano, good.end_time_unix_nano = 1, 2
    return good.SerializeToString() + b"".join(extra)
