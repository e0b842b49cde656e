"""timeout, cancelled."""

from collections.abc import Iterator

from traces.analysis.findings import words
from traces.analysis.findings.case import Case
from traces.analysis.findings.finding import Hit, Rule


def timeout(case: Case) -> Iterator[Hit]:
    named = [i for i in case.origins if words.tells(case, i, words.TIMEOUT) or words.status(case, i) in {408, 504}]
    for i in named:
        yield Hit(i)
    failing, seen = set(case.failing), set(named)
    for i, limit in case.signs.get("timeout", ()):
        if i not in seen and (i in failing or not case.children[i]):
            yield Hit(i, f" of {int(limit) / 1000:g} s" if limit.isdigit() else "")


def cancelled(case: Case) -> Iterator[Hit]:
    for i in case.origins:
        if words.tells(case, i, words.CANCELLED) and not words.tells(case, i, words.TIMEOUT):
            yield Hit(i)


RULES = (
    Rule(
        "timeout",
        "failure",
        0.85,
        "It took too long",
        "An error's type or message says so, the answer was 408 or 504, or the span took 98 % or more of its declared"
        " limit (`aiops.timeout_ms`, `aiops.timeout_s`, `http.request.timeout_ms`, `timeout_ms`).",
        "{span} ran into its time limit{detail}",
        timeout,
    ),
    Rule(
        "cancelled",
        "failure",
        0.6,
        "It was cancelled",
        "An error's type or message says cancelled or aborted, and not that time ran out.",
        "{span} was cancelled before it was done",
        cancelled,
    ),
)
