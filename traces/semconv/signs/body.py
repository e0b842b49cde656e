"""What a span that just arrived gave out, read as its body is read later; the commonest conventions without asking all
others first, for this is on the way of every span that called a tool or searched."""

from typing import Any

import orjson

from traces.semconv.reading import READERS, content, langfuse, openinference
from traces.semconv.reading.chat import messages
from traces.semconv.reading.values import number
from traces.types import Message, Span, SpanBody

OUTPUT, DOCUMENTS = "gen_ai.output.messages", "gen_ai.retrieval.documents"
FLAT_OUTPUT = "llm.output_messages.0.message.role"
FLAT_DOCUMENTS = ("retrieval.documents.", "reranker.output_documents.")
DOCUMENT, SCORE, ID = ".document.", ".document.score", ".document.id"
SOURCES = ("source", "file_name", "title", "url")  # of metadata: what stands in for an id
# Where other conventions put the documents of a search, as one value.
NESTED = frozenset({
    "langfuse.observation.output", "traceloop.entity.output", "gen_ai.completion", "mlflow.spanOutputs", "output.value",
})  # fmt: skip


def body_of(span: Span) -> SpanBody:
    return SpanBody(
        attributes=span.attributes,
        events=tuple(span.events),
        links=(),
        resource=span.resource,
        scope=span.scope,
        status_message=span.status_message,
        otel_kind=span.otel_kind,
    )


def output_of(span: Span) -> tuple[Message, ...]:
    if OUTPUT in span.attributes:
        return messages(span.attributes[OUTPUT], "assistant")
    if FLAT_OUTPUT in span.attributes:
        return openinference.read(body_of(span)).output
    body = body_of(span)
    if langfuse.OUTPUT in span.attributes and (output := langfuse.said(body)):
        return output
    return next((output for read in READERS if (output := read(body).output)), ())


Found = tuple[str, float | None]


def documents_of(span: Span) -> list[Found]:
    """Of each document that a search gave: what it is called ("" where nothing says so), and its score."""
    told = span.attributes.get(DOCUMENTS)
    if told.__class__ is str:
        try:
            told = orjson.loads(told)
        except ValueError:
            told = None
    if isinstance(told, list):
        return [
            (_named(each.get("id"), each.get("metadata")), number(each.get("score")))
            for each in told
            if isinstance(each, dict)
        ]
    flat = _flat(span)
    if flat and (all(name for name, _ in flat) or "output.value" not in span.attributes):
        return flat
    if not flat and not (NESTED & span.attributes.keys()):
        return []
    found = content(body_of(span)).documents
    return [(_named(each.id, each.metadata), each.score) for each in found] or flat


def _named(number_or_name: Any, metadata: Any) -> str:
    """Its id, else where it is from."""
    if number_or_name not in {None, ""} and number_or_name.__class__ in {str, int}:
        return str(number_or_name)
    if not isinstance(metadata, dict):
        return ""
    return next((told for name in SOURCES if (told := metadata.get(name)).__class__ is str and told), "")


def _flat(span: Span) -> list[Found]:
    """Of OpenInference: one attribute for each field of each document."""
    numbers: dict[str, float | None] = {}
    names: dict[str, str] = {}
    for name, value in span.attributes.items():
        if name.startswith(FLAT_DOCUMENTS):
            place = name.rpartition(DOCUMENT)[0]
            if name.endswith(SCORE):
                numbers[place] = number(value)
            else:
                numbers.setdefault(place, None)
                if name.endswith(ID):
                    names[place] = _named(value, None)
    return [(names.get(place, ""), score) for place, score in numbers.items()]
