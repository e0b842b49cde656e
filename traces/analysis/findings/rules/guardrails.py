"""guardrail_block, guardrail_flag, low_confidence: what a check thought of it."""

from collections.abc import Iterator

from traces.analysis.findings.case import Case
from traces.analysis.findings.finding import Hit, Rule


def block(case: Case) -> Iterator[Hit]:
    yield from (Hit(i) for i, verdict in case.signs.get("guardrail", ()) if verdict == "block")


def flag(case: Case) -> Iterator[Hit]:
    yield from (Hit(i) for i, verdict in case.signs.get("guardrail", ()) if verdict == "flag")


def unsure(case: Case) -> Iterator[Hit]:
    yield from (Hit(i, value) for i, value in case.signs.get("confidence", ()))


_CHECKED = ("truncated_output", "empty_retrieval", "weak_retrieval", "tool_error", "schema_violation", "stale_cache")
RULES = (
    Rule(
        "guardrail_block",
        "failure",
        0.7,
        "A guardrail stopped it",
        "A guardrail's verdict is block, deny, reject or fail (`aiops.guardrail.verdict`), or it says that it was"
        " triggered.",
        "{span} stopped it",
        block,
        follows=_CHECKED,
    ),
    Rule(
        "guardrail_flag",
        "weakness",
        0.4,
        "A guardrail flagged it",
        "A guardrail's verdict is neither pass nor block, such as flag or mask.",
        "{span} flagged it and let it through",
        flag,
        follows=_CHECKED,
    ),
    Rule(
        "low_confidence",
        "weakness",
        0.4,
        "The model was not sure",
        "`aiops.confidence` is under `aiops.confidence.threshold`, or under 0.5 without one.",
        "{span} was sure of it to {detail} only",
        unsure,
        follows=("empty_retrieval", "weak_retrieval"),
    ),
)
