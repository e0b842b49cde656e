"""tool_error, tool_bad_args, tool_unknown. The model call that asked stands in the evidence."""

from collections.abc import Iterator

from traces.analysis.findings import words
from traces.analysis.findings.case import Case
from traces.analysis.findings.finding import Hit, Rule
from traces.analysis.findings.rules.exceptions import short


def error(case: Case) -> Iterator[Hit]:
    for i in case.origins:
        if case.spans[i].kind == "tool" and not (_bad_args(case, i) or _unknown(case, i)):
            yield Hit(i, f" with {short(case.spans[i].error_type)}", _asked(case, i))
    for i, _ in case.signs.get("failed_result", ()):
        yield Hit(i, ", as its result says", _asked(case, i))


def bad_args(case: Case) -> Iterator[Hit]:
    """At the call that wrote them where a schema shows it, else at the tool that refused them."""
    for i, name in case.signs.get("bad_args", ()):
        yield Hit(i, f"{name} with arguments that do not fit", _called(case, i, name))
    shown = {j for i, name in case.signs.get("bad_args", ()) for j, _ in _called(case, i, name)}
    for i in case.origins:
        if case.spans[i].kind == "tool" and i not in shown and _bad_args(case, i):
            yield Hit(i, "refused its arguments", _asked(case, i))


def unknown(case: Case) -> Iterator[Hit]:
    for i, name in case.signs.get("unknown_tool", ()):
        yield Hit(i, f"{name}, which it was not given", _called(case, i, name))
    shown = {j for i, name in case.signs.get("unknown_tool", ()) for j, _ in _called(case, i, name)}
    for i in case.origins:
        if case.spans[i].kind == "tool" and i not in shown and _unknown(case, i):
            yield Hit(i, "does not exist", _asked(case, i))


def _bad_args(case: Case, i: int) -> bool:
    return words.tells(case, i, words.ARGUMENTS) or words.status(case, i) == 422


def _unknown(case: Case, i: int) -> bool:
    return words.tells(case, i, words.UNKNOWN_TOOL)


def _asked(case: Case, i: int) -> tuple[tuple[int, str], ...]:
    asked = case.asked_by(i)
    return () if asked is None else ((asked, "asked"),)


def _called(case: Case, i: int, name: str) -> tuple[tuple[int, str], ...]:
    """The tool of that name that began first after the call, among those that follow it soon."""
    after = case.spans[i].end_ns
    for j in range(i + 1, min(i + 1 + FOLLOWS, len(case.spans))):
        span = case.spans[j]
        if span.kind == "tool" and span.start_ns >= after and name in span.name:
            return ((j, "called"),)
    return ()


FOLLOWS = 200  # spans looked at
RULES = (
    Rule(
        "tool_error",
        "failure",
        0.85,
        "A tool failed",
        "A tool's span failed, or its result says that it did (`error`, `isError`, a status of failed, a text that"
        " begins with an error).",
        "{span} failed{detail}",
        error,
    ),
    Rule(
        "tool_bad_args",
        "failure",
        0.9,
        "A tool got wrong arguments",
        "The arguments that the model wrote do not fit the tool's declared JSON schema, or the tool's error says so"
        " (or answers 422).",
        "{span} {detail}",
        bad_args,
    ),
    Rule(
        "tool_unknown",
        "failure",
        0.9,
        "A tool that does not exist was asked for",
        "The model asked for a tool that is not among those declared to it, or the error says that there is none.",
        "{span} {detail}",
        unknown,
    ),
)
