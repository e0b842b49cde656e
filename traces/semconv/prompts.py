"""Two hashes of a model call: which prompt it was made from (`prompt_fingerprint`) and what exactly was sent.

A prompt is what its authors wrote: instructions, tools, the model asked for and how it is asked. Each part is read and
remembered by itself, for a service sends the same few all day.
"""

import json
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import orjson

from traces.types import Span

MAX_KNOWN = 8_000  # characters; longer texts are not remembered, to bound the memory
MOST_KNOWN = 512
MAX_READ = 200_000  # characters of tools; longer ones are told apart by their text
MOST_TOOLS = 128
_DIGITS = str.maketrans("", "", "0123456789")  # dates and counters do not make another prompt
# A system message first in gen_ai.input.messages, as the encoders in use write it.
_SYSTEM_FIRST = ('[{"role": "system"', '[{"role":"system"')
# How the model is asked, each an attribute of its own.
SETTINGS = (
    "gen_ai.request.temperature",
    "gen_ai.request.max_tokens",
    "gen_ai.request.top_p",
    "gen_ai.output.type",
    "ai.settings.temperature",
)
# The same as JSON, and which of its fields count: others, such as a user's id, differ from call to call.
PARAMETERS = ("llm.invocation_parameters", "langfuse.observation.model.parameters")
FIELDS = (
    "temperature", "max_tokens", "max_completion_tokens", "max_output_tokens", "top_p", "response_format",
    "reasoning_effort", "tool_choice",
)  # fmt: skip
TOOLS = ("gen_ai.tool.definitions", "ai.prompt.tools")
TOOL_N = "llm.tools.%d.tool.json_schema"
_FIRST_TOOL = TOOL_N % 0
_PLACES = (*TOOLS, _FIRST_TOOL, *PARAMETERS, *SETTINGS)
_PARAMETERS = slice(3, 5)
_NOTHING = (None,) * len(_PLACES)


def digest(text: str, key: bytes = b"") -> str:
    """16 hex digits, equal for equal texts under equal keys (of at most 64 bytes)."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=8, key=key).hexdigest()


def of_system(system: str) -> tuple[str, bytes]:
    """The skeleton of a system prompt, which its digits do not change, and a key that stands for its exact text."""
    return digest(system.translate(_DIGITS)), digest(system).encode()


def of_tools(text: str) -> str:
    """Equal for the same names and parameters, in whatever order; descriptions and spaces make no other tools."""
    if len(text) > MAX_READ:
        return digest(text)
    try:
        found = orjson.loads(text)
        tools = found if isinstance(found, list) else [found]
        return digest(json.dumps(sorted(map(_tool, tools[:MOST_TOOLS]))))
    except (ValueError, RecursionError):
        return digest(text)


def _tool(tool: Any) -> str:
    """A tool as JSON: OpenAI's nested form, Anthropic's and GenAI's flat one, or as text."""
    if isinstance(tool, str):
        tool = orjson.loads(tool)
    if not isinstance(tool, dict):
        return str(tool)
    inner = tool.get("function")
    inner = inner if isinstance(inner, dict) else tool
    schema = inner.get("parameters") or inner.get("input_schema") or inner.get("inputSchema")
    return json.dumps([inner.get("name") or inner.get("type"), _shape(schema)], sort_keys=True)


def _shape(schema: Any) -> Any:
    """A JSON schema without what only explains it."""
    if isinstance(schema, dict):
        return {
            name: _shape(value) for name, value in schema.items() if name not in ("description", "title", "examples")
        }
    return [_shape(value) for value in schema] if isinstance(schema, list) else schema


def of_parameters(text: str) -> str:
    """Those fields of the request that are settings; "" for none."""
    if len(text) > MAX_READ:
        return ""
    try:
        request = orjson.loads(text)
    except ValueError:
        return ""
    kept = (
        {name: request[name] for name in FIELDS if request.get(name) is not None} if isinstance(request, dict) else {}
    )
    return json.dumps(kept, sort_keys=True) if kept else ""


def of_parts(skeleton: str, model: str, told: tuple[Any, ...]) -> str | None:
    """The fingerprint of a prompt; `told` are the values at _PLACES and the numbered tools after the first.

    None where nothing but the model is known. Numbers are compared as numbers: 1 and 1.0 are one temperature.
    """
    tools, parameters = _tools_of(told), _parameters_of(told)
    settings = [_setting(each) for each in told[5 : len(_PLACES)]]
    if not (skeleton or tools or parameters or any(settings)):
        return None
    return digest("\0".join((skeleton, model, tools, parameters, *settings)))


