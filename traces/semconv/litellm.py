"""LiteLLM's own OpenTelemetry callback: GenAI names, its cost, and a usage in the way Python writes a dict."""

from collections.abc import Mapping
from typing import Any

from traces.semconv.convention import TAG, Convention
from traces.semconv.fields import usage_facts
from traces.semconv.packed import json_map, python_map

NO_CACHE = '"cache_key": null'


def usage(value: Any) -> Mapping[str, Any]:
    """A usage as a Python dict, by the names of its fields (see Fields of a usage)"""
    return usage_facts(python_map(value))


def hidden(value: Any) -> Mapping[str, Any]:
    """`cache_hit`: an answer out of its own cache has a `cache_key`, and repeats usage and cost of the first call"""
    if value.__class__ is str and NO_CACHE in value:  # nearly always, and the rest of it is long
        return {}
    return {"cache_hit": True} if json_map(value).get("cache_key") else {}


def provider(value: Any) -> Mapping[str, Any]:
    """`provider`: what stands before the first slash"""
    name, slash, _ = value.partition("/") if value.__class__ is str else ("", "", "")
    return {"provider": name} if slash else {}


CONVENTION = Convention(
    name="litellm@1",
    title="LiteLLM",
    source="https://docs.litellm.ai/docs/observability/opentelemetry_integration",
    facts={
        "cost": ("gen_ai.cost.total_cost",),
        "session": ("litellm.session.id",),
        "user": (
            "metadata.user_api_key_end_user_id",
            "litellm.end_user.id",
            "metadata.user_api_key_user_id",
            "litellm.user.id",
        ),
        TAG + "tenant": ("metadata.user_api_key_team_alias", "metadata.user_api_key_team_id", "litellm.team.id"),
    },
    unpack={"metadata.usage_object": usage, "litellm.provider.model": provider, "hidden_params": hidden},
    marks=("litellm.call_id", "metadata.usage_object", "litellm.provider.model"),
    scopes=("litellm",),
    genai_names=True,
)
