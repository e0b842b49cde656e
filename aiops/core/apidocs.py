"""An OpenAPI document as tables that a page can show. Pure: reads a dict, returns values."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Field:
    """`path` is where it stands: `results[].trace_id`."""

    path: str
    kind: str
    about: str


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str
    kind: str
    about: str
    required: bool


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    key: str
    method: str
    path: str
    title: str
    about: str
    open: bool  # no key needed
    parameters: tuple[Parameter, ...]
    media_types: tuple[str, ...]  # of the request's body
    sent: tuple[Field, ...]
    answers: tuple[Answer, ...]
    received: tuple[Field, ...]  # on 200, in JSON


def operations(document: Json) -> list[Operation]:
    """Every call of the document, in the document's order."""
    return [
        operation(document, method, path, item[method])
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    ]


def operation(document: Json, method: str, path: str, found: Json) -> Operation:
    sent = found.get("requestBody", {}).get("content", {})
    received = found["responses"].get("200", {}).get("content", {})
    return Operation(
        key=found["operationId"],
        method=method.upper(),
        path=path,
        title=found.get("summary", ""),
        about=found.get("description", ""),
        open=found.get("security") == [],
        parameters=tuple(parameter(document, each) for each in found.get("parameters", [])),
        media_types=tuple(sent),
        sent=body(document, sent),
        answers=tuple(Answer(status, each.get("description", "")) for status, each in found["responses"].items()),
        received=body(document, received),
    )


def parameter(document: Json, found: Json) -> Parameter:
    kind = kind_of(document, found.get("schema", {}))
    return Parameter(found["name"], found["in"], kind, found.get("description", ""), found.get("required", False))


def body(document: Json, content: Json) -> tuple[Field, ...]:
    schema = content.get("application/json", {}).get("schema", {})
    return tuple(fields(document, schema, "", ()))


def fields(document: Json, schema: Json, path: str, above: tuple[str, ...]) -> Iterator[Field]:
    """Every field below a schema, parents first; a schema inside itself is named and not entered again."""
    name, schema = resolve(document, schema)
    if name in above or len(above) > DEEPEST:
        return
    above = (*above, name) if name else above
    if schema.get("type") == "array":
        yield from fields(document, schema.get("items", {}), f"{path}[]", above)
    for key, each in schema.get("properties", {}).items():
        here = f"{path}.{key}".lstrip(".")
        yield Field(here, kind_of(document, each), each.get("description", ""))
        yield from fields(document, each, here, above)


def resolve(document: Json, schema: Json) -> tuple[str, Json]:
    """Follows a reference, also one wrapped in allOf or oneOf to say "or null"."""
    for wrapper in ("allOf", "oneOf", "anyOf"):
        inner = [each for each in schema.get(wrapper, []) if "$ref" in each]
        if inner and "properties" not in schema:
            schema = inner[0]
    if "$ref" not in schema:
        return "", schema
    name = schema["$ref"].rpartition("/")[2]
    return name, document["components"]["schemas"][name]


def kind_of(document: Json, schema: Json) -> str:
    """What a value is, in a word or two: "integer or null", "one of ok, error, unset"."""
    null = " or null" if schema.get("nullable") else ""
    _, found = resolve(document, schema)
    if "enum" in found:
        return "one of " + ", ".join(str(each) for each in found["enum"] if each not in {None, ""}) + null
    if found.get("type") == "array":
        return f"list of {kind_of(document, found.get('items', {}))}" + null
    if found.get("format") == "date-time":
        return "time (RFC 3339, UTC)" + null
    if "oneOf" in found:
        return " or ".join(kind_of(document, each) for each in found["oneOf"])
    return str(found.get("type", "any value")) + null
