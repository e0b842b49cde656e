"""Attributes of the protobuf form: raw KeyValue messages to a dict.

The hot path of the whole door. Most attributes of a service repeat (model names, roles, kinds), so a short raw one is
looked up before it is parsed; that and upb's `string_value` tried first (non-empty means it is the one that is set)
double the speed against WhichOneof for each value.
"""

from collections import Counter
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.common.v1.common_pb2 import KeyValue

from traces.otlp.decoded import MAX_DEPTH, too_deep
from traces.otlp.text import without_nul
from traces.otlp.wire import parse
from traces.types import Attributes, Value

Pair = tuple[str, Value]
SHORT_BYTES = 96
MEMO_ENTRIES = 20_000

_memo: dict[bytes, Pair] = {}  # shared by threads: no entry ever changes and any may be lost


def from_raw(raws: Any, field_name: str, notes: Counter[str]) -> Attributes:
    """A later attribute with the same key wins. Raises RefusedError for a value nested too deep or not a KeyValue."""
    out: Attributes = {}
    known = _memo.get
    for raw in raws:
        key, value = known(raw) or plain(raw) or unusual(raw, field_name, notes)
        out[key] = value
    return out


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
    return remember(raw, (key, found))


def unusual(raw: bytes, field_name: str, notes: Counter[str]) -> Pair:
    own_notes: Counter[str] = Counter()
    pair = one(parse(KeyValue, raw, field_name, own_notes), field_name, own_notes)
    notes += own_notes
    return pair if own_notes else remember(raw, pair)


def remember(raw: bytes, pair: Pair) -> Pair:
    """Lists are shared too: no step may change a value in place, only put another one in its stead."""
    if len(raw) < SHORT_BYTES:
        if len(_memo) >= MEMO_ENTRIES:
            _memo.clear()
        _memo[raw] = pair
    return pair


def from_parsed(pairs: Any, field_name: str, notes: Counter[str]) -> Attributes:
    """The same for KeyValue messages that are parsed already."""
    return dict(one(pair, field_name, notes) for pair in pairs)


def one(pair: Any, field_name: str, notes: Counter[str]) -> Pair:
    key, value = pair.key, pair.value
    if "\0" in key:
        key = without_nul(key, notes)
    text = value.string_value
    if text:
        return key, without_nul(text, notes) if "\0" in text else text
    return key, value.int_value or any_value(value, field_name, notes, 0)


def any_value(value: Any, field_name: str, notes: Counter[str], depth: int) -> Value:
    which = value.WhichOneof("value")
    if which is None:
        return None
    if which == "array_value":
        nested = below(depth, field_name)
        return [any_value(each, field_name, notes, nested) for each in value.array_value.values]
    if which == "kvlist_value":
        nested = below(depth, field_name)
        pairs = value.kvlist_value.values
        return {cleaned(pair.key, notes): any_value(pair.value, field_name, notes, nested) for pair in pairs}
    found = getattr(value, which)
    return cleaned(found, notes) if which == "string_value" else found


def below(depth: int, field_name: str) -> int:
    if depth >= MAX_DEPTH:
        raise too_deep(field_name)
    return depth + 1


def cleaned(text: str, notes: Counter[str]) -> str:
    return without_nul(text, notes) if "\0" in text else text
