"""Anthropic's messages: a question as JSON, JSON as answer. A form is asked for as a tool that must be called."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from costs.pricing.rates import Tokens
from traces.semconv.finish import normalised
from workflows.engine.providers.asking import Answer, Endpoint, Message, Question, Tool, ToolCall
from workflows.engine.providers.usage import tokens_of

Json = dict[str, Any]
MESSAGES = "/messages"
VERSION = "2023-06-01"
FORM = "answer"  # the tool that stands for the form


def headers(endpoint: Endpoint) -> dict[str, str]:
    return {"x-api-key": endpoint.key, "anthropic-version": VERSION}


def body(_: Endpoint, question: Question) -> Json:
    system = "\n\n".join(str(each["content"]) for each in question.messages if each["role"] == "system")
    said: Json = {
        "model": question.model,
        "max_tokens": question.max_tokens,
        "messages": list(_messages(question.messages)),
    }
    if system:
        said["system"] = system
    if question.temperature is not None:
        said["temperature"] = question.temperature
    if question.stop:
        said["stop_sequences"] = list(question.stop)
    tools = list(question.tools)
    if question.schema is not None:
        tools.append(Tool(FORM, "Give the answer in this form.", question.schema))
    if tools:
        said["tools"] = [
            {"name": each.name, "description": each.description, "input_schema": dict(each.parameters)}
            for each in tools
        ]
        said["tool_choice"] = _choice(FORM if question.schema is not None else question.tool_choice)
    return said


def _choice(choice: str) -> Json:
    kinds = {"auto": "auto", "none": "none", "required": "any"}
    return {"type": kinds[choice]} if choice in kinds else {"type": "tool", "name": choice}


def _messages(messages: Sequence[Message]) -> Iterator[Json]:
    for each in messages:
        if each["role"] == "tool":
            result = {"type": "tool_result", "tool_use_id": each.get("tool_call_id", ""), "content": each["content"]}
            yield {"role": "user", "content": [result]}
        elif each.get("tool_calls"):
            uses = [
                {"type": "tool_use", "id": call.id, "name": call.name, "input": call.arguments or {}}
                for call in each["tool_calls"]
            ]
            text = [{"type": "text", "text": each["content"]}] if each.get("content") else []
            yield {"role": "assistant", "content": [*text, *uses]}
        elif each["role"] != "system":
            yield {"role": each["role"], "content": each["content"]}


def answer(told: Mapping[str, Any]) -> Answer:
    """Raises KeyError, TypeError or AttributeError for what is none."""
    parts = told["content"]
    text = "".join(str(part["text"]) for part in parts if part["type"] == "text")
    calls = [
        ToolCall(str(part["id"]), str(part["name"]), part["input"], json.dumps(part["input"]))
        for part in parts
        if part["type"] == "tool_use"
    ]
    form = next((call for call in calls if call.name == FORM), None)
    finish = normalised(told.get("stop_reason"))
    return Answer(
        text=form.raw if form else text,
        model=str(told.get("model") or ""),
        id=str(told.get("id") or ""),
        tool_calls=tuple(call for call in calls if call is not form),
        finish="stop" if form and finish == "tool_calls" else finish,
        tokens=usage(told),
        tier=(told.get("usage") or {}).get("service_tier"),
    )


def usage(told: Mapping[str, Any]) -> Tokens | None:
    """Its input is what was neither read from the cache nor written to it."""
    return tokens_of(told.get("usage"), input_has_cache=False)
