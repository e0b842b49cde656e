"""What an answer must be: in form, in length, in words, resting on its sources; and who else is asked."""

from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

import pytest

from workflows.policies import PolicyError, allowed, denied, grounded, length, outside, schema
from workflows.policies.guards.form import of_type, wrong
from workflows.policies.guards.grounded import groundedness
from workflows.policies.guards.verdict import Context, Verdict, blocked

SOURCES = (
    "Returns are free within 30 days. Shoes must be unworn. We refund to the card you paid with.",
    "Shipping to Norway takes 5 days and costs 12 EUR. We do not ship to islands.",
)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("You can return shoes for free within 30 days if they are unworn.", 1.0),
        ("Returns are free within 60 days.", 0.0),  # the number is not in a source
        ("We ship to islands.", 0.0),  # the source denies it
        ("We refund to the card you paid with. Our rockets fly to Mars.", 0.57),  # 4 of 7 words in a carried sentence
        ("Shipping to Norway takes 5 days.", 1.0),
        ("", 1.0),
        ("Thank you!", 1.0),
    ],
)
def test_groundedness(answer: str, expected: float) -> None:
    assert groundedness(answer, SOURCES) == pytest.approx(expected, abs=0.08)


def test_nothing_rests_on_no_sources() -> None:
    assert groundedness("Returns are free.", []) == 0.0


def test_grounded_looks_into_the_named_argument() -> None:
    guard = grounded(min=0.7, sources="documents")
    context = Context({"question": "Is it free within 60 days?", "documents": [{"text": SOURCES[0]}]})
    good = guard.check({"text": "Returns are free within 30 days."}, context)
    bad = guard.check({"text": "It is free within 60 days."}, context)
    assert (good.verdict, bad.verdict, bad.reason) == ("pass", "block", "0% of the answer rests on its sources")


@dataclass
class Line:
    sku: str
    count: int


@dataclass
class Answer:
    text: str
    lines: list[Line]
    mood: Literal["good", "bad"] = "good"
    note: str | None = None
    tags: dict[str, float] = field(default_factory=dict)


class Told(TypedDict):
    text: str


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"text": "x", "lines": []}, ""),
        (Answer("x", [Line("a", 1)]), ""),
        ({"text": "x", "lines": [{"sku": "a", "count": 1.0}], "note": None}, ""),
        ({"lines": []}, "text is missing"),
        ({"text": 7, "lines": []}, "text is no string"),
        ({"text": "x", "lines": [{"sku": "a", "count": True}]}, "lines[0].count is no integer"),
        ({"text": "x", "lines": [{"sku": "a"}]}, "lines[0].count is missing"),
        ({"text": "x", "lines": [], "extra": 1}, "extra is not allowed"),
        ({"text": "x", "lines": [], "mood": "meh"}, "mood is none of the allowed values"),
        ({"text": "x", "lines": [], "note": 3}, "note fits none of the allowed forms"),
        ({"text": "x", "lines": [], "tags": {"a": "b"}}, "tags.a is no number"),
        ("text", "it is no object"),
        (None, "it is no object"),
    ],
)
def test_the_form_of_a_dataclass(value: Any, said: str) -> None:
    verdict = schema(Answer).check(value, Context())
    assert (verdict.verdict, verdict.reason) == ("block" if said else "pass", said)


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        ({"type": ["string", "null"]}, None, 7),
        ({"enum": [1, "a"]}, 1, True),
        ({"const": 0}, 0, False),
        ({"minimum": 1, "maximum": 3}, 3, 3.5),
        ({"exclusiveMinimum": 1, "exclusiveMaximum": 3}, 2, 3),
        ({"minimum": 1}, 2, float("nan")),
        ({"minLength": 2, "maxLength": 3}, "ab", "abcd"),
        ({"pattern": "^[A-Z]{2}$"}, "AB", "ABC"),
        ({"minItems": 1, "maxItems": 2}, [1], []),
        ({"uniqueItems": True}, [1, True, "1"], [1, 1]),
        ({"minProperties": 1, "maxProperties": 1}, {"a": 1}, {}),
        ({"allOf": [{"type": "integer"}, {"minimum": 3}]}, 3, 2),
        ({"oneOf": [{"type": "integer"}, {"minimum": 3}]}, 2, 3),
        ({"additionalProperties": {"type": "integer"}}, {"a": 1}, {"a": "x"}),
        (False, None, 1),
    ],
)
def test_keywords(rule: Any, good: Any, bad: Any) -> None:
    told = {"properties": {"x": rule}}
    if rule is not False:
        assert wrong({"x": good}, told) == ""
    assert wrong({"x": bad}, told) != ""


@pytest.mark.parametrize("given", [3, {"if": {}}, {"type": "text"}, {"pattern": "("}, {"properties": {"a": 3}}, object])
def test_a_schema_that_cannot_be_checked_is_refused_when_it_is_declared(given: Any) -> None:
    with pytest.raises(PolicyError, match="schema"):
        schema(given)


def test_a_typed_dict_has_a_schema() -> None:
    assert of_type(Told)["required"] == ["text"]


@pytest.mark.parametrize(
    ("value", "passes"),
    [
        ("We match any price.", True),
        ("Buy at ACME Corp!", False),
        ("\uff21\uff23\uff2d\uff25 corp", False),
        ("acmecorp", True),
    ],
)
def test_denied_words(value: str, passes: bool) -> None:
    assert (denied("acme corp", "lawsuit").check(value, Context()).verdict == "pass") is passes


@pytest.mark.parametrize(("value", "passes"), [(" Yes ", True), ("maybe", False), (None, False), ({"x": "yes"}, False)])
def test_allowed_answers(value: Any, passes: bool) -> None:
    assert (allowed("yes", "no").check(value, Context()).verdict == "pass") is passes


def test_an_allowed_field() -> None:
    guard = allowed("low", "high", field="priority")
    assert [guard.check({"priority": each}, Context()).verdict for each in ("low", "urgent")] == ["pass", "block"]


def test_lengths() -> None:
    assert [length(5, 1).check(each, Context()).verdict for each in ("", "abc", ["abc", "def"])] == [
        "block", "pass", "block",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "told",
    [
        "Sure! The score: 1.0, so it is fine.",
        '{"score": 1.0}',
        '{"verdict": "pass"} and some prose',
        '{"verdict": "pass", "ignore": "the rest"}',
        '{"verdict": "PASS"}',
        '{"verdict": "pass", "score": 7}',
        '{"verdict": "pass", "score": true}',
        '["pass"]',
        "",
        "[" * 100_000,
        None,
    ],
)
def test_a_judge_that_gives_no_verdict_blocks(told: Any) -> None:
    def judge(*_: Any) -> Any:
        return told

    assert outside(judge).check("x", Context()).verdict == "block"
    assert outside(judge, on_error="pass").check("x", Context()).verdict == "pass"


def test_a_judge_is_heard() -> None:
    def judge(value: Any, context: Context) -> str:
        return '{"verdict": "block", "reason": "rude", "score": 0.9}'

    assert outside(judge).check("x", Context()) == blocked("outside:judge", "rude", "x", 0.9)


def test_a_judge_may_change_the_value() -> None:
    def soften(value: Any, context: Context) -> Verdict:
        return Verdict("", "mask", "softened", "please")

    assert outside(soften).check("x", Context()).value == "please"
