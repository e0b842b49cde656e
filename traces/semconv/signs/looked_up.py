"""What a search gave: how many documents, how good the best one is, and which."""

from collections.abc import Iterator

from traces.semconv.reading.values import number
from traces.semconv.signs.body import documents_of
from traces.types import Span

LEAST = "aiops.retrieval.min_score"
MOST_NAMED = 10
COUNTS = ("aiops.retrieval.documents", "db.response.returned_rows", "retrieval.documents.count")


def signs(span: Span) -> Iterator[str]:
    if span.status == "error":
        return
    told = documents_of(span)
    count = _count(span, len(told))
    if count is None:
        return
    yield f"documents:{count}"
    scores = [score for _, score in told if score is not None]
    if scores:
        yield f"top_score:{max(scores):.4g}"
        least = number(span.attributes.get(LEAST))
        if least is not None and max(scores) < least:
            yield f"weak:{max(scores):.4g}"
    for name, score in told[:MOST_NAMED]:
        if name:
            yield f"document:{'' if score is None else f'{score:.4g}'} {name}"


def _count(span: Span, documents: int) -> int | None:
    """None where the sender says nothing of documents: unknown is not none."""
    if documents:
        return documents
    declared = next((found for name in COUNTS if (found := number(span.attributes.get(name))) is not None), None)
    if declared is not None:
        return int(declared) if 0 <= declared < 1e9 else None
    return 0 if any(_empty(span.attributes.get(name)) for name in EMPTIES) else None


EMPTIES = (
    "gen_ai.retrieval.documents", "retrieval.documents", "output.value", "traceloop.entity.output",
    "mlflow.spanOutputs", "langfuse.observation.output", "gen_ai.completion",
)  # fmt: skip
NOTHING = frozenset({"[]", '{"documents": []}', '{"documents":[]}', '{"output":[]}', '{"output": []}', "null", "None"})


def _empty(value: object) -> bool:
    """Whether a list of documents was sent and nothing is in it."""
    return value == [] or (isinstance(value, str) and value.strip() in NOTHING)
