"""Whether a JSON text fits a JSON schema, by the keywords that tools and outputs are declared with. Unknown keywords
allow anything, so what is called wrong is wrong."""

import json
from collections.abc import Iterator
from typing import Any

MOST_DEPTH = 8
MOST_ITEMS = 50
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


def wrong(text: str, schema: Any) -> str:
    """The first thing that is wrong, in words; "" where it fits.

    >>> wrong('{"order": "x"}', {"type": "object", "properties": {"order": {"type": "integer"}}})
    'order is no integer'
    """
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return "it is no JSON"
    return next(_wrong(value, schema, "", 0), "")


def _wrong(value: Any, schema: Any, path: str, depth: int) -> Iterator[str]:
    if not isinstance(schema, dict) or depth > MOST_DEPTH:
        return
    if (told := schema.get("type")) is not None and not _is_one(value, told):
        yield f"{path or 'it'} is no {told if isinstance(told, str) else ' or '.join(map(str, told))}"
        return
    allowed = schema.get("enum")
    if isinstance(allowed, list) and value not in allowed:
        yield f"{path or 'it'} is none of the allowed values"
    if isinstance(value, dict):
        yield from _wrong_fields(value, schema, path, depth)
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for item in value[:MOST_ITEMS]:
            yield from _wrong(item, schema["items"], path, depth + 1)


def _wrong_fields(value: dict[str, Any], schema: dict[str, Any], path: str, depth: int) -> Iterator[str]:
    dot = f"{path}." if path else ""
    fields = schema.get("properties")
    fields = fields if isinstance(fields, dict) else {}
    required = schema.get("required")
    for name in required if isinstance(required, list) else ():
        if isinstance(name, str) and name not in value:
            yield f"{dot}{name} is missing"
    for name, inner in value.items():
        if name in fields:
            yield from _wrong(inner, fields[name], f"{dot}{name}", depth + 1)
        elif schema.get("additionalProperties") is False:
            yield f"{dot}{name} is not allowed"


def _is_one(value: Any, told: Any) -> bool:
    """A truth value is no number; 1.0 is an integer, as JSON Schema has it; an unknown type allows anything."""
    names = [name for name in (told if isinstance(told, list) else [told]) if isinstance(name, str)]
    return not names or any(_is(value, name) for name in names)


def _is(value: Any, name: str) -> bool:
    if name not in TYPES:
        return True
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES[name]) or (name == "integer" and isinstance(value, float) and value.is_integer())
