"""eval_failed, negative_feedback, outcome_failed: they open the case, they do not explain it."""

from collections.abc import Iterator

from traces.analysis.findings.case import Case
from traces.analysis.findings.finding import WHOLE, Hit, Rule
from traces.types import Judged

BAD = frozenset(
    {"bad", "fail", "failed", "no", "false", "incorrect", "down", "thumbs_down", "negative", "hallucinated"}
)
THUMBS = frozenset({"thumbs", "thumb", "feedback", "user_feedback", "rating", "user_rating"})


def eval_failed(case: Case) -> Iterator[Hit]:
    yield from (Hit(i, case.spans[i].name) for i, verdict in case.signs.get("eval", ()) if verdict == "fail")
    place = _places(case)
    for score in case.scores:
        if score.source != "human" and _is_bad(score):
            yield Hit(place.get(score.span, WHOLE), score.name)


def negative(case: Case) -> Iterator[Hit]:
    place = _places(case)
    latest = {(score.name, score.span): score for score in case.scores if score.source == "human"}  # they stand by time
    for score in latest.values():
        if _is_bad(score):
            yield Hit(place.get(score.span, WHOLE), score.label or score.name)


def outcome(case: Case) -> Iterator[Hit]:
    if case.outcome == "failure":
        yield Hit(WHOLE)


def _is_bad(score: Judged) -> bool:
    """A label that says so; of thumbs and ratings also zero and less. Other numbers mean what their sender decides."""
    if score.label and score.label.strip().lower() in BAD:
        return True
    thumbs = score.name.lower() in THUMBS
    return thumbs and score.value is not None and score.value <= 0


def _places(case: Case) -> dict[bytes, int]:
    return {span.span_id: i for i, span in enumerate(case.spans)} if case.scores else {}


RULES = (
    Rule(
        "eval_failed",
        "symptom",
        0.5,
        "An evaluation failed",
        "An evaluator's label, or a score of a rule or a model, is fail, bad, incorrect, no or hallucinated.",
        "{detail} failed it",
        eval_failed,
    ),
    Rule(
        "negative_feedback",
        "symptom",
        0.6,
        "A person was not content",
        "The latest score of a name that a person gave is labelled so, or it is a thumb or rating of zero or less.",
        "a person said: {detail}",
        negative,
    ),
    Rule(
        "outcome_failed",
        "symptom",
        0.7,
        "The outcome was a failure",
        "The business saw a failure of one of the trace's runs.",
        "the business saw a failure afterwards",
        outcome,
    ),
)
