"""LangChain's own way of writing a message or document down, as OpenInference passes it on in `output.value`."""

from typing import Any

from traces.semconv.reading.values import maps, parsed, text

TYPES = frozenset({"ai", "human", "system", "tool", "function", "chat"})


def message_text(value: Any) -> str:
    """The text of a message written down as `{"type": ..., "data": {"content": ...}}`; "" for anything else."""
    found = parsed(value)
    data = found.get("data") if isinstance(found, dict) and found.get("type") in TYPES else None
    if not isinstance(data, dict) or "content" not in data:
        return ""
    parts = maps(data["content"]) if isinstance(data["content"], list) else []
    return "\n".join(text(part.get("text")) for part in parts if part.get("text")) or text(data["content"])


def answered_call(value: Any) -> str:
    """The id of the call that a tool's message answers."""
    found = parsed(value)
    data = found.get("data") if isinstance(found, dict) else None
    return text(data.get("tool_call_id")) if isinstance(data, dict) else ""


def document_ids(value: Any) -> list[str]:
    """The ids of `{"documents": [{"id": ...}]}`, in order."""
    found = parsed(value)
    return [text(item.get("id")) for item in maps(found.get("documents"))] if isinstance(found, dict) else []
