"""The protobuf wire format by hand, for the rare message that upb refuses: mends its text, or says what is wrong."""

from collections import Counter
from typing import Any

from google.protobuf.message import DecodeError

from traces.otlp.decoded import RefusedError, too_deep
from traces.otlp.text import from_utf8

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
MAX_MESSAGES = 100  # upb's own bound on nesting


def parse(message: Any, raw: bytes, field_name: str, notes: Counter[str]) -> Any:
    """`raw` as an instance of the class `message`, with invalid text replaced. Anything worse raises RefusedError."""
    try:
        return message.FromString(raw)
    except DecodeError:
        mended = mend(raw, message.DESCRIPTOR, field_name, notes)
    try:
        return message.FromString(mended)
    except DecodeError as error:
        raise malformed(field_name) from error


def mend(raw: bytes, descriptor: Any, field_name: str, notes: Counter[str], depth: int = 0) -> bytes:
    """The same message with every string field made valid UTF-8."""
    if depth >= MAX_MESSAGES:
        raise too_deep(field_name)
    out = bytearray()
    position = 0
    while position < len(raw):
        start = position
        tag, position = varint(raw, position, field_name)
        if tag & 7 != LENGTH:
            position = skip(raw, position, tag & 7, field_name)
            out += raw[start:position]
            continue
        size, position = varint(raw, position, field_name)
        end = position + size
        if end > len(raw):
            raise malformed(field_name)
        part = raw[position:end]
        field = descriptor.fields_by_number.get(tag >> 3)
        if field is not None and field.message_type is not None:
            part = mend(part, field.message_type, field_name, notes, depth + 1)
        elif field is not None and field.type == field.TYPE_STRING:
            part = from_utf8(part, notes).encode()
        out += as_varint(tag) + as_varint(len(part)) + part
        position = end
    return bytes(out)


def skip(raw: bytes, position: int, wire_type: int, field_name: str) -> int:
    if wire_type == VARINT:
        return varint(raw, position, field_name)[1]
    size = {FIXED64: 8, FIXED32: 4}.get(wire_type)
    if size is None or position + size > len(raw):
        raise malformed(field_name)
    return position + size


def varint(raw: bytes, position: int, field_name: str) -> tuple[int, int]:
    """The number at `position` and where it ends."""
    number = 0
    for shift in range(0, 70, 7):
        if position >= len(raw):
            break
        byte = raw[position]
        position += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, position
    raise malformed(field_name)


def as_varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def malformed(field_name: str) -> RefusedError:
    return RefusedError(field_name, "is not a valid protobuf message", "malformed")
