"""LangChain's own ways of writing a message or document down: `{"lc": 1, "kwargs": {...}}` where something dumps it,
`{"type": ..., "data": {...}}` where OpenInference passes it on in `output.value`.
"""

from typing import Any

from traces.semconv.reading.values import maps, parsed, text

ROLES = {"human": "user", "ai": "assistant", "AIMessageChunk": "assistant"}
TYPES = frozenset({*ROLES, "system", "tool", "function", "chat"})


def inner(one: Any) -> Any:
    """What an object holds; anything that is not so wrapped as it is.

    >>> inner({"lc": 1, "kwargs": {"content": "Hi"}}), inner({"type": "ai", "data": {"content": "Hi"}}), inner("Hi")
    ({'content': 'Hi'}, {'content': 'Hi'}, 'Hi')
    """
    if not isinstance(one, dict):
        return one
    held = one.get("kwargs") if one.get("lc") == 1 else one.get("data") if _is_type(one.get("type")) else None
    return held if isinstance(held, dict) else one


def _is_type(kind: Any) -> bool:
    return isinstance(kind, str) and kind in TYPES


def message_text(value: Any) -> str:
    """The text of a message that is wrapped; "" for anything else."""
    content = _held(value).get("content")
    parts = maps(content) if isinstance(content, list) else []
    return "\n".join(text(part.get("text")) for part in parts if part.get("text")) or text(content)


def answered_call(value: Any) -> str:
    """The id of the call that a tool's message answers."""
    return text(_held(value).get("tool_call_id"))


def _held(value: Any) -> dict[str, Any]:
    """What a wrapped object holds; nothing of one that is not wrapped."""
    found = parsed(value)
    held = inner(found)
    return held if isinstance(held, dict) and held is not found else {}
