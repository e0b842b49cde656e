"""OpenTelemetry GenAI before 1.37, and others of that time: messages as events of the span, or in two attributes."""

from traces.semconv.reading.chat import instructions, message, messages
from traces.semconv.reading.values import parsed, text
from traces.types import Attributes, Content, Message, SpanBody, Value

ROLES = {
    "gen_ai.system.message": "system",
    "gen_ai.user.message": "user",
    "gen_ai.assistant.message": "assistant",
    "gen_ai.tool.message": "tool",
}


def read(body: SpanBody) -> Content:
    went_in: list[Message] = []
    came_out: list[Message] = []
    for event in body.events:
        given = _said(event.attributes)
        if event.name in ROLES:
            went_in.append(_message(given, ROLES[event.name]))
        elif event.name == "gen_ai.choice":
            came_out.append(_choice(given))
        else:  # whole conversations: gen_ai.content.prompt, gen_ai.client.inference.operation.details and the like
            went_in += instructions(given.get("gen_ai.system_instructions"))
            went_in += messages(given.get("gen_ai.input.messages") or given.get("gen_ai.prompt"))
            came_out += messages(given.get("gen_ai.output.messages") or given.get("gen_ai.completion"), "assistant")
    return Content(
        input=tuple(went_in) or messages(_attribute(body, "gen_ai.prompt")),
        output=tuple(came_out) or messages(_attribute(body, "gen_ai.completion"), "assistant"),
    )


def asked(body: SpanBody) -> tuple[Message, ...]:
    return read(body).input if body.events else messages(_attribute(body, "gen_ai.prompt"))


def _said(attributes: Attributes) -> Attributes:
    """What the event holds; that of a log record stands in its body."""
    inner = parsed(attributes.get("body"))
    return {**attributes, **inner} if isinstance(inner, dict) else attributes


def _attribute(body: SpanBody, name: str) -> Value:
    """LangSmith puts any function's arguments and result there; it has a reader of its own."""
    return None if "langsmith.span.kind" in body.attributes else body.attributes.get(name)


def _message(given: Attributes, role: str) -> Message:
    """The message stands in the event's attributes, or as JSON in its `content` or `gen_ai.event.content`."""
    whole = parsed(given.get("gen_ai.event.content"))
    if isinstance(whole, dict):
        return message(whole, role)
    item = {"role": role, **given}
    item["tool_call_id"] = item.get("tool_call_id") or (text(item.get("id")) if role == "tool" else "")
    return message(item, role)


def _choice(given: Attributes) -> Message:
    whole = parsed(given.get("gen_ai.event.content"))
    choice = whole if isinstance(whole, dict) else given
    inner = parsed(choice.get("message"))
    item = dict(inner) if isinstance(inner, dict) else {"content": choice.get("message", choice.get("content"))}
    item.setdefault("tool_calls", choice.get("tool_calls"))
    item.setdefault("finish_reason", choice.get("finish_reason"))
    return message(item, "assistant")
