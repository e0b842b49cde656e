"""OpenTelemetry GenAI: messages, documents and tool calls as attributes, each a list or its JSON."""

from traces.semconv.reading.chat import instructions, messages
from traces.semconv.reading.values import maps, number, parsed, text
from traces.types import Attributes, Content, Document, Message, SpanBody, ToolCall

CHATS = ("chat", "text_completion", "generate_content")


def read(body: SpanBody) -> Content:
    attributes = body.attributes
    chats = attributes.get("gen_ai.operation.name") in CHATS  # some put the tools that were asked for on the chat span
    name = "" if chats else text(attributes.get("gen_ai.tool.name"))
    arguments = "" if chats else text(attributes.get("gen_ai.tool.call.arguments"))
    return Content(
        input=asked(body),
        output=messages(attributes.get("gen_ai.output.messages"), "assistant"),
        documents=documents(attributes),
        tool=ToolCall(name, arguments, text(attributes.get("gen_ai.tool.call.id"))) if name or arguments else None,
        tool_result=text(attributes.get("gen_ai.tool.call.result")),
        input_text=text(attributes.get("gen_ai.retrieval.query.text")),
    )


def asked(body: SpanBody) -> tuple[Message, ...]:
    """The instructions first, unless the messages begin with them anyway, as OpenLIT has it."""
    system = instructions(body.attributes.get("gen_ai.system_instructions"))
    given = messages(body.attributes.get("gen_ai.input.messages"))
    said = given and system and (given[0].role, given[0].text) == (system[0].role, system[0].text)
    return given if said else system + given


def documents(attributes: Attributes) -> tuple[Document, ...]:
    return tuple(
        Document(
            id=text(item.get("id")),
            text=text(item.get("content") or item.get("text")),
            score=number(item.get("score")),
            metadata=metadata if isinstance(metadata := parsed(item.get("metadata")), dict) else {},
        )
        for item in maps(attributes.get("gen_ai.retrieval.documents"))
    )
