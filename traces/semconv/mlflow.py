"""MLflow tracing: `mlflow.*`, every value as JSON, texts with their quotes. It writes GenAI names instead where
MLFLOW_ENABLE_OTEL_GENAI_SEMCONV is set, and then says nothing of the cache."""

import re
from collections.abc import Mapping
from typing import Any

from traces.semconv.convention import Convention, Kinds
from traces.semconv.packed import json_map, json_value

_KINDS: dict[str, str | None] = {
    "LLM": "llm",
    "CHAT_MODEL": "llm",
    "EMBEDDING": "embedding",
    "RERANKER": "reranker",
    "RETRIEVER": "retriever",
    "TOOL": "tool",
    "AGENT": "agent",
    "WORKFLOW": "workflow",
    "CHAIN": "step",
    "PARSER": "step",
    "TASK": "step",
    "MEMORY": "step",
    "GUARDRAIL": "guardrail",
    "EVALUATOR": "evaluator",
    "UNKNOWN": None,
}
# Of `mlflow.message.format`, whose request and response the span has: those that are the names of a provider.
_PROVIDERS = frozenset({"openai", "anthropic", "gemini", "bedrock", "groq", "mistral"})
# How the answers of OpenAI's API, of Anthropic's, and of embeddings begin.
EMBEDDED = '{"data": [{"embedding": '
ANSWERS = ('{"id": "', EMBEDDED)
MAX_ID = 200
COUNTS = {
    "input_tokens": "input_tokens",
    "output_tokens": "output_tokens",
    "cache_read_input_tokens": "cache_read_tokens",
    "cache_creation_input_tokens": "cache_write_tokens",
    "cache_creation_input_tokens_above_1hr": "cache_write_1h_tokens",
}
STATUS = '"status": '  # of the Responses API
_WHOLE = re.compile(r"\d{1,10}(?![\d.eE])").match


def _text(value: Any) -> str | None:
    found = value[1:-1] if value.__class__ is str and value[:1] == '"' and "\\" not in value else json_value(value)
    return found if isinstance(found, str) else None


def model(value: Any) -> Mapping[str, Any]:
    """The model, a text as JSON."""
    return {"model": _text(value)}


def provider(value: Any) -> Mapping[str, Any]:
    """The provider, a text as JSON."""
    return {"provider": _text(value)}


def message_format(value: Any) -> Mapping[str, Any]:
    """The provider, where the format of the messages is one's own."""
    name = _text(value)
    return {"system": name} if name in _PROVIDERS else {}


def token_usage(value: Any) -> Mapping[str, Any]:
    """The token counts, by MLflow's names for them."""
    return {COUNTS[name]: count for name, count in json_map(value).items() if name in COUNTS}


def cost(value: Any) -> Mapping[str, Any]:
    """`total_cost`, in US dollars."""
    return {"cost": json_map(value).get("total_cost")}


def inputs(value: Any) -> Mapping[str, Any]:
    """The request: the prompt, and the model where it is named nowhere else."""
    return {"prompt": value, "parameters": value} if value.__class__ is str else {}


def outputs(value: Any) -> Mapping[str, Any]:
    """Of the answer of a provider's API: finish reason, id, reasoning tokens, and the input of an embedding."""
    if value.__class__ is not str or not value.startswith(ANSWERS):
        return {}
    if value.startswith(EMBEDDED):
        return {"input_tokens": _after(value, '"prompt_tokens": ')}
    return {
        "finish_reason": _after(value, '"finish_reason": ')
        or _after(value, '"stop_reason": ')
        or _after(value, STATUS),
        "response_id": _after(value[:MAX_ID], '{"id": '),
        "reasoning_tokens": _after(value, '"reasoning_tokens": '),
    }


def _after(text: str, key: str) -> Any:
    """The text or number after such a key, without parsing the rest. A quote inside a text is escaped, so this finds a
    key and never a word of the answer."""
    place = text.find(key) + len(key)
    if place < len(key):
        return None
    if text[place : place + 1] == '"':
        return text[place + 1 : text.find('"', place + 1)]
    digits = _WHOLE(text, place)
    return int(digits[0]) if digits else None


CONVENTION = Convention(
    name="mlflow",
    title="MLflow tracing",
    source="https://github.com/mlflow/mlflow/blob/master/mlflow/tracing/constant.py",
    facts={},
    kinds={"mlflow.spanType": Kinds(_KINDS | {f'"{name}"': kind for name, kind in _KINDS.items()})},
    unpack={
        "mlflow.llm.model": model,
        "mlflow.llm.provider": provider,
        "mlflow.message.format": message_format,
        "mlflow.chat.tokenUsage": token_usage,
        "mlflow.llm.cost": cost,
        "mlflow.spanInputs": inputs,
        "mlflow.spanOutputs": outputs,
    },
    events=("mlflow.chunk.item.0",),
    marks=("mlflow.spanType", "mlflow.traceRequestId", "mlflow.spanFunctionName"),
    scopes=("mlflow.",),
    genai_names=True,
)
