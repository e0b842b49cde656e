"""What may be kept of a run: JSON, nothing else. Values come back as the types that the functions say they take.

Dataclasses, named tuples, enums, dates and UUIDs are written as JSON and read back where an annotation names them;
whoever stores a result and whoever reads it later see the same value.
"""

import dataclasses
import hashlib
import inspect
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

import orjson

MOST_DEPTH = 100
MOST_INPUT_BYTES = 1024 * 1024
MOST_RESULT_BYTES = 4 * 1024 * 1024


class UnstorableError(ValueError):
    """A value that cannot be kept. The message names the place, such as `input.items[3]`."""


def plain(value: Any, place: str = "value", depth: int = 0) -> Any:
    """The same of dicts, lists, text, numbers, booleans and null alone. Raises UnstorableError."""
    if value is None or (isinstance(value, (bool, int, float)) and not isinstance(value, Enum)):
        return _number(value, place)
    if isinstance(value, str) and not isinstance(value, Enum):
        if "\0" in value:
            raise UnstorableError(f"{place} holds a NUL character")
        return value
    if depth >= MOST_DEPTH:
        raise UnstorableError(f"{place} is nested deeper than {MOST_DEPTH} levels")
    if isinstance(value, Mapping):
        return {_name(key, place): plain(each, f"{place}.{key}", depth + 1) for key, each in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {name: plain(each, f"{place}.{name}", depth + 1) for name, each in fields}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each, f"{place}[{number}]", depth + 1) for number, each in enumerate(value)]
    return _scalar(value, place, depth)


def _number(value: Any, place: str) -> Any:
    if isinstance(value, float) and (value != value or value in {float("inf"), float("-inf")}):  # noqa: PLR0124
        raise UnstorableError(f"{place} is {value}, which JSON has no word for")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise UnstorableError(f"{place} is an integer of more than 64 bits")
    return value


def _name(key: Any, place: str) -> str:
    if not isinstance(key, str) or "\0" in key:
        raise UnstorableError(f"{place} has a key that is no text: {key!r:.100}")
    return key


def _scalar(value: Any, place: str, depth: int) -> Any:
    if isinstance(value, Enum):
        return plain(value.value, place, depth + 1)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if hasattr(value, "model_dump"):  # pydantic's
        return plain(value.model_dump(mode="json"), place, depth + 1)
    raise UnstorableError(f"{place} is a {type(value).__name__}, which cannot be stored as JSON")


def dumps(value: Any, place: str, most_bytes: int = MOST_RESULT_BYTES) -> bytes:
    """Its JSON text, the same for equal values. Raises UnstorableError."""
    try:
        text = orjson.dumps(plain(value, place), option=orjson.OPT_SORT_KEYS)
    except (TypeError, RecursionError) as error:  # a lone surrogate
        raise UnstorableError(f"{place} cannot be written as JSON: {error}") from None
    if len(text) > most_bytes:
        raise UnstorableError(f"{place} is {len(text):,} bytes of JSON; at most {most_bytes:,} are kept")
    return text


def digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def read(value: Any, wanted: Any) -> Any:
    """A value that was stored, as the annotation `wanted` names it. What it does not name stays plain."""
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if value is None or wanted is Any or wanted is inspect.Parameter.empty:
        return value
    if origin in {typing.Union, types.UnionType}:
        kinds = [each for each in inner if each is not type(None)]
        return read(value, kinds[0]) if len(kinds) == 1 else value
    if origin in {list, tuple, set, frozenset} and isinstance(value, list):
        return origin(read(each, inner[0] if inner else Any) for each in value)
    if origin is dict and isinstance(value, dict) and len(inner) == 2:
        return {key: read(each, inner[1]) for key, each in value.items()}
    return _as_type(value, wanted)


def _as_type(value: Any, wanted: Any) -> Any:  # noqa: PLR0911 - one for each form
    if not isinstance(wanted, type):
        return value
    if dataclasses.is_dataclass(wanted) and isinstance(value, dict):
        hints = hints_of(wanted)
        return wanted(**{name: read(each, hints.get(name, Any)) for name, each in value.items()})
    if issubclass(wanted, tuple) and hasattr(wanted, "_fields") and isinstance(value, list):
        return wanted(*value)
    if issubclass(wanted, (datetime, date)) and isinstance(value, str):
        return wanted.fromisoformat(value)
    if issubclass(wanted, (Enum, Decimal)) and isinstance(value, (str, int)):
        return wanted(value)
    if issubclass(wanted, UUID) and isinstance(value, str):
        return wanted(value)
    if hasattr(wanted, "model_validate") and isinstance(value, dict):
        return wanted.model_validate(value)
    return value


@cache
def hints_of(of: Any) -> dict[str, Any]:
    """Its annotations by name; none where one of them cannot be resolved."""
    try:
        return typing.get_type_hints(of)
    except (NameError, TypeError, AttributeError):
        return {}


def loads(text: bytes) -> Any:
    return orjson.loads(text)


def clean(text: str) -> str:
    """Text that a database and JSON take: no NUL, no half of a surrogate pair."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def cleaned(value: Any) -> Any:
    """The same for everything in it; what is no JSON is written as text."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(key)): cleaned(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [cleaned(each) for each in value]
    if value is None or isinstance(value, (bool, float)) or (isinstance(value, int) and -(2**63) <= value < 2**63):
        return value
    return clean(str(value))
