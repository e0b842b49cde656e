"""Langfuse: input and output as JSON, whatever the observation is."""

from traces.semconv.reading.answers import answered, documents, result
from traces.semconv.reading.answers import asked as messages_asked
from traces.semconv.reading.values import text
from traces.types import Content, Message, SpanBody, ToolCall

CALLS = ("generation",)
INPUT, OUTPUT = "langfuse.observation.input", "langfuse.observation.output"


def read(body: SpanBody) -> Content:
    kind = body.attributes.get("langfuse.observation.type")
    went_in, came_out = body.attributes.get(INPUT), body.attributes.get(OUTPUT)
    if kind in CALLS:
        return Content(input=asked(body), output=said(body))
    if kind == "tool":
        return Content(tool=ToolCall("", text(went_in)), tool_result=result(came_out))
    found = documents(came_out) if kind == "retriever" else ()
    return Content(documents=found, input_text=text(went_in), output_text="" if found else text(came_out))


def asked(body: SpanBody) -> tuple[Message, ...]:
    if body.attributes.get("langfuse.observation.type") not in CALLS:
        return ()
    return messages_asked(body.attributes.get(INPUT))


def said(body: SpanBody) -> tuple[Message, ...]:
    """Of a model call, what came out."""
    return answered(body.attributes.get(OUTPUT)) if body.attributes.get("langfuse.observation.type") in CALLS else ()
