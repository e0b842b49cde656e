"""Vercel AI SDK 4 to 6, and 7 with its legacy telemetry: `ai.*`, beside a few GenAI names of the time.

The spans of `ai.generateText` and the like hold those of the calls (`.doGenerate`) and repeat their usage: all of it in
some versions, that of the last call in others. Settling counts the calls.
"""

from collections.abc import Mapping
from typing import Any

from traces.semconv.convention import Convention, Kinds
from traces.semconv.packed import json_map, within

TEXTS = ("generateText", "streamText", "generateObject", "streamObject")
OPERATIONS = Kinds(
    {
        **{f"ai.{name}": "agent" for name in TEXTS},
        **{f"ai.{name}.{call}": "llm" for name in TEXTS for call in ("doGenerate", "doStream")},
        "ai.toolCall": "tool",
        "ai.embed": "step",
        "ai.embedMany": "step",
        "ai.embed.doEmbed": "embedding",
        "ai.embedMany.doEmbed": "embedding",
        "ai.rerank": "step",
        "ai.rerank.doRerank": "reranker",
    }
)
# What version 4 and 5 tell of the cache and of reasoning stands among what only one provider has. Of two places of one
# fact the first that is there holds.
OPENAI = (
    ("cache_read_tokens", ("cachedPromptTokens",)),
    ("reasoning_tokens", ("reasoningTokens",)),
    ("service_tier", ("serviceTier",)),
)
METADATA: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "openai": OPENAI,
    "azure": OPENAI,
    "anthropic": (
        ("cache_read_tokens", ("cacheReadInputTokens",)),
        ("cache_read_tokens", ("usage", "cache_read_input_tokens")),
        ("cache_write_tokens", ("cacheCreationInputTokens",)),
        ("cache_write_tokens", ("usage", "cache_creation_input_tokens")),
        ("cache_write_1h_tokens", ("usage", "cache_creation", "ephemeral_1h_input_tokens")),
    ),
    "bedrock": (
        ("cache_read_tokens", ("usage", "cacheReadInputTokens")),
        ("cache_write_tokens", ("usage", "cacheWriteInputTokens")),
    ),
    "google": (
        ("cache_read_tokens", ("usageMetadata", "cachedContentTokenCount")),
        ("reasoning_tokens", ("usageMetadata", "thoughtsTokenCount")),
    ),
}


def metadata(value: Any) -> Mapping[str, Any]:
    """`cache_read_tokens`, `cache_write_tokens`, `reasoning_tokens`, `service_tier`, each under its provider's name"""
    facts: dict[str, Any] = {}
    for provider, told in json_map(value).items():
        for fact, path in METADATA.get(provider, ()) if told.__class__ is dict else ():
            found = within(told, *path) if path[0] in told else None
            if found is not None:
                facts.setdefault(fact, found)
    return facts


def milliseconds(value: Any) -> Mapping[str, Any]:
    """`first_token_s`, from milliseconds"""
    return {"first_token_s": value / 1000 if value.__class__ in {int, float} else value}


# From version 6 on, and in 7, the input counts the cache whoever the provider is; these attributes tell the version.
SIX = Convention(
    name="vercel@6",
    title="Vercel AI SDK, 6",
    source="https://ai-sdk.dev/docs/ai-sdk-core/telemetry",
    facts={
        "cache_read_tokens": ("ai.usage.inputTokenDetails.cacheReadTokens",),
        "cache_write_tokens": ("ai.usage.inputTokenDetails.cacheWriteTokens",),
        "reasoning_tokens": ("ai.usage.outputTokenDetails.reasoningTokens",),
    },
    marks=(
        "ai.usage.inputTokenDetails.cacheReadTokens",
        "ai.usage.inputTokenDetails.cacheWriteTokens",
        "ai.usage.inputTokenDetails.noCacheTokens",
        "ai.usage.outputTokenDetails.reasoningTokens",
        "ai.usage.outputTokenDetails.textTokens",
    ),
    genai_names=True,
)
CONVENTION = Convention(
    name="vercel@legacy",
    title="Vercel AI SDK, legacy names",
    source="https://ai-sdk.dev/docs/ai-sdk-core/telemetry",
    facts={
        "provider": ("ai.model.provider",),
        "model": ("ai.response.model",),
        "model_asked": ("ai.model.id",),
        "input_tokens": ("ai.usage.inputTokens", "ai.usage.promptTokens", "ai.usage.tokens"),
        "output_tokens": ("ai.usage.outputTokens", "ai.usage.completionTokens"),
        "cache_read_tokens": ("ai.usage.cachedInputTokens",),
        "reasoning_tokens": ("ai.usage.reasoningTokens",),
        "finish_reason": ("ai.response.finishReason",),
        "session": ("ai.telemetry.metadata.sessionId", "ai.telemetry.metadata.session_id"),
        "user": ("ai.telemetry.metadata.userId", "ai.telemetry.metadata.user_id"),
        "response_id": ("ai.response.id",),
        "prompt": ("ai.prompt.messages", "ai.prompt"),
    },
    kinds={"ai.operationId": OPERATIONS},
    unpack={"ai.response.providerMetadata": metadata, "ai.response.msToFirstChunk": milliseconds},
    events=("ai.stream.firstChunk",),
    marks=("ai.operationId", "ai.telemetry.functionId"),
    genai_names=True,
)
