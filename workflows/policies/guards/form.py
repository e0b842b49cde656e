"""Whether a value has the form a JSON schema declares. A keyword that is not known is refused when the schema is
declared: what would be ignored in silence would be no check.
"""

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import re2  # type: ignore[import-untyped]

from workflows.policies.errors import PolicyError
from workflows.policies.guards.verdict import Context, Verdict, blocked, passed

MOST_DEPTH = 32
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list, tuple), "string": (str,), "number": (int, float), "integer": (int,),
    "boolean": (bool,), "null": (type(None),),
}  # fmt: skip
NOTES = frozenset({"title", "description", "default", "examples", "format", "$schema", "$id", "$comment"})
PYTHON: dict[Any, dict[str, Any]] = {
    str: {"type": "string"}, int: {"type": "integer"}, float: {"type": "number"}, bool: {"type": "boolean"},
    type(None): {"type": "null"}, Any: {}, dict: {"type": "object"}, list: {"type": "array"},
}  # fmt: skip


def wrong(value: Any, schema: Mapping[str, Any]) -> str:
    """The first thing that is wrong, in words; "" where it fits.

    >>> wrong({"lines": [{"n": "x"}]}, {"properties": {"lines": {"items": {"properties": {"n": {"type": "integer"}}}}}})
    'lines[0].n is no integer'
    """
    return next(_wrong(value, schema, "", 0), "")


def _wrong(value: Any, schema: Any, path: str, depth: int) -> Iterator[str]:
    where = path or "it"
    if schema is True or depth > MOST_DEPTH:
        if schema is not True:
            yield f"{where} nests too deep"
        return
    if schema is False:
        yield f"{where} is not allowed"
        return
    if (told := schema.get("type")) is not None and not any(_is(value, name) for name in _names(told)):
        yield f"{where} is no {' or '.join(_names(told))}"
        return
    for keyword, check in CHECKS.items():
        if keyword in schema and (problem := check(value, schema[keyword])):
            yield f"{where} {problem}"
    yield from _inside(value, schema, path, depth)
    yield from _choices(value, schema, path, depth)


