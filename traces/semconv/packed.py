"""Attributes that hold several facts, or one in another unit: JSON, Python's way of writing a dict, timestamps.

The functions a convention names in `unpack` are made of these. Bounded in size and depth, and nothing is ever executed.
"""

import ast
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import orjson

from traces.semconv.convention import Hit, Unpack
from traces.semconv.storable import storable
from traces.types import Span

MAX_LENGTH = 20_000  # characters
MAX_BRACKETS = 200  # of Python's way: its parser costs more than JSON's
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# As Python writes them, where a value stands.
_NOT_FINITE = re.compile(r"(?<=[:,\[] )-?(?:nan|inf)(?=[,}\]])")
WORDS = (("None", "N", "null"), ("True", "T", "true"), ("False", "F", "false"))
MICROSECOND = timedelta(microseconds=1)
Packed = tuple[str, Any, Hit, Unpack]  # attribute, value, what is known of the attribute, what reads it
_AGAIN: set[Unpack] = set()


def again(read: Unpack) -> Unpack:
    """Marks what reads details of a usage that another attribute usually tells as a whole: then it is not read."""
    _AGAIN.add(read)
    return read


def unpack(span: Span, packed: list[Packed], facts: dict[str, Any], hits: dict[str, Hit]) -> None:
    """Adds the facts of these attributes where nothing better is known. `unreadable:<attribute>` warns of nonsense."""
    for name, value, hit, read in packed:
        if read in _AGAIN and "usage_fields" in hits:
            continue
        try:
            told = read(value)
        except ValueError:
            span.warnings.append("unreadable:" + name)
            continue
        for fact, found in told.items():
            if found is None or (fact in hits and hits[fact][1] <= hit[1]):
                continue
            if found.__class__ is str and found is not value:  # as sent it is known to be storable, and may be long
                found = storable(found)  # noqa: PLW2901 - the same, less what cannot be stored
            if found != "":
                hits[fact] = hit
                facts[fact] = found


def json_value(value: Any) -> Any:
    """What a text of JSON means; any other value as it is. Raises ValueError for a text that is no JSON."""
    if value.__class__ is not str:
        return value
    if len(value) > MAX_LENGTH:
        raise ValueError("too long")
    try:
        return orjson.loads(value)
    except ValueError:
        return _lenient(value)


def _lenient(text: str) -> Any:
    """JSON as Python writes it, with NaN and Infinity, so that the field that holds one is refused and not the rest."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("too deep") from None


def json_map(value: Any) -> dict[str, Any]:
    """A map, given as such or as JSON. Raises ValueError for anything else."""
    found = json_value(value)
    if found.__class__ is not dict:
        raise ValueError("no map")
    return cast("dict[str, Any]", found)


def python_map(value: Any) -> dict[str, Any]:
    """A map, given as such, as JSON, or as Python writes a dict of plain values. Raises ValueError for anything else.

    >>> python_map("{'a': 1, 'b': None, 'c': {'d': True}}")
    {'a': 1, 'b': None, 'c': {'d': True}}
    """
    if value.__class__ is not str:
        return json_map(value)
    if len(value) > MAX_LENGTH:
        raise ValueError("too long")
    if '"' not in value and "\\" not in value:  # then a quote ends a text, and the rest differs from JSON in words only
        words = value.replace("'", '"')
        for word, letter, json_word in WORDS:
            if letter in words:  # a look for one letter costs a tenth of a replacement that finds nothing
                words = words.replace(word, json_word)
        try:
            return json_map(words)
        except ValueError:
            return _not_finite(words, value)
    return _literal(value)


def _not_finite(words: str, value: str) -> dict[str, Any]:
    try:
        return json_map(_NOT_FINITE.sub(_as_json, words))
    except ValueError:
        return _literal(value)


def _as_json(found: re.Match[str]) -> str:
    return found[0].replace("nan", "NaN").replace("inf", "Infinity")


def _literal(text: str) -> dict[str, Any]:
    if sum(text.count(bracket) for bracket in "([{") > MAX_BRACKETS:
        raise ValueError("too deep")
    try:
        found = ast.literal_eval(text)
    except (SyntaxError, TypeError, MemoryError, RecursionError):
        raise ValueError("no plain Python value") from None
    if not isinstance(found, dict):
        raise ValueError("no map")  # noqa: TRY004 - a value of the wrong type is what this function refuses
    return found


def within(value: Mapping[str, Any], *path: str) -> Any:
    """What stands there, or None.

    >>> within({"a": {"b": 1}}, "a", "b"), within({"a": 1}, "a", "b")
    (1, None)
    """
    found: Any = value
    for name in path:
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found


def nanoseconds(at: Any) -> int | None:
    """A point in time, as RFC 3339 with a zone, in nanoseconds since 1970; None for anything else.

    >>> nanoseconds("1970-01-01T00:00:01.5Z"), nanoseconds("1970-01-01T00:00:01"), nanoseconds(3)
    (1500000000, None, None)
    """
    if at.__class__ is not str:
        return None
    try:
        time = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (time - EPOCH) // MICROSECOND * 1000 if time.tzinfo else None
