"""Values of exported cells: a CSV has texts where JSON has numbers, lists and maps. Pure."""

import ast
import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

from aiops.core.events import FieldError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_DEPTH = 12
MOST_LITERAL = 200_000  # characters; Python's reader of literals is slow and greedy


def empty(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def text(row: Mapping[str, Any], *names: str) -> str:
    """The first of these that says something."""
    return next((str(row[name]) for name in names if not empty(row.get(name))), "")


def required(row: Mapping[str, Any], name: str) -> Any:
    if empty(row.get(name)):
        raise FieldError(name, "is required")
    return row[name]


def moment(row: Mapping[str, Any], name: str) -> int | None:
    """Nanoseconds since 1970, of ISO 8601 (UTC where it names no zone) or a number of s, ms, µs or ns.

    Which unit a number is of follows from its size: all of them are of this century. Raises FieldError.
    """
    value = row.get(name)
    if empty(value):
        return None
    try:
        if isinstance(value, datetime) or not re.fullmatch(r"-?\d+(\.\d+)?", str(value)):
            at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
            micros = (at.replace(tzinfo=at.tzinfo or UTC) - EPOCH) // timedelta(microseconds=1)
            return micros * 1_000 + int(getattr(at, "nanosecond", 0))  # of pandas' timestamps
        number = float(str(value))
        unit = next(unit for below, unit in ((1e11, 10**9), (1e14, 10**6), (1e17, 10**3), (1e20, 1)) if number < below)
        return int(str(value)) * unit if str(value).isdigit() else int(number * unit)
    except (ValueError, TypeError, OverflowError, StopIteration):
        raise FieldError(name, f"{str(value)[:40]!r} is not a time") from None


def no_end(end_ns: float | None) -> list[str]:
    """The warnings of a span: where its end is not known it lasts nothing, and that is not measured."""
    return ["no_end"] if end_ns is None else []


def number(row: Mapping[str, Any], *names: str) -> float | None:
    """A finite one. Raises FieldError."""
    for name in names:
        if not empty(row.get(name)):
            try:
                found = float(row[name])
            except (TypeError, ValueError, OverflowError):
                found = math.nan
            if not math.isfinite(found):
                raise FieldError(name, f"{str(row[name])[:40]!r} is not a number")
            return found
    return None


def whole(row: Mapping[str, Any], *names: str) -> int | None:
    found = number(row, *names)
    return None if found is None else int(found)


def packed(value: Any) -> Any:
    """A list or map out of a text in JSON or, as pandas writes them into CSV, in Python's own writing."""
    if not isinstance(value, str) or value[:1] not in {"{", "["}:
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(value) if len(value) <= MOST_LITERAL else value
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return value


def flat(value: Any, name: str, depth: int = 0) -> dict[str, Any]:
    """Maps and lists of maps by dotted names: `{"a": [{"b": 1}]}` under "x" is `{"x.a.0.b": 1}`."""
    if depth < MOST_DEPTH and isinstance(value, dict):
        parts = [(f"{name}.{key}", inner) for key, inner in value.items() if not empty(inner)]
    elif depth < MOST_DEPTH and isinstance(value, list) and any(isinstance(each, dict) for each in value):
        parts = [(f"{name}.{at}", inner) for at, inner in enumerate(value)]
    else:
        return {name: value}
    return {key: one for part, inner in parts for key, one in flat(inner, part, depth + 1).items()}


def identifier(value: str, size: int, product: str) -> bytes:
    """What is an id of so many bytes stays one, a UUID becomes its bytes; of any other name it is derived."""
    if re.fullmatch(f"(?!0+$)[0-9a-fA-F]{{{size * 2}}}", value):
        return bytes.fromhex(value)
    if size == 16 and re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value):
        return UUID(value).bytes
    return blake2b(f"{product}\0{value}".encode("utf-8", "replace"), digest_size=size).digest()


def as_text(value: Any) -> str:
    """As an attribute holds it: a text as it is, anything else in JSON."""
    return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
