"""What a request declared: its tools with their schemas, and the form of the answer. Remembered, for a service sends
the same few all day."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from traces.semconv.prompts import PARAMETERS, TOOL_N, TOOLS
from traces.semconv.reading.values import maps, parsed, text
from traces.semconv.signs import schema

MOST_TOOLS = 128
MOST_KNOWN_CHARS = 32_000  # of a listing that is remembered
JSON_TYPES = frozenset({"json", "json_object", "json_schema"})
OUTPUT_SCHEMAS = (
    "aiops.output.schema",
    "gen_ai.output.schema",
    "gen_ai.request.response_format",
    "llm.response_format",
)


def tools(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters' schema by name of tool; an empty schema where none is told."""
    given = next((attributes[name] for name in TOOLS if name in attributes), None)
    if given is not None:
        return _tools(given if isinstance(given, str) else text(given))
    numbered = [attributes.get(TOOL_N % number) for number in range(MOST_TOOLS) if TOOL_N % number in attributes]
    return _tools("[" + ",".join(each for each in numbered if isinstance(each, str)) + "]")


def _tools(listing: str) -> dict[str, Any]:
    return (_known if len(listing) <= MOST_KNOWN_CHARS else _read)(listing)


def _read(listing: str) -> dict[str, Any]:
    """Of OpenAI's nested form, of GenAI's and Anthropic's flat one; of tools that are JSON texts each."""
    listed = parsed(listing)
    if isinstance(listed, list):
        listed = [parsed(each) if isinstance(each, str) else each for each in listed]
    found = {}
    for each in maps(listed)[:MOST_TOOLS]:
        tool = each["function"] if isinstance(each.get("function"), dict) else each
        told: Any = next((tool[name] for name in ("parameters", "input_schema", "inputSchema") if name in tool), {})
        if isinstance(tool.get("name"), str):
            found[tool["name"]] = parsed(told) or {}
    return found


_known = lru_cache(128)(_read)


def wants_json(attributes: Mapping[str, Any]) -> bool:
    told = attributes.get("gen_ai.output.type")
    if (told.__class__ is str and told in JSON_TYPES) or any(name in attributes for name in OUTPUT_SCHEMAS):
        return True
    return any((value := attributes.get(name)).__class__ is str and '"json_' in value for name in PARAMETERS)


def misfit(attributes: Mapping[str, Any], output: str) -> Iterator[str]:
    """What is wrong with the answer; nothing where it fits, or where it is JSON and no schema is known."""
    if wrong := schema.wrong(output, _output_schema(attributes)):
        yield wrong


def _output_schema(attributes: Mapping[str, Any]) -> Any:
    for name in (*OUTPUT_SCHEMAS, *PARAMETERS):
        found = parsed(attributes.get(name))
        if isinstance(found, dict):
            found = found.get("response_format", found) if name in PARAMETERS else found
            named = found.get("json_schema") if isinstance(found, dict) else None
            if isinstance(named, dict):
                return named.get("schema", {})
            if name in OUTPUT_SCHEMAS and str(found.get("type")) not in JSON_TYPES:
                return found
    return {}
