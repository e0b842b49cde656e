"""Messages as maps, in the two shapes in use: OpenTelemetry's parts and the OpenAI API's own."""

from collections.abc import Iterable
from typing import Any

from traces.semconv.finish import normalised
from traces.semconv.reading.values import items, maps, parsed, text
from traces.types import Message, ToolCall

# Kinds of a part that says what a tool answered.
ANSWERS = frozenset({"tool_call_response", "tool_result", "function_call_output", "server_tool_call_response"})


def messages(value: Any, role: str = "user") -> tuple[Message, ...]:
    """Messages from a list of maps or its JSON. `role` is for messages that name none. A plain text is one message."""
    found = parsed(value)
    if isinstance(found, dict) and isinstance(found.get("messages"), list):
        found = found["messages"]
    if found is None:
        return (Message(role, text(value)),) if isinstance(value, str) and value else ()
    return tuple(message(item, role) for item in items(found))


def instructions(value: Any) -> tuple[Message, ...]:
    """System instructions: a list of parts without roles, or a text, as one system message."""
    found = parsed(value)
    if found is None:
        return messages(value, "system")
    read = _parts(found if isinstance(found, list) else [found], "system", {})
    return (read,) if read.text else ()


def message(item: Any, role: str = "user") -> Message:
    """One message. A list of parts may stand under `parts` or `content`; tool calls beside it or among the parts."""
    if not isinstance(item, dict):
        return Message(role, text(item))
    role = text(item.get("role")) or role
    body = item.get("parts", item.get("content"))
    found = parsed(body) if not isinstance(body, str) else _parts_in_text(body)
    if isinstance(found, dict):
        found = [found]
    return _parts(found if found is not None else [body], role, item)


def _parts_in_text(body: str) -> list[Any] | None:
    """Some senders put the list of parts into a string. A text that merely happens to be JSON stays a text."""
    found = parsed(body)
    if isinstance(found, list) and found and all(isinstance(part, dict) and "type" in part for part in found):
        return found
    return None


def _parts(parts: list[Any], role: str, item: dict[str, Any]) -> Message:
    texts: list[str] = []
    reasoning: list[str] = [text(item[name]) for name in ("reasoning", "reasoning_content") if item.get(name)]
    calls = list(tool_calls(item.get("tool_calls")))
    answers = text(item.get("tool_call_id"))
    for part in parts:
        kind = _kind(part)
        if kind in {"tool_call", "tool_use", "function_call", "server_tool_call"}:
            calls.append(tool_call(part))
        elif kind in {"reasoning", "thinking"}:
            reasoning.append(_first(part, "content", "text", "thinking", "summary"))
        elif kind in ANSWERS:
            answers = answers or _first(part, "id", "tool_use_id", "call_id")
            texts.append(_first(part, "response", "result", "content", "output", "server_tool_call_response"))
        else:
            texts.append(_part_text(part, kind))
    return Message(
        role="tool" if role == "user" and _all_answer(parts) else role,
        text="\n".join(piece for piece in texts if piece),
        tool_calls=tuple(calls),
        tool_call_id=answers,
        finish_reason=normalised(item.get("finish_reason")) or "",
        reasoning="\n".join(piece for piece in reasoning if piece),
    )


def _all_answer(parts: list[Any]) -> bool:
    """Whether it is tools that speak: some put what they said into a message of the user."""
    return bool(parts) and all(_kind(part) in ANSWERS for part in parts)


def _kind(part: Any) -> str | None:
    kind = part.get("type") if isinstance(part, dict) else None
    return kind if isinstance(kind, str) else None


def _part_text(part: Any, kind: str | None) -> str:
    if not isinstance(part, dict):
        return text(part)
    if found := _first(part, "content", "text", "input_text", "output_text", "refusal"):
        return found if kind != "blob" else f"[{text(part.get('modality')) or 'data'}]"
    if kind is None:
        return text(part)
    where = _first(part, "uri", "url", "file_id", "image_url")
    return f"[{text(part.get('modality') or kind)} {where}]" if where else f"[{text(kind)}]"


def tool_calls(value: Any) -> Iterable[ToolCall]:
    return (tool_call(item) for item in maps(value))


def tool_call(item: dict[str, Any]) -> ToolCall:
    """A call as `{name, arguments, id}`, also under `function`; arguments as JSON text."""
    inner = item.get("function")
    function = inner if isinstance(inner, dict) else item
    return ToolCall(
        name=_first(function, "name", "tool_name"),
        arguments=_first(function, "arguments", "input", "args", "parameters", "server_tool_call"),
        id=_first(item, "call_id", "id", "tool_call_id"),
    )


def _first(item: dict[str, Any], *names: str) -> str:
    return next((text(item[name]) for name in names if item.get(name) not in (None, "")), "")
