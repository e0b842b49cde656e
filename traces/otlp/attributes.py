"""Attributes of the protobuf form: raw KeyValue messages to a dict.

The hot path of the whole door. Most attributes of a service repeat (model names, roles, kinds), so a short raw one is
looked up before it is parsed; that and upb's `string_value` tried first (non-empty means it is the one that is set)
double the speed against WhichOneof for each value.
"""

from collections import Counter
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.common.v1.common_pb2 import KeyValue

from traces.otlp.decoded import MAX_DEPTH, Room, too_deep
from traces.otlp.text import without_nul
from traces.otlp.wire import parse
from traces.types import Attributes, Value

Pair = tuple[str, Value]
SHORT_BYTES = 96
MAX_PAIRS = 20_000
FEW_MEMBERS = 4  # of lists and maps in an attribute: not counted, so that nobody need be told
FIELD = "attributes"


class NotedError(Exception):
    """Something in the attribute had to be mended, or counted, and its reader must be told."""


class Few:
    """The room that an attribute needs no leave for."""

    def __init__(self) -> None:
        self.left = FEW_MEMBERS

    def take(self, members: Any, _depth: int) -> Any:
        """All of them. Raises NotedError where there are more."""
        self.left -= len(members)
        if self.left < 0:
            raise NotedError
        return members


class Pairs(dict[bytes, Pair]):
    """Raw KeyValue messages and what they say; short ones are kept. Shared by threads: no entry ever changes."""

    def __missing__(self, raw: bytes) -> Pair:
        """Raises NotedError, and RefusedError for a value nested too deep or not a KeyValue."""
        pair = plain(raw) or flawless(raw)
        if len(raw) < SHORT_BYTES:
            if len(self) >= MAX_PAIRS:
                self.clear()
            self[raw] = pair  # a list is shared too: no step may change a value in place, only put another in its stead
        return pair


_pairs = Pairs()


def from_raw(raws: Any, notes: Counter[str], room: Room) -> Attributes:
    """A span's attributes; a later one with the same key wins. Raises RefusedError as Pairs does."""
    try:
        return dict(map(_pairs.__getitem__, raws))
    except NotedError:
        known = _pairs.get
        return dict(known(raw) or plain(raw) or unusual(raw, notes, room) for raw in raws)


def plain(raw: bytes) -> Pair | None:
    """The usual case: non-empty text or a number other than 0, with nothing to mend. None for any other."""
    try:
        parsed = KeyValue.FromString(raw)
    except DecodeError:
        return None
    key, value = parsed.key, parsed.value
    found = value.string_value or value.int_value or value.double_value
    if not found or "\0" in key or (type(found) is str and "\0" in found):
        return None
    return key, found


def flawless(raw: bytes) -> Pair:
    notes: Counter[str] = Counter()
    try:
        pair = one(KeyValue.FromString(raw), FIELD, notes, Few())
    except DecodeError:
        raise NotedError from None
    if notes:
        raise NotedError
    return pair


def unusual(raw: bytes, notes: Counter[str], room: Room) -> Pair:
    return one(parse(KeyValue, raw, FIELD, room.decoded), FIELD, notes, room)


def from_parsed(pairs: Any, field_name: str, notes: Counter[str], room: Room) -> Attributes:
    """The same for KeyValue messages that are parsed already."""
    return dict(one(pair, field_name, notes, room) for pair in pairs)


def one(pair: Any, field_name: str, notes: Counter[str], room: Room | Few) -> Pair:
    key, value = pair.key, pair.value
    if "\0" in key:
        key = without_nul(key, notes)
    text = value.string_value
    if text:
        return key, without_nul(text, notes) if "\0" in text else text
    return key, value.int_value or any_value(value, field_name, notes, room, 0)


def any_value(value: Any, field_name: str, notes: Counter[str], room: Room | Few, depth: int) -> Value:
    which = value.WhichOneof("value")
    if which is None:
        return None
    if which == "array_value":
        below = deeper(depth, field_name)
        members = room.take(value.array_value.values, depth)
        return [any_value(each, field_name, notes, room, below) for each in members]
    if which == "kvlist_value":
        below = deeper(depth, field_name)
        members = room.take(value.kvlist_value.values, depth)
        return {cleaned(each.key, notes): any_value(each.value, field_name, notes, room, below) for each in members}
    found = getattr(value, which)
    return cleaned(found, notes) if which == "string_value" else found


def deeper(depth: int, field_name: str) -> int:
    if depth >= MAX_DEPTH:
        raise too_deep(field_name)
    return depth + 1


def cleaned(text: str, notes: Counter[str]) -> str:
    return without_nul(text, notes) if "\0" in text else text
