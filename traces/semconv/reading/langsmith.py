"""LangSmith: `gen_ai.prompt` and `gen_ai.completion` are what a function was given and returned, as JSON."""

from traces.semconv.reading.answers import answered, documents, result
from traces.semconv.reading.answers import asked as messages_asked
from traces.semconv.reading.values import text
from traces.types import Content, Message, SpanBody, ToolCall

KIND = "langsmith.span.kind"


def read(body: SpanBody) -> Content:
    given = body.attributes
    went_in, came_out = given.get("gen_ai.prompt"), given.get("gen_ai.completion")
    kind = given.get(KIND)
    if kind is None:
        return Content()
    if kind == "llm":
        return Content(input=asked(body), output=answered(came_out))
    if kind == "tool":
        name, call_id = text(given.get("gen_ai.tool.name")), text(given.get("gen_ai.tool.call.id"))
        return Content(tool=ToolCall(name, text(went_in), call_id), tool_result=result(came_out))
    found = documents(came_out) if kind == "retriever" else ()
    return Content(documents=found, input_text=text(went_in), output_text="" if found else result(came_out))


def asked(body: SpanBody) -> tuple[Message, ...]:
    return messages_asked(body.attributes.get("gen_ai.prompt")) if body.attributes.get(KIND) == "llm" else ()
