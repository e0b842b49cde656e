"""Google's ADK: request and response of a model as JSON in Gemini's shape, a tool's arguments and its response."""

from typing import Any

from traces.semconv.finish import normalised
from traces.semconv.reading.chat import messages
from traces.semconv.reading.values import maps, parsed, text
from traces.types import Content, Message, SpanBody, ToolCall

ROLES = {"model": "assistant"}
PREFIX = "gcp.vertex.agent."


def read(body: SpanBody) -> Content:
    attributes = body.attributes
    arguments = text(attributes.get(PREFIX + "tool_call_args"))
    result = text(attributes.get(PREFIX + "tool_response"))
    tool = (
        ToolCall(text(attributes.get("gen_ai.tool.name")), arguments)
        if PREFIX + "tool_response" in attributes
        else None
    )
    response = parsed(attributes.get(PREFIX + "llm_response"))
    return Content(
        input=asked(body),
        output=_answered(response) if isinstance(response, dict) else _whole(body),
        tool=tool,
        tool_result=result if tool else "",
    )


def asked(body: SpanBody) -> tuple[Message, ...]:
    request = parsed(body.attributes.get(PREFIX + "llm_request"))
    if not isinstance(request, dict):
        return ()
    config = request.get("config")
    system = text(config.get("system_instruction")) if isinstance(config, dict) else ""
    told = (Message("system", system),) if system else ()
    return told + tuple(_message(item) for item in maps(request.get("contents")))


def _whole(body: SpanBody) -> tuple[Message, ...]:
    """Of a streamed answer, told in pieces and then whole, the whole."""
    if body.scope.name != "gcp.vertex.agent":
        return ()
    told = messages(body.attributes.get("gen_ai.output.messages"), "assistant")
    pieces = "".join(message.text for message in told[:-1])
    return told[-1:] if pieces and told[-1].text == pieces else told


def _answered(response: dict[str, Any]) -> tuple[Message, ...]:
    content = response.get("content")
    if not isinstance(content, dict):
        return ()
    return (_message(content, normalised(response.get("finish_reason")) or ""),)


def _message(content: dict[str, Any], finish: str = "") -> Message:
    texts, reasoning, calls, answers = [], [], [], ""
    role = text(content.get("role")) or "user"
    for part in maps(content.get("parts")):
        if isinstance(call := part.get("function_call"), dict):
            calls.append(ToolCall(text(call.get("name")), text(call.get("args")), text(call.get("id"))))
        elif isinstance(told := part.get("function_response"), dict):
            texts.append(text(told.get("response")))
            answers, role = text(told.get("id")), "tool"
        elif part.get("thought") is True:
            reasoning.append(text(part.get("text")))
        else:
            texts.append(text(part["text"]) if "text" in part else text(part))
    return Message(
        role=ROLES.get(role, role),
        text="\n".join(piece for piece in texts if piece),
        tool_calls=tuple(calls),
        tool_call_id=answers,
        finish_reason=finish,
        reasoning="\n".join(piece for piece in reasoning if piece),
    )
