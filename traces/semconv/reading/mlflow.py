"""MLflow: `mlflow.spanInputs` and `mlflow.spanOutputs`, JSON of whatever a function was given and gave back; for a
model call, the request and the response of the provider's API."""

import json
from dataclasses import replace
from typing import Any

from traces.semconv.reading import answers
from traces.semconv.reading.chat import instructions, messages
from traces.semconv.reading.values import number, parsed, text
from traces.types import Attributes, Content, Document, Message, SpanBody, ToolCall

SIGNS = {"choices", "output", "stop_reason"}


def read(body: SpanBody) -> Content:
    attributes = body.attributes
    kind = text(attributes.get("mlflow.spanType")).strip('"').upper()
    went_in, came_out = (plain(attributes.get("mlflow.span" + way)) for way in ("Inputs", "Outputs"))
    tool = ToolCall(_name(attributes), went_in) if kind == "TOOL" else None
    return Content(
        input=asked(body),
        output=_answered(attributes.get("mlflow.spanOutputs")),
        documents=_scored(answers.documents(attributes.get("mlflow.spanOutputs"))) if kind == "RETRIEVER" else (),
        tool=tool,
        tool_result=came_out if tool else "",
        input_text="" if tool else went_in,
        output_text="" if tool else came_out,
    )


def asked(body: SpanBody) -> tuple[Message, ...]:
    """The messages of a request: of Chat Completions, Anthropic's (`system` apart) or Responses (`instructions`)."""
    request = parsed(body.attributes.get("mlflow.spanInputs"))
    if not isinstance(request, dict) or "model" not in request:
        return ()
    system = instructions(request.get("instructions") or request.get("system"))
    given = request.get("messages") or request.get("input")
    if isinstance(given, list) and given and all(isinstance(item, str) for item in given):
        return tuple(Message("user", item) for item in given)  # texts to embed
    return system + messages(given)


def plain(value: Any) -> str:
    """A text without its quotes, nothing for null, maps and lists as they are."""
    found = text(value)
    if found[:1] == '"' or found == "null":
        try:
            return text(json.loads(found))
        except ValueError:
            return found
    return found


def _name(attributes: Attributes) -> str:
    return plain(attributes.get("mlflow.spanFunctionName"))


def _answered(value: Any) -> tuple[Message, ...]:
    """Of a provider's API: any other function's result is no conversation."""
    response = parsed(value)
    if not isinstance(response, dict) or not SIGNS & response.keys():
        return ()
    if "stop_reason" in response:  # Anthropic's answer is the message
        return messages([response | {"finish_reason": response["stop_reason"]}], "assistant")
    return answers.answered(response)


def _scored(documents: tuple[Document, ...]) -> tuple[Document, ...]:
    """MLflow has the id and the score among the metadata."""
    return tuple(
        replace(
            document,
            id=document.id or text(document.metadata.get("doc_uri")),
            score=document.score if document.score is not None else number(document.metadata.get("similarity_score")),
        )
        for document in documents
    )
