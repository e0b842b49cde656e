"""What the stub answers: a text, or a call of a tool it was offered, and the usage it reports for that."""

import base64
import hashlib
import json
import math
import random
import struct
from dataclasses import dataclass, field, replace
from typing import Any

from aiops.demo.stub_openai.directives import Directives

_TEXT = (
    "the order was shipped on monday and will arrive in two days your refund is under way please check the tracking "
    "number for details our policy allows returns within thirty days thank you for your patience"
)
WORDS = _TEXT.split()
VECTOR_LENGTH = 64
EXAMPLES: dict[str, Any] = {"string": "Rome", "number": 1.5, "integer": 3, "boolean": True, "array": [], "object": {}}


@dataclass(frozen=True, slots=True)
class Usage:
    """Input includes what was read from and written to the cache, output includes reasoning: the OpenAI API's rule."""

    input: int
    output: int
    cached: int
    cache_write: int
    reasoning: int
    audio_in: int
    audio_out: int

    @property
    def total(self) -> int:
        return self.input + self.output


@dataclass(frozen=True, slots=True)
class Answer:
    text: str
    tool_name: str  # "" for a text
    tool_arguments: dict[str, Any]
    finish: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Said:
    """What a model that thinks for itself says (see `Stub.reply`): a text, or a call of a tool."""

    text: str = ""
    tool: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)


def answer(  # noqa: PLR0913, PLR0917
    prompt: str,
    last_role: str,
    tools: list[dict[str, Any]],
    asked: Directives,
    seed: int,
    form: dict[str, Any] | None = None,
    most_tokens: int | None = None,
    said: Said | None = None,
) -> Answer:
    """The same for the same arguments. A tool that is offered is called, unless its result is what was just sent.

    `form` is the JSON schema the answer should have; beyond `most_tokens` it is cut, as providers do.
    """
    dice = random.Random(f"{seed}:{prompt}")  # noqa: S311 - wants to be predictable
    tool = tools[0] if tools and last_role != "tool" and asked.text("tool") != "no" else None
    text = asked.text("text").replace("_", " ") or " ".join(dice.choices(WORDS, k=dice.randint(8, 24)))
    name = _tool_name(tool, last_role, asked)
    text = "" if name else _formed(text, form, asked)
    arguments = _arguments(tool, asked) if tool else {}
    if said is not None and not asked.text("text") and not asked.text("tool"):
        name, arguments = said.tool, said.arguments
        text = said.text[: len(said.text) // 2] if asked.text("bad") == "json" else said.text
    used = usage(prompt, name or text, asked)
    finish = asked.text("finish") or ("tool_calls" if name else "stop")
    if most_tokens is not None and used.output > most_tokens:
        used, finish, text = replace(used, output=most_tokens), "length", text[: 4 * most_tokens]
    elif finish == "length":
        text = text[: len(text) // 2]
    return Answer(text, name, arguments, finish, used)


def _formed(text: str, form: dict[str, Any] | None, asked: Directives) -> str:
    """Prose, or JSON in the form that was asked for: an example for each field, the text in those of that type."""
    if form is None and asked.text("bad") != "json":
        return text
    value = _example(form or {"type": "object"}, text)
    if isinstance(value, dict) and asked.text("confidence"):
        value["confidence"] = float(asked.text("confidence"))
    written = json.dumps(value)
    return written[: len(written) // 2] if asked.text("bad") == "json" else written


def _example(schema: dict[str, Any], text: str) -> Any:
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        fields = schema.get("properties") or {"text": {"type": "string"}}
        return {name: _example(inner, text) for name, inner in fields.items()}
    if kind == "array":
        return [_example(schema.get("items") or {"type": "string"}, text)]
    return text if kind == "string" else EXAMPLES.get(str(kind), text)


def usage(prompt: str, text: str, asked: Directives) -> Usage:
    """What the directives say; else a token per four characters."""
    return Usage(
        input=asked.number("input", -(-len(prompt) // 4)),
        output=asked.number("output", -(-len(text) // 4)),
        cached=asked.number("cached"),
        cache_write=asked.number("cache_write"),
        reasoning=asked.number("reasoning"),
        audio_in=asked.number("audio_in"),
        audio_out=asked.number("audio_out"),
    )


def _tool_name(tool: dict[str, Any] | None, last_role: str, asked: Directives) -> str:
    """The tool that is called: the one asked for even where nobody offered it, as models do."""
    wanted = asked.text("tool")
    if wanted and wanted != "no" and last_role != "tool":
        return wanted
    return tool["name"] if tool else ""


def _arguments(tool: dict[str, Any], asked: Directives) -> dict[str, Any]:
    """An example for every property of the tool's schema; with `args=bad` a list for each, which few schemas take."""
    if asked.text("args") == "bad":
        return {name: [] for name in (tool.get("parameters") or {}).get("properties") or {}}
    schema = tool.get("parameters") or {}
    properties = schema.get("properties") or {}
    return {name: EXAMPLES.get(str(kind.get("type")), "Rome") for name, kind in properties.items()}


def vector(text: str, seed: int) -> list[float]:
    """Of length one; texts that share words lie near each other."""
    sums = [0.0] * VECTOR_LENGTH
    for word in text.lower().split():
        digest = hashlib.sha512(f"{seed}:{word}".encode()).digest()
        for place in range(VECTOR_LENGTH):
            sums[place] += digest[place] / 127.5 - 1
    norm = math.sqrt(sum(each * each for each in sums)) or 1.0
    return [round(each / norm, 6) for each in sums]


def packed(vector: list[float]) -> str:
    """As `encoding_format: base64` has it: little-endian 32-bit floats."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
