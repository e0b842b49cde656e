"""JSON for values JSON lacks: bytes, NaN and infinities, integers beyond 64 bits. Nothing is lost, nothing is guessed.

A tagged value is `{"$": type, "v": text}`; a dict of the sender's that has a key "$" is itself tagged as a dict.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable
from math import isfinite
from typing import Any

import orjson

PLAIN_TYPES = frozenset({str, int, bool, type(None)})


def dumps(attributes: list[dict[str, Any]], fields: list[Any]) -> bytes:
    """JSON of the list `fields`, with a last element `true` where values had to be tagged.

    `attributes` are all the dicts within that hold a sender's values; the rest of `fields` is taken to be plain.
    """
    others = [value for each in attributes for value in each.values() if value.__class__ not in PLAIN_TYPES]
    if not others or all(map(is_plain, others)):
        try:
            return orjson.dumps(fields)
        except TypeError:  # an integer beyond 64 bits, a lone surrogate, a key that is no text
            pass
    return orjson.dumps([*map(tag, fields), True])


def fields(stored: list[Any], count: int) -> list[Any]:
    """What dumps() was given, from its parsed JSON; `count` is how many fields that was."""
    return stored if len(stored) == count else [untag(each) for each in stored[:count]]


def is_plain(value: Any) -> bool:
    """Whether JSON keeps this value as it is."""
    if type(value) in PLAIN_TYPES:
        return True
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, dict):
        return all(map(is_plain, value.values()))
    return isinstance(value, list) and all(map(is_plain, value))


def tag(value: Any) -> Any:
    if isinstance(value, dict):
        plain = {clean(key): tag(each) for key, each in value.items()}
        return {"$": "dict", "v": plain} if "$" in plain else plain
    if isinstance(value, list | tuple):
        return [tag(each) for each in value]
    if isinstance(value, bytes):
        return {"$": "bytes", "v": b64encode(value).decode()}
    if isinstance(value, float) and not isfinite(value):
        return {"$": "float", "v": repr(value)}
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        return {"$": "int", "v": hex(value)}
    return clean(value) if isinstance(value, str) else value


def untag(value: Any) -> Any:
    """The value that `tag` was given."""
    if isinstance(value, list):
        return [untag(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "$" not in value:
        return _untag_dict(value)
    return RESTORE[value["$"]](value["v"])


def _untag_dict(plain: dict[str, Any]) -> dict[str, Any]:
    return {key: untag(each) for key, each in plain.items()}


RESTORE: dict[str, Callable[[Any], Any]] = {
    "bytes": b64decode,
    "float": float,
    "int": lambda text: int(text, 16),
    "dict": _untag_dict,
}


def clean(text: Any) -> str:
    """Text that UTF-8 can hold; the doors clean before us, so this is a second lock."""
    return str(text).encode("utf-8", "replace").decode()