def _setting(value: Any) -> str:
    return str(float(value)) if value.__class__ in (int, float) else value if value.__class__ is str else ""


def _tools_of(told: tuple[Any, ...]) -> str:
    text = told[0] or told[1]
    if told[2] is not None:
        text = "[" + ",".join(each for each in (told[2], *told[len(_PLACES) :]) if each.__class__ is str) + "]"
    if text.__class__ in (list, dict):
        text = _as_text(text)
    return of_tools(text) if text.__class__ is str and text else ""


def _parameters_of(told: tuple[Any, ...]) -> str:
    text = next((each for each in told[_PARAMETERS] if each.__class__ is str), "")
    return of_parameters(text) if text else ""


def _plain_of(skeleton: str, model: str) -> str | None:
    return of_parts(skeleton, model, _NOTHING)


# A service sends the same few all day.
_system, _plain = lru_cache(512)(of_system), lru_cache(512)(_plain_of)
_known: dict[tuple[str, str, tuple[Any, ...]], str | None] = {}


def fill(span: Span, facts: dict[str, Any]) -> None:
    """`prompt_hash`: equal for equal instructions and messages; None where they were not sent.

    `prompt_fingerprint`: the declared prompt name and version; where none is declared, equal for equal instructions but
    for their digits, tools, model asked for and settings. None where nothing but the model is known.
    """
    prompt = facts.get("prompt")
    system = facts.get("system_prompt")
    if system.__class__ is not str:
        system = _system_message(span.attributes, prompt)
    skeleton, key = "", b""
    if system:
        skeleton, key = (_system if len(system) <= MAX_KNOWN else of_system)(system)
    if prompt.__class__ is str:
        span.prompt_hash = digest(prompt, key)
    if (name := facts.get("prompt_name")).__class__ is str:
        span.prompt_fingerprint = _declared(name, facts.get("prompt_version"))
    else:
        span.prompt_fingerprint = _fingerprint(span, facts, skeleton)


def _declared(name: str, version: Any) -> str:
    """`refund@7`: what people call it is what is shown."""
    return f"{name}@{version}" if version.__class__ in (str, int) and version != "" else name


def _fingerprint(span: Span, facts: dict[str, Any], skeleton: str) -> str | None:
    asked = facts.get("model_asked")  # the one that answered is not known of a failed call
    model = asked if asked.__class__ is str else span.model or ""
    told = tuple(map(span.attributes.get, _PLACES))
    if told == _NOTHING:
        return _plain(skeleton, model) if skeleton else None
    if told[2] is not None:
        told = (*told, *_numbered(span.attributes))
    try:
        return _known[skeleton, model, told]
    except KeyError:
        return _remembered(skeleton, model, told)
    except TypeError:  # a list or a map
        return of_parts(skeleton, model, told)


def _remembered(skeleton: str, model: str, told: tuple[Any, ...]) -> str | None:
    found = of_parts(skeleton, model, told)
    if sum(len(each) for each in told if each.__class__ is str) <= MAX_KNOWN:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[skeleton, model, told] = found
    return found


def _numbered(attributes: dict[str, Any]) -> list[Any]:
    """The schemas of the tools after the first."""
    found: list[Any] = []
    while len(found) < MOST_TOOLS and (schema := attributes.get(TOOL_N % (len(found) + 1))) is not None:
        found.append(schema)
    return found


def _as_text(value: Any) -> str:
    try:
        return orjson.dumps(value, default=str).decode()
    except TypeError:
        return ""


def fill_lookup(span: Span, facts: dict[str, Any]) -> None:
    """`prompt_hash` of a tool or a search: equal for equal arguments. None where they were not sent as text."""
    sent = span.attributes.get("gen_ai.tool.call.arguments") or facts.get("prompt")
    if sent.__class__ is str:
        span.prompt_hash = digest(sent)


def _system_message(attributes: dict[str, Any], prompt: Any) -> str:
    """The system message where it stands first, without parsing anything; "" where it does not."""
    for prefix, role in (("llm.input_messages.0.message.", "role"), ("gen_ai.prompt.0.", "role")):
        if attributes.get(prefix + role) in ("system", "developer"):
            text = attributes.get(prefix + "content")
            return text if text.__class__ is str else ""
    if prompt.__class__ is str and prompt.startswith(_SYSTEM_FIRST):
        # A quote inside a text is escaped, so this finds the next message's key and never a word of the text.
        return str(prompt[: prompt.find('"role"', 10)])
    return ""
