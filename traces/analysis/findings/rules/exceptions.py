"""exception_origin: where an error began, not where it was seen last."""

from collections.abc import Iterator

from traces.analysis.findings.case import Case
from traces.analysis.findings.finding import Hit, Rule


def origin(case: Case) -> Iterator[Hit]:
    for i in case.origins:
        yield Hit(i, short(case.spans[i].error_type))
    failing = set(case.failing)
    for i, kind in case.signs.get("raised", ()):
        if i not in failing:
            yield Hit(i, short(kind))


def short(error_type: str | None) -> str:
    """`openai.RateLimitError` -> `RateLimitError`; unknown -> "an error"."""
    name = (error_type or "").rpartition(".")[2]
    return "an error" if name in {"", "_OTHER"} else name


RULES = (
    Rule(
        "exception_origin",
        "failure",
        0.8,
        "An error was raised",
        "A span has error status, or an exception was recorded on it, and no failing child of it has the same type and"
        " message. Ancestors with the same only passed it on.",
        "{span} failed with {detail}",
        origin,
    ),
)
