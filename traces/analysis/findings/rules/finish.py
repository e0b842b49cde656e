"""truncated_output, content_filtered, refusal: how the model stopped."""

from collections.abc import Iterator

from traces.analysis.findings import words
from traces.analysis.findings.case import Case
from traces.analysis.findings.finding import Hit, Rule

NOT_LAST = " (not the last answer)"


def truncated(case: Case) -> Iterator[Hit]:
    """Cut answers that feed the output: the last call's, and those no later call of the same name replaced. What let
    the last one through is the guardrail after it."""
    last = {(case.parents[i], case.spans[i].name): i for i in case.generations}  # the latest of each name
    for i in case.generations:
        span = case.spans[i]
        if span.finish_reason == "length" and (i == case.final or last[case.parents[i], span.name] == i):
            yield Hit(i, "", _let_through(case, i)) if i == case.final else Hit(i, NOT_LAST)


def _let_through(case: Case, i: int) -> tuple[tuple[int, str], ...]:
    after = [
        j for j in case.children[case.parents[i]]
        if case.spans[j].kind == "guardrail" and case.spans[j].start_ns >= case.spans[i].end_ns
    ]  # fmt: skip
    return tuple((j, "let_through") for j in after if case.sign("guardrail", j) != "block")[:3]


def filtered(case: Case) -> Iterator[Hit]:
    seen = {i for i in case.generations if case.spans[i].finish_reason == "content_filter"}
    seen |= {i for i in case.origins if words.tells(case, i, words.FILTERED)}
    refused = {i for i, _ in case.signs.get("refused", ())}
    yield from (Hit(i) for i in sorted(seen - refused))


def refusal(case: Case) -> Iterator[Hit]:
    yield from (Hit(i) for i, _ in case.signs.get("refused", ()))


RULES = (
    Rule(
        "truncated_output",
        "failure",
        0.75,
        "Answer was cut off",
        "Finish reason `length` (`max_tokens` and its like) on a model call that feeds the output: the last one, or one"
        " that no later call under the same parent repeats.",
        "{span} stopped at its token limit{detail}",
        truncated,
    ),
    Rule(
        "content_filtered",
        "failure",
        0.8,
        "A content filter stepped in",
        "Finish reason `content_filter` (`safety` and its like), or an error that says so.",
        "{span} was stopped by a content filter",
        filtered,
    ),
    Rule(
        "refusal",
        "failure",
        0.6,
        "The model declined",
        "The answer has a refusal where the text should be.",
        "{span} declined to answer",
        refusal,
        follows=("empty_retrieval", "weak_retrieval", "tool_error"),
    ),
)
