"""OpenLLMetry: flattened `gen_ai.prompt.N.*` and `gen_ai.completion.N.*`, inputs and outputs of decorated functions,
and results of vector databases as events."""

import json
from typing import Any

from traces.semconv.reading.chat import message
from traces.semconv.reading.values import indexed, number, parsed, text
from traces.types import Attributes, Content, Document, Message, SpanBody, ToolCall


def read(body: SpanBody) -> Content:
    attributes = body.attributes
    kind = attributes.get("traceloop.span.kind")
    went_in, came_out = (_plain(attributes.get("traceloop.entity." + way)) for way in ("input", "output"))
    tool = ToolCall(text(attributes.get("traceloop.entity.name")), went_in) if kind == "tool" else None
    return Content(
        input=asked(body),
        output=_messages(attributes, "gen_ai.completion", "assistant")
        or _messages(attributes, "llm.completions", "assistant"),
        documents=_documents(body),
        tool=tool,
        tool_result=came_out if tool else "",
        input_text="" if tool else went_in,
        output_text="" if tool else came_out,
    )


def asked(body: SpanBody) -> tuple[Message, ...]:
    return _messages(body.attributes, "gen_ai.prompt", "user") or _messages(body.attributes, "llm.prompts", "user")


def _plain(value: Any) -> str:
    """Arguments and results are JSON: a text without its quotes, nothing for null, maps and lists as they are."""
    found = text(value)
    if found[:1] == '"' or found == "null":
        try:
            return text(json.loads(found))
        except ValueError:
            return found
    return found


def _messages(attributes: Attributes, prefix: str, role: str) -> tuple[Message, ...]:
    return tuple(
        message(item | {"tool_calls": indexed(item, "tool_calls")}, role)
        for item in indexed(attributes, prefix)
        if "content" in item or "role" in item or "finish_reason" in item
    )


def _documents(body: SpanBody) -> tuple[Document, ...]:
    found = []
    for event in body.events:
        for prefix in ("db.query.result", "db.search.result"):
            if event.name == prefix:
                given = {name.removeprefix(prefix + "."): value for name, value in event.attributes.items()}
                found.append(_document(given))
    return tuple(found)


def _document(given: dict[str, Any]) -> Document:
    metadata = parsed(given.get("metadata"))
    score = number(given.get("score"))
    return Document(
        id=text(given.get("id")),
        text=text(given.get("document") or given.get("entity")),
        score=score if score is not None else number(given.get("distance")),
        metadata=metadata if isinstance(metadata, dict) else {},
    )
