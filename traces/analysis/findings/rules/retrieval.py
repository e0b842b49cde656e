"""empty_retrieval, weak_retrieval: what the answer could be based on."""

from collections.abc import Iterator

from traces.analysis.findings.case import Case
from traces.analysis.findings.finding import Hit, Rule
from traces.analysis.tree import NONE


def empty(case: Case) -> Iterator[Hit]:
    """Searches without a document; a reranker that dropped all it was given. Parts of a search that found something
    are its own business."""
    told = case.signs.get("documents", ())
    counts = {i for i, _ in told}
    below = bytearray(len(case.spans))  # whether a span above tells of documents; parents come first
    for i, above in enumerate(case.parents):
        below[i] = above != NONE and (below[above] or above in counts)
    for i, n in told:
        if n == "0" and not below[i]:
            detail = "kept none of the documents it was given" if case.spans[i].kind == "reranker" else "found nothing"
            yield Hit(i, detail)


def weak(case: Case) -> Iterator[Hit]:
    yield from (Hit(i, score) for i, score in case.signs.get("weak", ()))


RULES = (
    Rule(
        "empty_retrieval",
        "weakness",
        0.7,
        "Nothing was found",
        "A search gave 0 documents, or a reranker kept none of what it was given.",
        "{span} {detail}",
        empty,
    ),
    Rule(
        "weak_retrieval",
        "weakness",
        0.5,
        "What was found fits badly",
        "The best score of a search is under the threshold that the service declares (`aiops.retrieval.min_score`).",
        "{span} found nothing better than a score of {detail}",
        weak,
    ),
)
