"""The values of OTLP's JSON form, read strictly: a wrong type raises RefusedError and names the field.

Source: opentelemetry-proto docs/specification.md, "JSON Protobuf Encoding", and proto3's JSON mapping for the rest.
"""

import base64
import binascii
from collections import Counter
from typing import Any

from traces.otlp.decoded import MAX_DEPTH, RefusedError, Room, too_deep
from traces.otlp.text import clean
from traces.types import Attributes, Value

INT64_MIN, INT64_MAX, UINT64_MAX = -(2**63), 2**63 - 1, 2**64 - 1
ID_CODES = {"traceId": "bad_trace_id", "spanId": "bad_span_id", "parentSpanId": "bad_parent_id"}
JSON_NAMES = {
    dict: "an object",
    list: "an array",
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
}


def wrong_type(field: str, expected: str, found: Any) -> RefusedError:
    return RefusedError(field, f"must be {expected}, not {JSON_NAMES.get(type(found), 'a number')}", "wrong_type")


def an_object(found: Any, field: str) -> dict[str, Any]:
    if found is None:
        return {}
    if type(found) is not dict:
        raise wrong_type(field, "an object", found)
    return found


def an_array(found: Any, field: str) -> list[Any]:
    if found is None:
        return []
    if type(found) is not list:
        raise wrong_type(field, "an array", found)
    return found


def text(found: Any, field: str, notes: Counter[str]) -> str:
    if found is None:
        return ""
    if type(found) is not str:
        raise wrong_type(field, "a string", found)
    return clean(found, notes)


def identifier(found: Any, field: str, size: int) -> bytes:
    """Hex in any case; absent is empty. What is not hex, such as base64, is refused, and the reason says so."""
    if found is None or found == "":
        return b""
    if type(found) is not str:
        raise wrong_type(field, f"{size * 2} hex digits", found)
    try:
        return bytes.fromhex(found) if found.isalnum() else not_hex(found, field, size)
    except ValueError:
        return not_hex(found, field, size)


def not_hex(found: str, field: str, size: int) -> bytes:
    reason = f"must be {size * 2} hex digits (not base64); got {len(found)} characters"
    raise RefusedError(field, reason, ID_CODES.get(field, "bad_link"))


def enum(found: Any, field: str, size: int) -> int:
    """An integer; a value we do not know counts as 0, which every OTLP enum calls unspecified."""
    if found is None:
        return 0
    if type(found) is not int:
        raise wrong_type(field, "an integer (OTLP JSON has no enum names)", found)
    return found if 0 <= found < size else 0


def whole(found: Any, field: str) -> int:
    """A whole number, as a number or as a string of digits, exact at any size."""
    if type(found) is int:
        return found
    if type(found) is float and found.is_integer():
        return int(found)
    if type(found) is str and len(found) < 21 and found.lstrip("-").isdecimal() and found.isascii():
        try:
            return int(found)
        except ValueError:
            pass
    raise wrong_type(field, "a whole number", found)


def time_ns(found: Any, field: str) -> int:
    moment = 0 if found is None else whole(found, field)
    if not 0 <= moment <= UINT64_MAX:
        raise RefusedError(field, "must be nanoseconds since 1970 in 64 bits", "bad_time")
    return moment


def attributes(found: list[Any], field: str, notes: Counter[str], room: Room) -> Attributes:
    """A list of {key, value}; a later one with the same key wins."""
    return pairs(found, field, notes, room, 0)


def pairs(found: list[Any], field: str, notes: Counter[str], room: Room, depth: int) -> Attributes:
    out: Attributes = {}
    for each in found:
        pair = an_object(each, field)
        out[text(pair.get("key"), f"{field}.key", notes)] = any_value(pair.get("value"), field, notes, room, depth)
    return out


def any_value(found: Any, field: str, notes: Counter[str], room: Room, depth: int) -> Value:
    """An AnyValue. Unknown members are ignored; none that is known means no value."""
    value = an_object(found, field)
    string = value.get("stringValue")
    if type(string) is str:
        return clean(string, notes)
    for name, member in value.items():
        if member is None:
            continue
        if name in PLAIN:
            return PLAIN[name](member, f"{field}.{name}", notes)
        if name in NESTED:
            return NESTED[name](member, f"{field}.{name}", notes, room, depth)
    return None


def a_string(found: Any, field: str, notes: Counter[str]) -> str:
    return text(found, field, notes)


def an_integer(found: Any, field: str, notes: Counter[str]) -> int | str:
    """What 64 bits cannot hold is kept as text, so that it is seen and never counted."""
    number = whole(found, field)
    if INT64_MIN <= number <= INT64_MAX:
        return number
    notes["integer_out_of_range"] += 1
    return str(number)


def a_double(found: Any, field: str, _notes: Counter[str]) -> float:
    if type(found) in {int, float}:
        return float(found)
    if type(found) is str:
        try:
            return float(found)
        except ValueError:
            pass
    raise wrong_type(field, "a number", found)


def a_boolean(found: Any, field: str, _notes: Counter[str]) -> bool:
    if type(found) is not bool:
        raise wrong_type(field, "a boolean", found)
    return found


def some_bytes(found: Any, field: str, _notes: Counter[str]) -> bytes:
    try:
        return base64.b64decode(found.replace("-", "+").replace("_", "/"), validate=True)
    except (AttributeError, binascii.Error, ValueError) as error:
        raise wrong_type(field, "base64", found) from error


def a_list(found: Any, field: str, notes: Counter[str], room: Room, depth: int) -> list[Value]:
    below = deeper(depth, field)
    return [any_value(each, field, notes, room, below) for each in members(found, field, room, depth)]


def a_map(found: Any, field: str, notes: Counter[str], room: Room, depth: int) -> Attributes:
    below = deeper(depth, field)
    return pairs(members(found, field, room, depth), field, notes, room, below)


def members(found: Any, field: str, room: Room, depth: int) -> list[Any]:
    kept: list[Any] = room.take(an_array(an_object(found, field).get("values"), field), depth)
    return kept


def deeper(depth: int, field: str) -> int:
    if depth >= MAX_DEPTH:
        raise too_deep(field.partition(".")[0])
    return depth + 1


PLAIN = {
    "stringValue": a_string,
    "intValue": an_integer,
    "boolValue": a_boolean,
    "doubleValue": a_double,
    "bytesValue": some_bytes,
}
NESTED = {"arrayValue": a_list, "kvlistValue": a_map}
