"""What a span that just arrived gave out, read as its body is read later; the commonest conventions without asking all
others first, for this is on the way of every span that called a tool or searched."""

import orjson

from traces.semconv.reading import READERS, content, langfuse, openinference
from traces.semconv.reading.chat import messages
from traces.semconv.reading.values import number
from traces.types import Message, Span, SpanBody

OUTPUT, DOCUMENTS = "gen_ai.output.messages", "gen_ai.retrieval.documents"
FLAT_OUTPUT = "llm.output_messages.0.message.role"
FLAT_DOCUMENTS = ("retrieval.documents.", "reranker.output_documents.")
DOCUMENT, SCORE = ".document.", ".document.score"
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


def scores_of(span: Span) -> list[float | None]:
    """The score of each document that a search gave."""
    told = span.attributes.get(DOCUMENTS)
    if told.__class__ is str:
        try:
            told = orjson.loads(told)
        except ValueError:
            told = None
    if isinstance(told, list):
        return [number(each.get("score")) for each in told if isinstance(each, dict)]
    flat = _flat(span)
    if flat or not (NESTED & span.attributes.keys()):
        return flat
    return [each.score for each in content(body_of(span)).documents]


def _flat(span: Span) -> list[float | None]:
    """Of OpenInference: one attribute for each field of each document."""
    numbers: dict[str, float | None] = {}
    for name, value in span.attributes.items():
        if name.startswith(FLAT_DOCUMENTS):
            place = name.rpartition(DOCUMENT)[0]
            if name.endswith(SCORE):
                numbers[place] = number(value)
            else:
                numbers.setdefault(place, None)
    return list(numbers.values())
