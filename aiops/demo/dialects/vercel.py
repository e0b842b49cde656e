"""Vercel's AI SDK, version 6: its calls, embeddings and tools; what it does not know are the service's own spans."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from aiops.demo.dialects import plain
from aiops.demo.runs import SimSpan

Attributes = Mapping[str, Any]


def say(span: SimSpan) -> SimSpan:
    kind = span.attributes.get("openinference.span.kind", "")
    if kind not in SAID:
        return plain.genai(span)
    operation, write = SAID[kind]
    own = {name: value for name, value in span.attributes.items() if name.startswith("aiops.")}
    named = {
        "operation.name": f"{operation} {span.name}",
        "ai.operationId": operation,
        "ai.telemetry.functionId": span.name,
    }
    return replace(span, name=operation, attributes=own | named | write(span.attributes))


def call(told: Attributes) -> dict[str, Any]:
    asked = [
        {"role": "system", "content": told["llm.input_messages.0.message.content"]},
        {"role": "user", "content": [{"type": "text", "text": told["input.value"]}]},
    ]
    model = told["gen_ai.request.model"]
    said = {
        "ai.model.provider": "openai.chat",
        "ai.model.id": model,
        "ai.settings.maxRetries": 2,
        "ai.prompt.messages": json.dumps(asked),
        "gen_ai.system": "openai.chat",
        "gen_ai.request.model": model,
    }
    return said | (answer(told, model) if "gen_ai.usage.output_tokens" in told else {})


def answer(told: Attributes, model: str) -> dict[str, Any]:
    sent, received = told["gen_ai.usage.input_tokens"], told["gen_ai.usage.output_tokens"]
    cached, finish = told["gen_ai.usage.cache_read.input_tokens"], told["gen_ai.response.finish_reasons"][0]
    return {
        "ai.response.finishReason": finish,
        "ai.response.text": told["output.value"],
        "ai.response.model": model,
        "ai.usage.inputTokens": sent,
        "ai.usage.inputTokenDetails.noCacheTokens": sent - cached,
        "ai.usage.inputTokenDetails.cacheReadTokens": cached,
        "ai.usage.inputTokenDetails.cacheWriteTokens": 0,
        "ai.usage.outputTokens": received,
        "ai.usage.outputTokenDetails.textTokens": received,
        "ai.usage.outputTokenDetails.reasoningTokens": 0,
        "ai.usage.totalTokens": sent + received,
        "ai.usage.cachedInputTokens": cached,
        "gen_ai.response.finish_reasons": [finish],
        "gen_ai.response.model": model,
        "gen_ai.usage.input_tokens": sent,
        "gen_ai.usage.output_tokens": received,
    }


def embedding(told: Attributes) -> dict[str, Any]:
    return {
        "ai.model.provider": "openai.embedding",
        "ai.model.id": told["gen_ai.request.model"],
        "ai.values": [json.dumps(told["input.value"])],
        "ai.usage.tokens": told["gen_ai.usage.input_tokens"],
    }


def tool(told: Attributes) -> dict[str, Any]:
    return {
        "ai.toolCall.name": told["tool.name"],
        "ai.toolCall.args": told["input.value"],
        "ai.toolCall.result": told["output.value"],
    }


SAID: Mapping[str, tuple[str, Callable[[Attributes], dict[str, Any]]]] = {
    "LLM": ("ai.generateText.doGenerate", call),
    "EMBEDDING": ("ai.embed.doEmbed", embedding),
    "TOOL": ("ai.toolCall", tool),
}
