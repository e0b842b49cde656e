"""Pydantic AI, and Logfire over the clients of OpenAI and Anthropic: GenAI names with additions of their own.

What an agent has used in all (`gen_ai.aggregated_usage.*`) is listed nowhere here: it is no call. Older releases put it
on the agent's span as `gen_ai.usage.*`; that is not counted either, since the calls beneath it bear their own.
"""

from collections.abc import Mapping
from typing import Any

from traces.semconv.convention import Convention
from traces.semconv.fields import part_facts
from traces.semconv.packed import json_map


def raw_usage(value: Any) -> Mapping[str, Any]:
    """The provider's usage as JSON: what of it has no attribute, such as cached and reasoning tokens."""
    return part_facts(json_map(value))


CONVENTION = Convention(
    name="pydantic-ai",
    title="Pydantic AI, and Logfire's OpenAI and Anthropic",
    source="https://github.com/pydantic/pydantic-ai (formats 2 to 6), https://github.com/pydantic/logfire",
    facts={
        # Under `details` until 1.0, and since then beside the names of GenAI: said twice, counted once.
        "cache_read_tokens": (
            "gen_ai.usage.details.cache_read_tokens",
            "gen_ai.usage.details.cache_read_input_tokens",
            "gen_ai.usage.details.cached_tokens",
        ),
        "cache_write_tokens": (
            "gen_ai.usage.details.cache_write_tokens",
            "gen_ai.usage.details.cache_creation_input_tokens",
        ),
        "input_audio_tokens": ("gen_ai.usage.details.input_audio_tokens",),
        "output_audio_tokens": ("gen_ai.usage.details.output_audio_tokens",),
    },
    unpack={"gen_ai.usage.raw": raw_usage},
    marks=("pydantic_ai.all_messages", "gen_ai.aggregated_usage.input_tokens", "all_messages_events"),
    scopes=("pydantic-ai", "logfire.openai", "logfire.anthropic"),
    genai_names=True,
)
# Logfire ends the span of a streamed call when the stream opens and tells its usage in a log of its own: that is the
# call. Only the answer of a whole call has an id.
STREAM_OPENERS = frozenset({"logfire.openai", "logfire.anthropic"})
