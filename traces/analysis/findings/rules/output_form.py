"""schema_violation: the output is not in the form that was asked for."""

from collections.abc import Iterator

from traces.analysis.findings import words
from traces.analysis.findings.case import Case
from traces.analysis.findings.finding import Hit, Rule


def violation(case: Case) -> Iterator[Hit]:
    for i, wrong in case.signs.get("bad_output", ()):
        yield Hit(i, f": {wrong}")
    for i in case.origins:
        if case.spans[i].kind != "tool" and words.tells(case, i, words.PARSING):
            yield Hit(i, "")


RULES = (
    Rule(
        "schema_violation",
        "failure",
        0.8,
        "The output has the wrong form",
        "An output that was declared to be JSON is none, or does not fit its declared schema; or an error says that the"
        " output could not be parsed.",
        "{span} did not keep to the form of its output{detail}",
        violation,
        follows=("truncated_output",),
    ),
)
