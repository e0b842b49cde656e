"""One of the two conventions that runs are made with, without the other."""

from dataclasses import replace

from aiops.demo.runs import SimSpan

OPENINFERENCE = (
    "openinference.", "llm.", "embedding.", "retrieval.", "reranker.", "tool.", "input.", "output.",
)  # fmt: skip
GENAI = ("gen_ai.",)


def genai(span: SimSpan) -> SimSpan:
    return without(span, OPENINFERENCE)


def openinference(span: SimSpan) -> SimSpan:
    return without(span, GENAI)


def without(span: SimSpan, prefixes: tuple[str, ...]) -> SimSpan:
    kept = {name: value for name, value in span.attributes.items() if not name.startswith(prefixes)}
    return replace(span, attributes=kept)
