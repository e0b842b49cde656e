"""A usage as a map: which field of whose API is which fact. The names of the fields tell the API they were copied from,
and tokens.RULES says for each API whether its input counts the cache. No field is known by a part of its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Path = tuple[str, ...]
Plan = tuple[tuple[str, tuple[tuple[str, Path], ...]], ...]  # fact -> the fields it may be in, and what is within
MOST_FIELDS = 100  # of one usage
WHOLE = ("input_tokens", "output_tokens")


@dataclass(frozen=True, slots=True)
class Shape:
    """The usage of one API. `signs`: fields that only it has. `facts`: where each fact stands, the first that is there
    holds, so that nothing said twice is counted twice."""

    name: str
    signs: tuple[str, ...]
    facts: tuple[tuple[str, tuple[Path, ...]], ...]


def _shape(name: str, signs: str, **facts: str) -> Shape:
    """Fields are words, `outer.inner` is a field within a field."""
    paths = {
        fact + "_tokens": tuple(tuple(path.split(".")) for path in fields.split()) for fact, fields in facts.items()
    }
    return Shape(name, tuple(signs.split()), tuple(paths.items()))


# In order: the first with one of its signs it is.
SHAPES: tuple[Shape, ...] = (
    _shape(
        "langfuse", "input output",
        input="input",
        output="output",
        cache_read="input_cached_tokens input_cache_read cache_read_input_tokens input_cached",
        cache_write="input_cache_creation cache_creation_input_tokens input_cache_write_tokens",
        reasoning="output_reasoning_tokens output_reasoning",
        input_audio="input_audio_tokens input_audio",
        output_audio="output_audio_tokens output_audio",
    ),
    # Of Chat Completions, then of Responses; the names at the top level are LiteLLM's additions.
    _shape(
        "openai", "prompt_tokens completion_tokens input_tokens_details output_tokens_details",
        input="prompt_tokens input_tokens",
        output="completion_tokens output_tokens",
        cache_read="prompt_tokens_details.cached_tokens input_tokens_details.cached_tokens cache_read_input_tokens",
        cache_write=(
            "prompt_tokens_details.cache_creation_tokens prompt_tokens_details.cache_write_tokens "
            "input_tokens_details.cache_write_tokens cache_creation_input_tokens"
        ),
        cache_write_1h="prompt_tokens_details.cache_creation_token_details.ephemeral_1h_input_tokens",
        reasoning="completion_tokens_details.reasoning_tokens output_tokens_details.reasoning_tokens",
        input_audio="prompt_tokens_details.audio_tokens input_tokens_details.audio_tokens",
        output_audio="completion_tokens_details.audio_tokens output_tokens_details.audio_tokens",
    ),
    _shape(
        "google", "promptTokenCount candidatesTokenCount prompt_token_count candidates_token_count",
        input="promptTokenCount prompt_token_count",
        output="candidatesTokenCount candidates_token_count",
        cache_read="cachedContentTokenCount cached_content_token_count",
        reasoning="thoughtsTokenCount thoughts_token_count",
    ),
    _shape(
        "bedrock", "inputTokens outputTokens",
        input="inputTokens",
        output="outputTokens",
        cache_read="cacheReadInputTokens cacheReadInputTokenCount",
        cache_write="cacheWriteInputTokens cacheWriteInputTokenCount",
    ),
    _shape(
        "langchain", "input_token_details output_token_details",
        input="input_tokens",
        output="output_tokens",
        cache_read="input_token_details.cache_read",
        cache_write="input_token_details.cache_creation",
        cache_write_1h="input_token_details.ephemeral_1h_input_tokens",
        reasoning="output_token_details.reasoning",
        input_audio="input_token_details.audio",
        output_audio="output_token_details.audio",
    ),
    _shape(
        "anthropic", "cache_read_input_tokens cache_creation_input_tokens cache_creation",
        input="input_tokens",
        output="output_tokens",
        cache_read="cache_read_input_tokens",
        cache_write="cache_creation_input_tokens",
        cache_write_1h="cache_creation.ephemeral_1h_input_tokens",
    ),
    # Whoever counts no more than this: there is nothing to be in or out.
    _shape("plain", "input_tokens output_tokens", input="input_tokens", output="output_tokens"),
)  # fmt: skip


def usage_facts(usage: Mapping[str, Any]) -> dict[str, Any]:
    """The token facts of a usage, and `usage_fields`, the API it was copied from; empty for fields we do not know."""
    plan = _plan(tuple(usage)) if len(usage) <= MOST_FIELDS else None
    return {"usage_fields": plan[0], **_read(usage, plan[1])} if plan else {}


def part_facts(usage: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that are parts of input and output, where those themselves are told elsewhere."""
    plan = _plan(tuple(usage)) if len(usage) <= MOST_FIELDS else None
    return _read(usage, plan[2]) if plan else {}


def _read(usage: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for fact, paths in plan:
        for name, inner in paths:
            found = usage[name]
            for below in inner:
                found = found.get(below) if found.__class__ is dict else None
            if found is not None:
                told[fact] = found
                break
    return told


@lru_cache(maxsize=512)
def _plan(names: tuple[str, ...]) -> tuple[str, Plan, Plan] | None:
    """Of a usage with these fields: its API, and of its facts those that can be there. A sender's are all alike."""
    shape = next((shape for shape in SHAPES if not set(names).isdisjoint(shape.signs)), None)
    if shape is None:
        return None
    there = ((fact, tuple((path[0], path[1:]) for path in paths if path[0] in names)) for fact, paths in shape.facts)
    plan = tuple((fact, paths) for fact, paths in there if paths)
    return shape.name, plan, tuple((fact, paths) for fact, paths in plan if fact not in WHOLE)
