"""Reads a span's content when somebody opens it: messages, documents, tool call. Slow paths are welcome here; raising
is not: a value of an unexpected shape is shown as text, or left out.
"""

from traces.semconv.reading import (
    genai,
    genai_events,
    google_adk,
    langfuse,
    langsmith,
    litellm,
    mlflow,
    openinference,
    openllmetry,
    pydantic_ai,
    vercel_legacy,
)
from traces.types import Content, SpanBody, ToolCall

# Each answers with what it recognises; per field the first that is not empty holds.
READERS = (
    langfuse.read,
    langsmith.read,
    litellm.read,
    google_adk.read,
    genai.read,
    genai_events.read,
    openllmetry.read,
    openinference.read,
    vercel_legacy.read,
    pydantic_ai.read,
    mlflow.read,
)
# Of those, the input alone.
ASKED = (
    langfuse.asked,
    langsmith.asked,
    genai.asked,
    genai_events.asked,
    openllmetry.asked,
    openinference.asked,
    vercel_legacy.asked,
    pydantic_ai.asked,
    google_adk.asked,
    mlflow.asked,
)


def content(body: SpanBody) -> Content:
    """What went in, what came out, what was looked up. Never raises. Plain texts stand in where no message does."""
    found = [read(body) for read in READERS]
    input_messages = next((part.input for part in found if part.input), ())
    output_messages = next((part.output for part in found if part.output), ())
    tool = _whole([part.tool for part in found if part.tool])
    tool_result = next((part.tool_result for part in found if part.tool_result), "")
    input_text = next((part.input_text for part in found if part.input_text), "")
    output_text = next((part.output_text for part in found if part.output_text), "")
    return Content(
        input=input_messages,
        output=output_messages,
        documents=next((part.documents for part in found if part.documents), ()),
        tool=tool,
        tool_result=tool_result,
        input_text="" if input_messages or (tool and tool.arguments == input_text) else input_text,
        output_text="" if output_messages or tool_result == output_text else output_text,
    )


def first_text(body: SpanBody) -> str:
    """What a user said first, else the first message with a text, else the input that is no chat. Never raises.

    Out of content(body), but without reading what came out.
    """
    said = next((messages for asked in ASKED if (messages := asked(body))), ())
    if not said:
        return content(body).input_text
    texts = [message.text for message in said if message.text]
    return next((message.text for message in said if message.role == "user" and message.text), "".join(texts[:1]))


def _whole(told: list[ToolCall]) -> ToolCall | None:
    """One call out of what several conventions tell of it: one may name the tool and another its arguments."""
    if not told:
        return None
    name = next((call.name for call in told if call.name), "")
    arguments = next((call.arguments for call in told if call.arguments), "")
    return ToolCall(name, arguments, next((call.id for call in told if call.id), ""))
