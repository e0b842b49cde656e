"""LiteLLM: GenAI's messages, whose tool calls stand in attributes of their own."""

from dataclasses import replace

from traces.semconv.reading.chat import messages
from traces.semconv.reading.values import indexed, text
from traces.types import Content, Message, SpanBody, ToolCall


def read(body: SpanBody) -> Content:
    """Nothing where the answer asks for no tool: GenAI's reader has it then."""
    calls = tuple(
        ToolCall(text(item.get("function_call.name")), text(item.get("function_call.arguments")))
        for item in indexed(body.attributes, "gen_ai.completion")
        if "function_call.name" in item
    )
    said = messages(body.attributes.get("gen_ai.output.messages"), "assistant")
    if not calls or any(message.tool_calls for message in said):
        return Content()
    first, *rest = said or (Message("assistant", ""),)
    return Content(output=(replace(first, tool_calls=calls), *rest))
