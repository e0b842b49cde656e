"""Every rule finds what it should and nothing else; docs/reference/findings.md lists them."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.traces.analysis.findings.cases import CASES, Trace, llm, root
from traces.analysis.findings import CODES, RULES, Case, examine
from traces.analysis.tree import build
from traces.semconv.signs import CODES as SIGNS
from traces.types import Judged

DOCS = Path(__file__).parents[4] / "docs/reference/findings.md"
JUDGED = {"eval_failed", "negative_feedback", "outcome_failed"}  # need more than spans


def codes(trace: Trace, **fields: Any) -> tuple[str, ...]:
    return examine(Case.of_tree(build([root(), *trace]), **fields)).codes


POSITIVE = [(code, trace) for code, (good, _) in CASES.items() for trace in good]
NEGATIVE = [(code, trace) for code, (_, bad) in CASES.items() for trace in bad]


@pytest.mark.parametrize(("code", "trace"), POSITIVE)
def test_a_rule_finds_what_it_should(code: str, trace: Trace) -> None:
    assert code in codes(trace)


@pytest.mark.parametrize(("code", "trace"), NEGATIVE)
def test_a_rule_is_silent_where_it_should_be(code: str, trace: Trace) -> None:
    assert code not in codes(trace)


def test_every_rule_has_golden_cases() -> None:
    assert set(CODES) == set(CASES) | JUDGED


@pytest.mark.parametrize(
    ("score", "code"),
    [
        (Judged(b"", "thumbs", 0, "", "human"), "negative_feedback"),
        (Judged(b"", "note", None, "bad", "human"), "negative_feedback"),
        (Judged(b"", "thumbs", 1, "", "human"), None),
        (Judged(b"", "faithfulness", 0.1, "", "model"), None),  # what a number means its sender decides
        (Judged(b"", "faithfulness", 0.1, "fail", "model"), "eval_failed"),
        (Judged(b"", "thumbs", float("nan"), "", "human"), None),
    ],
)
def test_scores_are_symptoms(score: Judged, code: str | None) -> None:
    found = codes([llm(2, 0, 1)], scores=[score])
    assert found == (() if code is None else (code,))


def test_a_person_who_thinks_better_of_it_is_content() -> None:
    """Of each name and span the latest word counts: the thumb went up again, the rating of the call did not."""
    call = llm(2, 0, 1)
    said = [
        Judged(b"", "thumbs", 0, "", "human"), Judged(call.span_id, "rating", 1, "", "human"),
        Judged(b"", "thumbs", 1, "", "human"), Judged(call.span_id, "rating", 0, "", "human"),
    ]  # fmt: skip
    found = examine(Case.of_tree(build([call]), scores=said))
    assert [(each.code, each.detail) for each in found.findings] == [("negative_feedback", "rating")]
    assert codes([call], scores=said[:3]) == ()


def test_a_failed_outcome_opens_the_case_and_explains_nothing() -> None:
    found = examine(Case.of_tree(build([root(), llm(2, 0, 1)]), outcome="failure"))
    assert (found.codes, found.opened, found.failed, found.primary) == (("outcome_failed",), True, False, None)


def test_the_docs_list_every_rule_and_every_sign() -> None:
    text = DOCS.read_text()
    rows = dict(re.findall(r"^\| `(\w+)` \| ([a-z]+) \|", text, re.MULTILINE))
    assert rows == {rule.code: rule.group for rule in RULES}
    listed = re.findall(r"^\| `(\w+)(?::[^`]*)?` \| (?!failure|weakness|symptom)", text, re.MULTILINE)
    assert sorted(set(listed)) == sorted(SIGNS)


def test_the_docs_say_the_triggers_as_the_rules_do() -> None:
    text = DOCS.read_text()
    assert [rule.code for rule in RULES if rule.trigger not in text] == []
