"""Langfuse's SDKs on OpenTelemetry (Python 3 and later, JavaScript 4 and later): everything under `langfuse.*`, much of
it as JSON.

Its processor adds environment, release, session and user to spans of other libraries too, so those do not tell who
wrote a span.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from traces.semconv.convention import TAG, Convention, Kinds, Unpack
from traces.semconv.fields import usage_facts
from traces.semconv.packed import json_map, json_value

PARTS = ("input", "output")
TIER = "service_tier"


def usage(value: Any) -> Mapping[str, Any]:
    """A usage, by the names of its fields (see Fields of a usage)"""
    return usage_facts(json_map(value))


def cost(value: Any) -> Mapping[str, Any]:
    """`cost` from `total`, else `input` and `output` where both are numbers"""
    told = json_map(value)
    if told.get("total") is not None:
        return {"cost": told["total"]}
    parts = [told.get(part) for part in PARTS]
    if any(part.__class__ not in {int, float} for part in parts):
        return {}
    return {"cost": sum((Decimal(repr(part)) for part in parts), Decimal())}


def level(value: Any) -> Mapping[str, Any]:
    """`status`: error for `ERROR`"""
    return {"status": "error"} if value == "ERROR" else {}


def began(value: Any) -> Mapping[str, Any]:
    """`first_token_at`, a point in time"""
    return {"first_token_at": json_value(value) if str(value).startswith('"') else value}


@lru_cache(512)  # a service sends the same few settings all day
def _tier(settings: str) -> Mapping[str, Any]:
    return {TIER: json_map(settings).get(TIER)}


def parameters(value: Any) -> Mapping[str, Any]:
    """`service_tier` from the field of that name"""
    if value.__class__ is not str:
        return {TIER: json_map(value).get(TIER)}
    return _tier(value) if TIER in value else {}


def text_of(fact: str) -> Unpack:
    """Reads a text that may or may not be in JSON's quotes: version 5 quotes metadata, earlier ones do not."""

    def read(value: Any) -> Mapping[str, Any]:
        return {fact: json_value(value) if value.__class__ is str and value[:1] == '"' else value}

    read.__doc__ = f"{'tag ' if fact.startswith(TAG) else ''}`{fact.removeprefix(TAG)}`, as a text or its JSON"
    return read


CONVENTION = Convention(
    name="langfuse@5",
    title="Langfuse",
    source="https://github.com/langfuse/langfuse-python",
    facts={
        "model_asked": ("langfuse.observation.model.name",),
        "session": ("langfuse.session.id",),
        "user": ("langfuse.user.id",),
        "release": ("langfuse.release",),
        "prompt_name": ("langfuse.observation.prompt.name",),
        "prompt_version": ("langfuse.observation.prompt.version",),
        "prompt": ("langfuse.observation.input",),
        "status_message": ("langfuse.observation.status_message",),
        TAG + "environment": ("langfuse.environment",),
        TAG + "experiment": ("langfuse.experiment.name",),
    },
    kinds={
        "langfuse.observation.type": Kinds(
            {
                "generation": "llm",
                "embedding": "embedding",
                "span": "step",
                "chain": "step",
                "agent": "agent",
                "tool": "tool",
                "retriever": "retriever",
                "evaluator": "evaluator",
                "guardrail": "guardrail",
            }
        )
    },
    unpack={
        "langfuse.observation.usage_details": usage,
        "langfuse.observation.cost_details": cost,
        "langfuse.observation.level": level,
        "langfuse.observation.completion_start_time": began,
        "langfuse.observation.model.parameters": parameters,
        "langfuse.observation.metadata.finish_reason": text_of("finish_reason"),
        "langfuse.observation.metadata.tenant": text_of(TAG + "tenant"),
        "langfuse.trace.metadata.tenant": text_of(TAG + "tenant"),
        "langfuse.observation.metadata.region": text_of(TAG + "region"),
        "langfuse.trace.metadata.region": text_of(TAG + "region"),
    },
    marks=("langfuse.observation.type",),
    scopes=("langfuse-sdk",),
)
