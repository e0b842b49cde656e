"""The protobuf wire format by hand, for the rare message that upb refuses: mends its text, or says what is wrong."""

from typing import Any

from google.protobuf.message import DecodeError

from traces.otlp.decoded import Decoded, RefusedError, too_deep
from traces.otlp.text import from_utf8

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
MAX_MESSAGES = 100  # upb's own bound on nesting


def parse(message: Any, raw: bytes, field_name: str, decoded: Decoded) -> Any:
    """`raw` as an instance of the class `message`, with invalid text replaced. Anything worse raises RefusedError."""
    try:
        return message.FromString(raw)
    except DecodeError:
        mended = Mender(raw, field_name, decoded).message(message.DESCRIPTOR)
    try:
        return message.FromString(mended)
    except DecodeError as error:
        raise malformed(field_name) from error


class Mender:
    """Makes every string field of a message valid UTF-8.

    One walk over the fields, each byte copied once however deep it lies. Walked by hand, a field of two bytes costs a
    microsecond, so those of a request are counted: no body makes it cost more than some `Decoded.mending_left`.
    """

    def __init__(self, raw: bytes, field_name: str, decoded: Decoded) -> None:
        self.raw = raw
        self.field_name = field_name
        self.decoded = decoded
        self.pieces: list[bytes] = []

    def message(self, descriptor: Any) -> bytes:
        """Raises RefusedError for what is no protobuf, nested beyond reading, or too much to mend."""
        self.inside(descriptor, 0, len(self.raw), 0)
        return b"".join(self.pieces)

    def inside(self, descriptor: Any, position: int, end: int, depth: int) -> int:
        """Adds what lies between the two places to the pieces; answers how many bytes that makes."""
        if depth >= MAX_MESSAGES:
            raise too_deep(self.field_name)
        made = 0
        while position < end:
            start = position
            self.spend()
            tag, position = varint(self.raw, position, self.field_name)
            if tag & 7 != LENGTH:
                position = skip(self.raw, position, tag & 7, self.field_name)
                made += self.add(self.raw[start:position])
            else:
                size, position = varint(self.raw, position, self.field_name)
                made += self.part(tag, descriptor.fields_by_number.get(tag >> 3), position, position + size, depth)
                position += size
            if position > end:
                raise malformed(self.field_name)
        return made

    def part(self, tag: int, field: Any, start: int, end: int, depth: int) -> int:
        """A field with a length: a message, a text, or bytes."""
        if end > len(self.raw):
            raise malformed(self.field_name)
        head = len(self.pieces)
        self.pieces.append(b"")  # its length is known once its content is
        if field is not None and field.message_type is not None:
            size = self.inside(field.message_type, start, end, depth + 1)
        elif field is not None and field.type == field.TYPE_STRING:
            size = self.add(from_utf8(self.raw[start:end], self.decoded.notes).encode())
        else:
            size = self.add(self.raw[start:end])
        self.pieces[head] = as_varint(tag) + as_varint(size)
        return len(self.pieces[head]) + size

    def add(self, piece: bytes) -> int:
        self.pieces.append(piece)
        return len(piece)

    def spend(self) -> None:
        self.decoded.mending_left -= 1
        if self.decoded.mending_left < 0:
            raise RefusedError(self.field_name, "is not valid, and there is too much of that to mend", "malformed")


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
