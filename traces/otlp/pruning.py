"""An attribute of a protobuf request, without those members of its lists and maps that nobody could keep.

A member is two bytes on the wire and some fifty once it is parsed: so those of large messages are counted before.
"""

from typing import NamedTuple

from traces.otlp.decoded import too_deep
from traces.otlp.wire import LENGTH, MAX_MESSAGES, as_varint, malformed, skip, varint

FIELD = "attributes"
FIELDS_A_MEMBER = 4  # as senders write it: a pair, its key, its value, and what that holds
PAIR, VALUE, LIST, MAP = "pair", "value", "list", "map"
INSIDE = {(PAIR, 2): VALUE, (VALUE, 5): LIST, (VALUE, 6): MAP, (LIST, 1): VALUE, (MAP, 1): PAIR}  # by field number


class Level(NamedTuple):
    """A message inside others: what it is, the tag of its field and where that begins, and where its content lies."""

    kind: str
    tag: int
    begin: int
    start: int
    end: int


def pruned(raw: bytes, place: tuple[int, int], most: int) -> tuple[bytes | None, int]:
    """The KeyValue message that lies at `place`, None where nothing is to be cut, and how many members it then has.

    At most `most` in all its lists and maps; nothing behind the last one is kept. Raises RefusedError for what is no
    protobuf or nested beyond reading.
    """
    position, end = place
    levels = [Level(PAIR, 0, position, position, end)]
    members, fields_left = 0, FIELDS_A_MEMBER * (most + 1)
    while levels:
        kind, *_, end = levels[-1]
        if position == end:
            levels.pop()
            continue
        begin = position
        tag, inner, start, position = field(raw, begin, kind)
        is_member = kind in {LIST, MAP} and inner is not None
        if position > end:
            raise malformed(FIELD)
        if fields_left == 0 or (is_member and members == most):
            return cut(raw, begin, levels), members
        fields_left -= 1
        members += is_member
        if inner is not None:
            levels.append(Level(inner, tag, begin, start, position))
            position = start
        if len(levels) > MAX_MESSAGES:
            raise too_deep(FIELD)
    return None, members


def field(raw: bytes, begin: int, kind: str) -> tuple[int, str | None, int, int]:
    """Its tag, the kind of message in it (None: none that leads to members), where its content lies."""
    tag, position = varint(raw, begin, FIELD)
    if tag & 7 != LENGTH:
        return tag, None, position, skip(raw, position, tag & 7, FIELD)
    size, start = varint(raw, position, FIELD)
    return tag, INSIDE.get((kind, tag >> 3)), start, start + size


def cut(raw: bytes, position: int, levels: list[Level]) -> bytes:
    """The message up to `position`, with the lengths of all that is open there made to fit."""
    content = b""
    for level in reversed(levels):
        content = raw[level.start : position] + content
        position = level.begin
        if level.tag:
            content = as_varint(level.tag) + as_varint(len(content)) + content
    return content
