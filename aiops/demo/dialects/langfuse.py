"""Langfuse's Python SDK, version 5: observations with their input and output, usage in OpenAI's words."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiops.demo.runs import SimSpan

TYPES = {
    "CHAIN": "chain",
    "LLM": "generation",
    "EMBEDDING": "embedding",
    "RETRIEVER": "retriever",
    "RERANKER": "span",
    "TOOL": "tool",
    "GUARDRAIL": "guardrail",
}
KEPT = ("aiops.", "session.", "user.", "error.")


def say(span: SimSpan) -> SimSpan:
    """Spans of other libraries stay as they are."""
    told = span.attributes
    if "openinference.span.kind" not in told:
        return span
    said = {name: value for name, value in told.items() if name.startswith(KEPT)}
    said |= {"langfuse.environment": "production", "langfuse.observation.type": TYPES[told["openinference.span.kind"]]}
    said |= {
        f"langfuse.observation.{end}": told[f"{end}.value"] for end in ("input", "output") if f"{end}.value" in told
    }
    if "gen_ai.retrieval.documents" in told:
        said["langfuse.observation.output"] = told["gen_ai.retrieval.documents"]
    if span.error:
        said |= {"langfuse.observation.level": "ERROR", "langfuse.observation.status_message": span.error[1]}
    return replace(span, attributes=said | model_call(told))


def model_call(told: Mapping[str, Any]) -> dict[str, Any]:
    if "gen_ai.request.model" not in told:
        return {}
    said: dict[str, Any] = {"langfuse.observation.model.name": told["gen_ai.request.model"]}
    if "gen_ai.request.temperature" in told:
        asked = {"temperature": told["gen_ai.request.temperature"], "max_tokens": told["gen_ai.request.max_tokens"]}
        said["langfuse.observation.model.parameters"] = json.dumps(asked)
    if "gen_ai.usage.input_tokens" in told:
        said["langfuse.observation.usage_details"] = json.dumps(usage(told))
    return said


def usage(told: Mapping[str, Any]) -> dict[str, Any]:
    sent, received = told["gen_ai.usage.input_tokens"], told.get("gen_ai.usage.output_tokens", 0)
    found = {"prompt_tokens": sent, "total_tokens": sent + received}
    if "gen_ai.usage.output_tokens" in told:
        cached = told["gen_ai.usage.cache_read.input_tokens"]
        found |= {"completion_tokens": received, "prompt_tokens_details": {"cached_tokens": cached}}
    return found
