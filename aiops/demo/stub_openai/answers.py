"""What the stub answers: a text, or a call of a tool it was offered, and the usage it reports for that."""

import base64
import random
import struct
from dataclasses import dataclass
from typing import Any

from aiops.demo.stub_openai.directives import Directives

_TEXT = (
    "the order was shipped on monday and will arrive in two days your refund is under way please check the tracking "
    "number for details our policy allows returns within thirty days thank you for your patience"
)
WORDS = _TEXT.split()
VECTOR_LENGTH = 8
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


def answer(prompt: str, last_role: str, tools: list[dict[str, Any]], asked: Directives, seed: int) -> Answer:
    """The same for the same arguments. A tool that is offered is called, unless its result is what was just sent."""
    dice = random.Random(f"{seed}:{prompt}")  # noqa: S311 - wants to be predictable
    tool = tools[0] if tools and last_role != "tool" and asked.text("tool") != "no" else None
    text = asked.text("text").replace("_", " ") or " ".join(dice.choices(WORDS, k=dice.randint(8, 24)))
    name = _tool_name(tool, last_role, asked)
    return Answer(
        text="" if name else text,
        tool_name=name,
        tool_arguments=_arguments(tool, asked) if tool else {},
        finish=asked.text("finish") or ("tool_calls" if name else "stop"),
        usage=usage(prompt, name or text, asked),
    )


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
    dice = random.Random(f"{seed}:{text}")  # noqa: S311 - wants to be predictable
    return [round(dice.uniform(-1, 1), 6) for _ in range(VECTOR_LENGTH)]


def packed(vector: list[float]) -> str:
    """As `encoding_format: base64` has it: little-endian 32-bit floats."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
