"""OpenInference: everything flattened, `llm.input_messages.N.message.*`, `retrieval.documents.N.document.*`."""

from typing import Any

from traces.semconv.finish import normalised
from traces.semconv.reading import answers, langchain
from traces.semconv.reading.values import indexed, number, parsed, text
from traces.types import Attributes, Content, Document, Message, SpanBody, ToolCall


def read(body: SpanBody) -> Content:
    attributes = body.attributes
    went_in, came_out = text(attributes.get("input.value")), text(attributes.get("output.value"))
    came_out = langchain.message_text(came_out) or came_out
    tool = _tool(attributes, went_in)
    return Content(
        input=asked(body),
        output=_finished(_messages(attributes, "llm.output_messages"), attributes)
        or _texts(attributes, "llm.choices", "completion.text", "assistant"),
        documents=_documents(attributes, "retrieval.documents") or _documents(attributes, "reranker.output_documents"),
        tool=tool,
        tool_result=came_out if tool else "",
        input_text=went_in or _embedded(attributes) or text(attributes.get("reranker.query")),
        output_text=came_out,
    )


def asked(body: SpanBody) -> tuple[Message, ...]:
    return _messages(body.attributes, "llm.input_messages") or _texts(
        body.attributes, "llm.prompts", "prompt.text", "user"
    )


def _tool(attributes: Attributes, went_in: str) -> ToolCall | None:
    if str(attributes.get("openinference.span.kind")).upper() != "TOOL":
        return None
    name = text(attributes.get("tool.name"))
    called = text(attributes.get("tool.id")) or langchain.answered_call(attributes.get("output.value"))
    return ToolCall(name, went_in or text(attributes.get("tool.parameters")), called)


def _messages(attributes: Attributes, prefix: str) -> tuple[Message, ...]:
    """Messages that say nothing are left out: a call that failed leaves an empty answer."""
    found = (_message(item) for item in indexed(attributes, prefix))
    return tuple(message for message in found if message.text or message.tool_calls or message.reasoning)


def _message(item: dict[str, Any]) -> Message:
    parts = indexed(item, "message.contents")
    texts = [text(item.get("message.content")), *(_part(part) for part in parts if not _thinks(part))]
    calls = [_call(call) for call in indexed(item, "message.tool_calls")]
    if name := text(item.get("message.function_call_name")):
        calls.append(ToolCall(name, text(item.get("message.function_call_arguments_json"))))
    role = text(item.get("message.role")) or "user"
    return Message(
        role=langchain.ROLES.get(role, role),
        text="\n".join(piece for piece in texts if piece),
        tool_calls=tuple(calls),
        tool_call_id=text(item.get("message.tool_call_id")),
        reasoning="\n".join(_part(part) for part in parts if _thinks(part)),
    )


def _thinks(part: dict[str, Any]) -> bool:
    return part.get("message_content.type") == "reasoning"


def _part(part: dict[str, Any]) -> str:
    if found := text(part.get("message_content.text")):
        return found
    kind = text(part.get("message_content.type")) or "content"
    media = ("image.image.url", "audio.audio.url", "video.video.url", "document.document.url")
    where = next((text(url) for medium in media if (url := part.get("message_content." + medium))), "")
    return f"[{kind} {where}]" if where and not where.startswith("data:") else f"[{kind}]"


def _call(call: dict[str, Any]) -> ToolCall:
    return ToolCall(
        name=text(call.get("tool_call.function.name")),
        arguments=text(call.get("tool_call.function.arguments")),
        id=text(call.get("tool_call.id")),
    )


def _finished(messages: tuple[Message, ...], attributes: Attributes) -> tuple[Message, ...]:
    """The span has one finish reason; it is that of the last message."""
    reason = normalised(attributes.get("llm.finish_reason"))
    if not messages or not reason:
        return messages
    last = messages[-1]
    ended = Message(last.role, last.text, last.tool_calls, last.tool_call_id, reason, last.reasoning)
    return (*messages[:-1], ended)


def _texts(attributes: Attributes, prefix: str, name: str, role: str) -> tuple[Message, ...]:
    return tuple(Message(role, text(item[name])) for item in indexed(attributes, prefix) if item.get(name))


def _documents(attributes: Attributes, prefix: str) -> tuple[Document, ...]:
    found = []
    items = indexed(attributes, prefix)
    dumped = answers.documents(attributes.get("output.value")) if prefix == "retrieval.documents" else ()
    ids = [each.id for each in dumped] if len(dumped) == len(items) else [""] * len(items)
    for item, named in zip(items, ids, strict=True):
        metadata = parsed(item.get("document.metadata"))
        found.append(
            Document(
                id=text(item.get("document.id")) or named,
                text=text(item.get("document.content")),
                score=number(item.get("document.score")),
                metadata=metadata if isinstance(metadata, dict) else {},
            )
        )
    return tuple(found)


def _embedded(attributes: Attributes) -> str:
    texts = (text(item.get("embedding.text")) for item in indexed(attributes, "embedding.embeddings"))
    return "\n".join(piece for piece in texts if piece)
