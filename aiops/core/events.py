"""The batch doors of JSON: `{"events": [...]}` in, `{"accepted", "duplicate", "conflict", "rejected"}` out.

A door says in a table which fields its events have and how each is read. What cannot be read is named by index, field
and reason and costs that event alone; a field nobody knows is named too, for a misspelt token count would be a wrong
cost. NaN and the like, which are no JSON but which many encoders write, are read and then refused by the field.
"""

import difflib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

import orjson

from aiops.core.errors import ApiError

MAX_EVENTS = 20_000  # of one request
MAX_TOKENS = 1_000_000_000  # of one call
MAX_USD = 1_000_000_000
Read = Callable[[Any], Any]  # raises ValueError with the reason
Event = dict[str, Any]
T = TypeVar("T")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Rejected:
    """One event that was not taken: where it stood, which field, why."""

    index: int
    field: str
    reason: str


@dataclass(slots=True)
class Answer:
    """What a batch door answers with 200. `conflict`: ids that are known with another body; the first one stays."""

    accepted: int = 0
    duplicate: int = 0
    conflict: list[str] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    def body(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Fields:
    """The table of a door: how each field is read, and which an event must have."""

    read: Mapping[str, Read]
    required: tuple[str, ...]

    def event(self, given: Any) -> Event:
        """The fields that were given, as values; null counts as not given. Raises FieldError."""
        if not isinstance(given, dict):
            raise FieldError("", "an event is a JSON object")
        found: Event = {}
        for name, value in given.items():
            if value is not None:
                found[name] = self._value(name, value)
        for name in self.required:
            if name not in found:
                raise FieldError(name, "is required")
        return found

    def _value(self, name: str, value: Any) -> Any:
        read = self.read.get(name)
        if read is None:
            close = difflib.get_close_matches(name, self.read, 1)
            shown = name[:100].encode("utf-8", "replace").decode()
            raise FieldError(shown, "is no field of this event" + (f"; did you mean {close[0]}?" if close else ""))
        try:
            return read(value)
        except ValueError as error:
            raise FieldError(name, str(error)) from None


class FieldError(ValueError):
    """A field of one event cannot be taken."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.field = name


def parse(body: bytes) -> list[Any]:
    """The events of a request. Raises ApiError 400 where nothing could be read, 413 for too many."""
    found = _json(body)
    events = found.get("events") if isinstance(found, dict) else None
    if not isinstance(events, list):
        raise ApiError(400, "unreadable", 'The body is {"events": [...]}.', "events")
    if len(events) > MAX_EVENTS:
        raise ApiError(413, "too_large", f"At most {MAX_EVENTS:,} events a request; send smaller batches.")
    return events


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        try:
            return json.loads(body)  # takes NaN, Infinity and lone surrogates
        except (ValueError, RecursionError):
            raise ApiError(400, "unreadable", f"The body is not JSON: {error}.") from None


def read_events(events: list[Any], fields: Fields, answer: Answer) -> Iterator[tuple[int, Event]]:
    """Each event that can be read, with its place in the request; the others go into the answer."""
    return each_made(enumerate(events), lambda given, _: fields.event(given), answer)


def each_made(
    given: Iterable[tuple[int, T]], make: Callable[[T, int], Made], answer: Answer
) -> Iterator[tuple[int, Made]]:
    """What `make` makes of each and its place, with that place; where it raises FieldError, the answer says so."""
    for index, each in given:
        try:
            yield index, make(each, index)
        except FieldError as error:
            answer.rejected.append(Rejected(index, error.field, str(error)))


def text(most: int = 200) -> Read:
    """Text of 1 to `most` characters."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or not value:
            raise ValueError("must be a text")
        if len(value) > most:
            raise ValueError(f"must be at most {most} characters")
        return storable(value)

    return read


def storable(value: str) -> str:
    if "\0" in value or not (value.isascii() or _is_utf8(value)):
        raise ValueError("must not hold NUL or lone surrogates")
    return value


def _is_utf8(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def one_of(*words: str) -> Read:
    def read(value: Any) -> str:
        if value not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return str(value)

    return read


def hex_id(size_bytes: int) -> Read:
    """Hex digits in either case, not all zero, as lower-case hex."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) != 2 * size_bytes or not _is_hex(value) or not value.strip("0"):
            raise ValueError(f"must be {2 * size_bytes} hex digits, not all zero")
        return value.lower()

    return read


def _is_hex(value: str) -> bool:
    return all(character in "0123456789abcdefABCDEF" for character in value)


def whole(least: int = 0, most: int = MAX_TOKENS) -> Read:
    """A whole number; a float only if it is whole, a number in a string never."""

    def read(value: Any) -> int:
        if value.__class__ is int and least <= value <= most:
            return int(value)
        if value.__class__ is float and least <= value <= most and value.is_integer():
            return int(value)
        raise ValueError(f"must be a whole number from {least:,} to {most:,}")

    return read


def number(least: float, most: float) -> Read:
    """A finite number, also as a decimal string, exact."""

    def read(value: Any) -> Decimal:
        found = _decimal(value)
        if found is None or not least <= found <= most:
            raise ValueError(f"must be a number from {least:,.0f} to {most:,.0f}, also as a decimal string")
        return found

    return read


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)) or len(str(value)) > 40:
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def time(value: Any) -> datetime:
    """RFC 3339 with its offset."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise ValueError("must be a time in RFC 3339 with its offset, such as 2026-11-03T12:00:00Z")
    return found


def mapping(most: int = 100) -> Read:
    """A JSON object of so many members."""

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict) or len(value) > most:
            raise ValueError(f"must be an object of at most {most} members")
        return value

    return read
