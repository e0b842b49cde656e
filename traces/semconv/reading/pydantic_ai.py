"""Pydantic AI and Logfire: what GenAI has no names for, and their own names from before GenAI had any.

`events` and `all_messages_events` are events of GenAI 1.36 in one list of JSON; `request_data` and `response_data` are
the bodies of the provider's API.
"""

from typing import Any

from traces.semconv.reading.chat import message, messages
from traces.semconv.reading.values import maps, parsed, text
from traces.types import Attributes, Content, Message, SpanBody, ToolCall

ANSWERS = ("gen_ai.choice", "gen_ai.assistant.message")


def read(body: SpanBody) -> Content:
    attributes = body.attributes
    arguments, result = text(attributes.get("tool_arguments")), text(attributes.get("tool_response"))
    events = _events(attributes)
    response = parsed(attributes.get("response_data"))
    said = response.get("message") if isinstance(response, dict) else None
    whole = messages(attributes.get("pydantic_ai.all_messages"))
    return Content(
        input=asked(body),
        output=_said(events) or (messages([said], "assistant") if isinstance(said, dict) else ()) or _last(whole),
        tool=ToolCall(text(attributes.get("gen_ai.tool.name")), arguments) if arguments else None,
        tool_result=result if "gen_ai.tool.name" in attributes else "",
        input_text=text(attributes.get("inputs")) if "inputs_count" in attributes else "",
        output_text=text(attributes.get("final_result")) if "agent_name" in attributes else "",
    )


def asked(body: SpanBody) -> tuple[Message, ...]:
    attributes = body.attributes
    events = _events(attributes)
    if events:
        said = len(_said(events))
        return tuple(_event(item) for item in (events[:-said] if said else events))
    whole = messages(attributes.get("pydantic_ai.all_messages"))
    request = parsed(attributes.get("request_data"))
    given = request.get("messages") if isinstance(request, dict) else None
    return (whole[:-1] if _last(whole) else whole) or (messages(given) if isinstance(given, list) else ())


def _events(attributes: Attributes) -> list[dict[str, Any]]:
    found = maps(attributes.get("events")) or maps(attributes.get("all_messages_events"))
    return found if found and all("event.name" in item for item in found) else []


def _said(events: list[dict[str, Any]]) -> tuple[Message, ...]:
    """What stands last and is the model's: the answer."""
    last = events[-1:] if events and events[-1]["event.name"] in ANSWERS else []
    return tuple(_event(item) for item in last)


def _event(item: dict[str, Any]) -> Message:
    inner = item.get("message")
    given = inner if isinstance(inner, dict) else item
    role = {"gen_ai.choice": "assistant"}.get(str(item["event.name"]), text(item.get("role")) or "user")
    called = {"tool_call_id": item["id"]} if role == "tool" and item.get("id") else {}
    return message(called | given, role)


def _last(whole: tuple[Message, ...]) -> tuple[Message, ...]:
    return whole[-1:] if whole and whole[-1].role == "assistant" else ()
