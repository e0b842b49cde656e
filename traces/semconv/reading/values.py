"""Makes sense of attribute values of any shape: JSON in strings, real lists and maps, or neither."""

import json
from collections.abc import Mapping
from typing import Any

from traces.semconv.storable import storable

MAX_INDEX_DIGITS = 6


def text(value: Any) -> str:
    """The value as a page can show it: a string as it is, None as "", anything else as JSON."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    if not isinstance(value, str):
        try:
            value = json.dumps(value, ensure_ascii=False, default=str)
        except (ValueError, TypeError, RecursionError):
            value = "<unreadable>"
    return storable(value)


def parsed(value: Any) -> Any:
    """A list or map, given as such or as JSON in a string; None for anything else."""
    if isinstance(value, str) and value.lstrip()[:1] in {"[", "{"}:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, (list, dict)) else None


def items(value: Any) -> list[Any]:
    """The members of a list; a lone map counts as a list of one; anything else is empty."""
    value = parsed(value)
    return [value] if isinstance(value, dict) else (value or [])


def maps(value: Any) -> list[dict[str, Any]]:
    return [item for item in items(value) if isinstance(item, dict)]


def number(value: Any) -> float | None:
    """A finite number, or None."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if number - number == 0 else None  # infinite or NaN otherwise


def indexed(attributes: Mapping[str, Any], prefix: str) -> list[dict[str, Any]]:
    """Flattened lists, unflattened one level, in order of their numbers, which may start anywhere and have gaps.

    >>> indexed({"m.1.role": "user", "m.0.role": "system", "m.x": 1}, "m")
    [{'role': 'system'}, {'role': 'user'}]
    """
    groups: dict[int, dict[str, Any]] = {}
    start = prefix + "."
    for name, value in attributes.items():
        if name.startswith(start):
            place, _, rest = name[len(start) :].partition(".")
            if rest and place.isascii() and place.isdigit() and len(place) <= MAX_INDEX_DIGITS:
                groups.setdefault(int(place), {})[rest] = value
    return [groups[place] for place in sorted(groups)]
