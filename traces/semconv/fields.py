"""A usage as a map: which field of whose API is which fact. The names of the fields tell the API they were copied from,
and tokens.RULES says for each API whether its input counts the cache. No field is known by a part of its name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

Path = tuple[str, ...]
MOST_FIELDS = 100  # of one usage
WHOLE = ("input_tokens", "output_tokens")


@dataclass(frozen=True, slots=True)
class Shape:
    """The usage of one API. `signs`: fields that only it has. `facts`: where each fact stands, the first that is there
    holds, so that nothing said twice is counted twice: a field within a field is named before those at the top."""

    name: str
    signs: tuple[str, ...]
    facts: tuple[tuple[str, tuple[Path, ...]], ...]


class Plan(NamedTuple):
    """Where to look, level by level, so that a map within a usage is opened once for all the facts it holds."""

    within: tuple[tuple[str, "Plan"], ...]
    fields: tuple[tuple[str, str], ...]  # field, fact


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
    told: dict[str, Any] = {}
    plans = _plans(tuple(usage)) if len(usage) <= MOST_FIELDS else None
    if plans is not None:
        told["usage_fields"], plan, _ = plans
        _read(usage, plan, told)
    return told


def part_facts(usage: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that are parts of input and output, where those themselves are told elsewhere."""
    told: dict[str, Any] = {}
    plans = _plans(tuple(usage)) if len(usage) <= MOST_FIELDS else None
    if plans is not None:
        _read(usage, plans[2], told)
    return told


def _read(usage: Mapping[str, Any], plan: Plan, told: dict[str, Any]) -> None:
    for name, below in plan.within:
        inner = usage.get(name)
        if inner.__class__ is not dict:
            continue
        if below.within:
            _read(inner, below, told)
            continue
        for field, fact in below.fields:  # as nearly all are: one level, without another call
            if field in inner and fact not in told and (found := inner[field]) is not None:
                told[fact] = found
    for name, fact in plan.fields:
        if fact not in told and (found := usage.get(name)) is not None:
            told[fact] = found


@lru_cache(maxsize=512)
def _plans(names: tuple[str, ...]) -> tuple[str, Plan, Plan] | None:
    """Of a usage with these fields: its API, and how to read what can be there: all of it, or only the parts of input
    and output. A sender's are all alike."""
    shape = next((shape for shape in SHAPES if not set(names).isdisjoint(shape.signs)), None)
    if shape is None:
        return None
    there = [(path, fact) for fact, paths in shape.facts for path in paths if path[0] in names]
    return shape.name, _plan(there), _plan((path, fact) for path, fact in there if fact not in WHOLE)


def _plan(places: Iterable[tuple[Path, str]]) -> Plan:
    inner: dict[str, list[tuple[Path, str]]] = {}
    fields = []
    for (name, *below), fact in places:
        if below:
            inner.setdefault(name, []).append((tuple(below), fact))
        else:
            fields.append((name, fact))
    return Plan(tuple((name, _plan(below)) for name, below in inner.items()), tuple(fields))
