"""Signs: what a span says of how it went that no column has, as short words `code` or `code:value`.

They are read once, when the span arrives, so that the causes of a failure can be told later without its body. A plain
span that went well has none, but the hash of a short answer. docs/reference/findings.md lists them all.
"""

from collections.abc import Iterable

from traces.semconv.signs import asked, errors, limits, looked_up, said, verdicts
from traces.semconv.storable import storable
from traces.types import Span

MOST = 16  # of one span
MOST_CHARS = 200  # of one sign
CODES = {  # code -> what its value is
    "http": "the status of an answer, from 400 on",
    "message": "what the error says, without numbers, ids and quotations, so that equal failures read alike",
    "raised": "the type of an exception that was recorded on a span which did not fail",
    "timeout": "the declared limit in milliseconds, where the span took 98 % of it or more",
    "context": "input tokens as a share of the declared context window, from 0.95 on",
    "dropped": "how many messages were left out to fit the window",
    "documents": "how many documents a search or a reranker gave",
    "top_score": "the best score among them",
    "document": "the score and the name (id, else source) of each of the first ten",
    "weak": "the best score, where it is under the declared `aiops.retrieval.min_score`",
    "said": "a hash of the answer, without its case and spaces: equal answers are known by it",
    "asks": "a tool that the model asked for",
    "unknown_tool": "a tool that the model asked for and that was not among those declared to it",
    "bad_args": "a tool whose arguments, as the model wrote them, do not fit its declared schema",
    "failed_result": "nothing more: the result of a tool tells of an error although the span did not fail",
    "refused": "nothing more: the model declined to answer",
    "bad_output": "what is wrong with an output that was declared to be JSON",
    "empty": "nothing more: an answer without text and without a tool call",
    "guardrail": "what a guardrail found: block, flag or pass",
    "confidence": "how sure the model was, where it is under `aiops.confidence.threshold` (0.5 without one)",
    "fallback": "the rung of the fallback ladder that answered, from 1 on",
    "stale": "nothing more: what a cache gave was older than its source",
    "eval": "fail, where an evaluator failed the answer",
}


def fill(span: Span) -> None:
    """Sets `span.signs`. Never raises, whatever the attributes hold."""
    found: list[str] = []
    if span.status == "error" or span.events:
        found += errors.signs(span)
    read = READERS.get(span.kind)
    if read is not None:
        found += read(span)
    told = span.attributes.keys()
    if not told.isdisjoint(limits.DECLARED):  # probes cost less than a look at each attribute of the span
        found += limits.signs(span)
    if not told.isdisjoint(verdicts.TOLD):
        found += verdicts.signs(span)
    if found:
        span.signs = _short(found)


READERS = {
    "llm": said.signs,
    "agent": said.whole,
    "workflow": said.whole,
    "tool": asked.of_tool,
    "retriever": looked_up.signs,
    "reranker": looked_up.signs,
}


def _short(found: Iterable[str]) -> list[str]:
    return [storable(each)[:MOST_CHARS] for each in dict.fromkeys(found)][:MOST]