def _inside(value: Any, schema: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    if isinstance(value, dict):
        fields, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
        dot = f"{path}." if path else ""
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{dot}{name} is missing"
        for name, inner in value.items():
            yield from _wrong(inner, fields.get(name, rest), f"{dot}{name}", depth + 1)
    elif isinstance(value, (list, tuple)) and "items" in schema:
        for place, inner in enumerate(value):
            yield from _wrong(inner, schema["items"], f"{path}[{place}]", depth + 1)


def _choices(value: Any, schema: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    for each in schema.get("allOf", ()):
        yield from _wrong(value, each, path, depth + 1)
    for keyword, most in (("anyOf", None), ("oneOf", 1)):
        if keyword in schema:
            fits = sum(next(_wrong(value, each, path, depth + 1), "") == "" for each in schema[keyword])
            if fits == 0 or (most is not None and fits > most):
                yield f"{path or 'it'} fits {'none' if fits == 0 else 'several'} of the allowed forms"


def _names(told: Any) -> list[str]:
    return [told] if isinstance(told, str) else list(told)


def _is(value: Any, name: str) -> bool:
    """A truth value is no number; 1.0 is an integer, as JSON Schema has it."""
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES[name]) or (name == "integer" and isinstance(value, float) and value.is_integer())


def _on(kinds: tuple[type, ...], bad: Callable[[Any, Any], bool], words: str) -> Callable[[Any, Any], str]:
    """A keyword that only looks at values of some types."""

    def check(value: Any, told: Any) -> str:
        applies = isinstance(value, kinds) and not isinstance(value, bool)
        return words.format(told) if applies and bad(value, told) else ""

    return check


def _same(left: Any, right: Any) -> bool:
    return left == right and isinstance(left, bool) == isinstance(right, bool)


NUMBERS, SEQUENCES = (int, float), (list, tuple)
CHECKS: dict[str, Callable[[Any, Any], str]] = {
    "enum": lambda value, told: "" if any(_same(value, each) for each in told) else "is none of the allowed values",
    "const": lambda value, told: "" if _same(value, told) else "is not the allowed value",
    "minimum": _on(NUMBERS, lambda value, told: not value >= told, "is less than {}"),
    "maximum": _on(NUMBERS, lambda value, told: not value <= told, "is more than {}"),
    "exclusiveMinimum": _on(NUMBERS, lambda value, told: not value > told, "is not more than {}"),
    "exclusiveMaximum": _on(NUMBERS, lambda value, told: not value < told, "is not less than {}"),
    "minLength": _on((str,), lambda value, told: len(value) < told, "is shorter than {}"),
    "maxLength": _on((str,), lambda value, told: len(value) > told, "is longer than {}"),
    "pattern": _on((str,), lambda value, told: re2.search(told, value) is None, "does not match {}"),
    "minItems": _on(SEQUENCES, lambda value, told: len(value) < told, "has fewer than {} items"),
    "maxItems": _on(SEQUENCES, lambda value, told: len(value) > told, "has more than {} items"),
    "uniqueItems": _on(SEQUENCES, lambda value, told: told and _repeats(value), "has an item twice"),
    "minProperties": _on((dict,), lambda value, told: len(value) < told, "has fewer than {} fields"),
    "maxProperties": _on((dict,), lambda value, told: len(value) > told, "has more than {} fields"),
}
KNOWN = frozenset({*CHECKS, *NOTES, "type", "properties", "required", "additionalProperties", "items", "allOf",
                   "anyOf", "oneOf"})  # fmt: skip


def _repeats(items: Any) -> bool:
    """1 and 1.0 are one value, 1 and true are two."""
    written = [json.dumps(_whole(each), sort_keys=True, default=repr) for each in items]
    return len(set(written)) < len(written)


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: _whole(inner) for name, inner in value.items()}
    return [_whole(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def declared(given: Any, field: str = "schema", depth: int = 0) -> dict[str, Any]:
    """A JSON schema as given, or that of a dataclass, a TypedDict or a plain type. Raises PolicyError."""
    if isinstance(given, Mapping):
        _known(given, field, depth)
        return dict(given)
    return of_type(given, field, depth)


def _known(schema: Any, field: str, depth: int) -> None:
    if isinstance(schema, bool):
        return
    if not isinstance(schema, Mapping) or depth > MOST_DEPTH:
        raise PolicyError(field, f"{schema!r} is no JSON schema")
    if unknown := set(schema) - KNOWN:
        raise PolicyError(field, f"the keyword {min(unknown)!r} cannot be checked here")
    if unknown := set(_names(schema.get("type", []))) - set(TYPES):
        raise PolicyError(field, f"{min(unknown)!r} is no type of JSON")
    if isinstance(schema.get("pattern"), str):
        _compiles(schema["pattern"], field)
    inner = [
        *schema.get("properties", {}).values(),
        schema.get("items", True),
        schema.get("additionalProperties", True),
    ]
    for each in [*inner, *(one for word in ("allOf", "anyOf", "oneOf") for one in schema.get(word, ()))]:
        _known(each, field, depth + 1)


def _compiles(pattern: str, field: str) -> None:
    try:
        re2.compile(pattern)
    except re2.error as error:
        raise PolicyError(field, f"{pattern!r} is no RE2 pattern") from error


def of_type(kind: Any, field: str = "schema", depth: int = 0) -> dict[str, Any]:
    """>>> of_type(list[int] | None)["anyOf"]
    [{'type': 'array', 'items': {'type': 'integer'}}, {'type': 'null'}]
    """
    if kind in PYTHON:
        return dict(PYTHON[kind])
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in {typing.Union, types.UnionType}:
        return {"anyOf": [of_type(each, field, depth + 1) for each in arguments]}
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if origin in {list, tuple} and arguments:
        return {"type": "array", "items": of_type(arguments[0], field, depth + 1)}
    if origin is dict:
        return {"type": "object", "additionalProperties": of_type(arguments[1], field, depth + 1)}
    if isinstance(kind, type) and depth < MOST_DEPTH:
        return _of_fields(kind, field, depth)
    raise PolicyError(field, f"{kind!r} is no JSON schema, no dataclass and no TypedDict")


def _of_fields(kind: type, field: str, depth: int) -> dict[str, Any]:
    if dataclasses.is_dataclass(kind):
        missing = dataclasses.MISSING
        required = [each.name for each in dataclasses.fields(kind) if each.default is each.default_factory is missing]
    elif hasattr(kind, "__required_keys__"):
        required = sorted(kind.__required_keys__)
    else:
        raise PolicyError(field, f"{kind.__name__} is no JSON schema, no dataclass and no TypedDict")
    hints = typing.get_type_hints(kind)
    fields = {name: of_type(hint, f"{field}.{name}", depth + 1) for name, hint in hints.items()}
    return {"type": "object", "properties": fields, "required": required, "additionalProperties": False}


def as_plain(value: Any) -> Any:
    """Dataclasses as maps, as they will be stored."""
    return dataclasses.asdict(value) if dataclasses.is_dataclass(value) and not isinstance(value, type) else value


@dataclass(frozen=True, slots=True)
class Schema:
    schema: Mapping[str, Any]
    name = "schema"

    def check(self, value: Any, context: Context) -> Verdict:  # noqa: ARG002
        problem = wrong(as_plain(value), self.schema)
        return blocked(self.name, problem, value) if problem else passed(self.name, value)

    def as_json(self) -> dict[str, Any]:
        return {"guard": self.name, "schema": dict(self.schema)}


def schema(given: Any) -> Schema:
    """`schema(Answer)` for a dataclass or TypedDict, or a JSON schema. Raises PolicyError."""
    return Schema(declared(given))
