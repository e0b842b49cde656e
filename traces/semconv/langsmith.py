"""LangSmith's SDK in OpenTelemetry mode: GenAI names, its own kinds, and metadata with a usage as JSON.

Its `gen_ai.operation.name` calls a retriever "embeddings", so its own kind comes first.
"""

from collections.abc import Mapping
from typing import Any

from traces.semconv.convention import TAG, Convention, Kinds
from traces.semconv.fields import usage_facts
from traces.semconv.packed import again, json_map, python_map


def usage(value: Any) -> Mapping[str, Any]:
    """A usage, by the names of its fields (see Fields of a usage)"""
    return usage_facts(json_map(value))


@again
def input_details(value: Any) -> Mapping[str, Any]:
    """`cache_read_tokens`, `cache_write_tokens`, `input_audio_tokens` of a Python dict"""
    told = usage_facts({"input_token_details": python_map(value)})
    return {fact: count for fact, count in told.items() if fact != "usage_fields"}


@again
def output_details(value: Any) -> Mapping[str, Any]:
    """`reasoning_tokens`, `output_audio_tokens` of a Python dict"""
    told = usage_facts({"output_token_details": python_map(value)})
    return {fact: count for fact, count in told.items() if fact != "usage_fields"}


CONVENTION = Convention(
    name="langsmith@0",
    title="LangSmith, in OpenTelemetry mode",
    source="https://github.com/langchain-ai/langsmith-sdk",
    facts={
        "provider": ("langsmith.metadata.ls_provider",),
        "model_asked": ("langsmith.metadata.ls_model_name",),
        "session": (
            "langsmith.metadata.thread_id",
            "langsmith.metadata.session_id",
            "langsmith.metadata.conversation_id",
        ),
        "user": ("langsmith.metadata.user_id",),
        "release": ("langsmith.metadata.revision_id",),
        "prompt_name": ("langsmith.metadata.lc_hub_repo",),
        "prompt_version": ("langsmith.metadata.lc_hub_commit_hash",),
        "prompt": ("gen_ai.prompt",),
        TAG + "tenant": ("langsmith.metadata.tenant",),
        TAG + "region": ("langsmith.metadata.region",),
    },
    kinds={
        "langsmith.span.kind": Kinds(
            {
                "llm": "llm",
                "chain": "step",
                "tool": "tool",
                "retriever": "retriever",
                "embedding": "embedding",
                "prompt": "step",
                "parser": "step",
            }
        )
    },
    unpack={
        "langsmith.metadata.usage_metadata": usage,
        "gen_ai.usage.input_token_details": input_details,
        "gen_ai.usage.output_token_details": output_details,
    },
    marks=("langsmith.span.kind", "langsmith.trace.name"),
    scopes=("langsmith",),
    genai_names=True,
)
