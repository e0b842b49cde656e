"""A policy in code, as JSON, overridden by a page, and what differs."""

from typing import Any

import pytest

from workflows.policies import (
    Found,
    Policy,
    PolicyError,
    allowed,
    cached,
    denied,
    function,
    grounded,
    human,
    length,
    no_injection,
    no_secrets,
    other_model,
    outside,
    pii_masked,
    retrieval_first,
    schema,
)  # fmt: skip
from workflows.policies.defaults import BY_KIND, STANDARD, for_kind
from workflows.policies.fallback import Rung, reference
from workflows.policies.guards.verdict import Context
from workflows.policies.written import FIELDS, as_json, diff, from_json


def template_answer(question: str) -> str:
    return "We will call you back."


def look_up(question: str) -> Found:
    return Found("Returns are free.", 0.9)


def judge(value: Any, context: Context) -> str:
    return '{"verdict": "pass"}'


FULL = Policy(
    timeout="20s",
    retries=3,
    backoff="exponential 0.5s..20s, full jitter",
    retry_on=("429", "5xx", "timeout"),
    fallback=[
        other_model("small"),
        cached(max_age="1d"),
        function(template_answer),
        human("support lead", within="4h"),
    ],
    breaker="provider",
    rate="60/m burst 10",
    guards_in=[pii_masked(), no_injection(), no_secrets(), denied("competitor"), outside(judge)],
    guards_out=[
        schema({"type": "object", "required": ["text"]}),
        grounded(min=0.7),
        length(4000),
        allowed("yes", "no"),
    ],
    confidence=0.6,
    cache="1h exact, semantic 0.95",
    batch="micro 16 within 2s",
    retrieval_first=retrieval_first(look_up, 0.82),
    model="large",
    provider="main",
)


@pytest.mark.parametrize("policy", [FULL, STANDARD, *BY_KIND.values()])
def test_json_and_back_is_the_same_policy(policy: Policy) -> None:
    assert from_json(as_json(policy), code=policy) == policy


def test_every_field_is_in_the_json() -> None:
    assert tuple(as_json(FULL)) == FIELDS


def test_an_override_changes_what_it_names_and_the_rest_stays() -> None:
    changed = from_json({"timeout": "5s", "cache": None, "fallback": [{"rung": "other_model", "model": "tiny"}]}, FULL)
    assert [(each.field, each.after) for each in diff(FULL, changed)] == [
        ("timeout", "5s"), ("fallback", [{"rung": "other_model", "model": "tiny"}]), ("cache", None),
    ]  # fmt: skip


def test_a_function_is_chosen_among_those_of_the_code_only() -> None:
    named = {"fallback": [{"rung": "function", "function": reference(template_answer)}]}
    assert from_json(named, FULL).fallback == (function(template_answer),)
    with pytest.raises(PolicyError, match="'os:system' is no function that the step's code declares there"):
        from_json({"fallback": [{"rung": "function", "function": "os:system"}]}, FULL)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"timout": "5s"}, "timout: is no field of a policy; they are timeout"),
        ({"timeout": 5}, "timeout: 5 is no time"),
        ({"retries": "3"}, "retries: '3' is no number of retries"),
        ({"fallback": "human"}, "fallback: is a list"),
        ({"fallback": [{"rung": "prayer"}]}, "fallback: 'prayer' is none of other_model"),
        ({"fallback": [{"model": "x"}]}, "has no 'rung'"),
        ({"fallback": [{"rung": "human", "who": "me"}]}, "fallback: human: missing 1 required"),
        ({"fallback": [{"rung": "cached", "max_age": "1d", "x": 1}]}, "got an unexpected keyword argument 'x'"),
        ({"guards_in": [{"guard": "nice"}]}, "guards_in: 'nice' is none of pii_masked"),
        ({"guards_in": [{"guard": "pii_masked", "kinds": ["soul"]}]}, "'soul' is none of email"),
        ({"guards_out": [{"guard": "schema", "schema": {"if": {}}}]}, "the keyword 'if' cannot be checked here"),
        ({"guards_out": [{"guard": "grounded", "min": 3}]}, "3 is no number from 0 to 1"),
        ({"guards_out": [{"guard": "schema", "schema": 3}]}, "guards_out: schema:"),
        ({"retrieval_first": {"min_score": 0.5}}, "retrieval_first: has a function and a min_score"),
        ({"confidence": "high"}, "confidence: 'high' is no number"),
        ({"model": 7}, "model: 7 is no name"),
        (["timeout"], "policy: is a map of fields"),
        ({"backoff": "linear " + "." * 10_000}, "backoff: is longer than 500 characters"),
        ({"guards_in": [{"guard": "denied", "terms": []}]}, "denied: needs 1 to 1000 words"),
    ],
)
def test_a_wrong_override_is_refused_by_field(given: object, said: str) -> None:
    with pytest.raises(PolicyError) as refused:
        from_json(given, FULL)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("rungs", "said"),
    [
        ([human("lead", "1h"), other_model("x")], "a person is asked last"),
        ([other_model("x")] * 9, "has 9 rungs"),
        (["small"], "'small' is none of other_model"),
    ],
)
def test_chains_that_make_no_sense(rungs: list[Rung], said: str) -> None:
    with pytest.raises(PolicyError, match=said):
        Policy(fallback=rungs)


def test_a_guardrail_that_was_not_called_is_none() -> None:
    with pytest.raises(PolicyError, match="guards_in"):
        Policy(guards_in=[pii_masked])  # type: ignore[list-item]


def test_kinds_without_a_policy_have_the_standard_one() -> None:
    assert (for_kind("other"), for_kind("automation").retry.times) == (STANDARD, 5)
    assert all(policy.cache is None for policy in BY_KIND.values())  # a step may want to be done each time
