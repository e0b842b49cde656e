"""Vercel AI SDK, legacy names: `ai.prompt.messages`, `ai.response.text` and `.toolCalls`, `ai.toolCall.*`."""

import json
from typing import Any

from traces.semconv.finish import normalised
from traces.semconv.reading.answers import asked as request_asked
from traces.semconv.reading.chat import message
from traces.semconv.reading.values import items, maps, parsed, text
from traces.types import Content, Message, SpanBody, ToolCall

SAID = ("ai.response.text", "ai.response.toolCalls", "ai.response.object", "ai.response.reasoning")


def read(body: SpanBody) -> Content:
    given = body.attributes
    tool = None
    if "ai.toolCall.name" in given:
        arguments = text(given.get("ai.toolCall.args"))
        tool = ToolCall(text(given["ai.toolCall.name"]), arguments, text(given.get("ai.toolCall.id")))
    values = given.get("ai.values") or ([given["ai.value"]] if "ai.value" in given else [])
    return Content(
        input=asked(body),
        output=_said(given),
        tool=tool,
        tool_result=_unquoted(given.get("ai.toolCall.result")) if tool else "",
        input_text="\n".join(_unquoted(value) for value in items(values)),
    )


def asked(body: SpanBody) -> tuple[Message, ...]:
    told = body.attributes.get("ai.prompt.messages")
    if told is not None:
        return tuple(_message(item) for item in maps(told))
    prompt = parsed(body.attributes.get("ai.prompt"))
    if not isinstance(prompt, dict):
        return ()
    system = (Message("system", text(prompt["system"])),) if prompt.get("system") else ()
    if prompt.get("messages"):
        return system + request_asked({"messages": [_named(item) for item in maps(prompt["messages"])]})
    return system + ((Message("user", text(prompt["prompt"])),) if prompt.get("prompt") else ())


def _said(given: dict[str, Any]) -> tuple[Message, ...]:
    if not any(name in given for name in SAID):
        return ()
    calls = tuple(
        ToolCall(text(call.get("toolName")), text(call.get("input", call.get("args"))), text(call.get("toolCallId")))
        for call in maps(given.get("ai.response.toolCalls"))
    )
    return (
        Message(
            role="assistant",
            text=text(given.get("ai.response.text") or given.get("ai.response.object")),
            tool_calls=calls,
            finish_reason=normalised(given.get("ai.response.finishReason")) or "",
            reasoning=text(given.get("ai.response.reasoning")),
        ),
    )


def _message(item: dict[str, Any]) -> Message:
    return message(_named(item))


def _named(item: dict[str, Any]) -> dict[str, Any]:
    """Its parts in the words of the other senders."""
    parts = parsed(item.get("content"))
    return item | {"content": [_part(part) for part in parts]} if isinstance(parts, list) else item


def _part(part: Any) -> Any:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind == "tool-call":
        arguments = part.get("input", part.get("args"))
        return {"type": "tool_call", "id": part.get("toolCallId"), "name": part.get("toolName"), "input": arguments}
    if kind == "tool-result":
        output = part.get("output", part.get("result"))
        said = output.get("value", output) if isinstance(output, dict) else output
        return {"type": "tool_result", "id": part.get("toolCallId"), "result": said}
    return part


def _unquoted(value: Any) -> str:
    """Values and results are JSON: a text without its quotes."""
    found = text(value)
    if found[:1] == '"':
        try:
            return text(json.loads(found))
        except ValueError:
            return found
    return found
