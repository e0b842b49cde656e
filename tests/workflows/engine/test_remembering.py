"""What needs no model: sources that answer, and answers that are kept."""

from typing import Any

import pytest

from tests.workflows.engine.asked import ask, template_answer
from tests.workflows.engine.steps import World
from workflows.engine.calling import model
from workflows.engine.providers import endpoints
from workflows.models import Attempt, CacheEntry, Provider
from workflows.policies import (
    Found,
    Policy,
    cached,
    function,
    retrieval_first,
)  # fmt: skip
from workflows.templatetags.runs import why

pytestmark = pytest.mark.django_db


def test_what_the_sources_answer_needs_no_model(shop: World) -> None:
    def look_up(question: str) -> Found:
        return Found("It is free.", 0.9 if "return" in question else 0.2)

    policy = Policy(retrieval_first=retrieval_first(look_up, 0.8))
    known, unknown = shop.perform(ask, "a return", policy=policy), shop.perform(ask, "a poem", policy=policy)
    assert (known.value, known.rung, unknown.rung, len(shop.stub.calls)) == ("It is free.", "retrieval", "primary", 1)
    assert (known.attributes["aiops.gate.verdict"], known.attributes["aiops.gate.score"]) == (True, 0.9)


def test_a_look_up_that_fails_lets_the_model_answer(shop: World) -> None:
    def look_up(question: str) -> Found:
        raise ConnectionError("search is away")

    done = shop.perform(ask, "Hi", policy=Policy(retrieval_first=retrieval_first(look_up, 0.8)))
    assert (done.rung, done.attributes["aiops.gate.error"]) == ("primary", "ConnectionError")


def test_the_same_question_is_asked_once(shop: World) -> None:
    policy = Policy(cache="1h exact")
    first = shop.perform(ask, "Hi [[input=100 output=10]]", policy=policy)
    again = shop.perform(ask, "Hi [[input=100 output=10]]", policy=policy)
    assert (again.value, again.rung, len(shop.stub.calls)) == (first.value, "cache", 1)
    assert again.attributes["aiops.saved_nanousd"] == shop.charged() == CacheEntry.objects.get().saved_nanousd
    assert shop.rows() == [("primary", "ok", shop.charged()), ("cache", "ok", 0)]


def test_an_answer_too_old_for_the_cache_serves_when_nobody_else_answers(shop: World) -> None:
    shop.perform(ask, "Hi [[text=hello]]", policy=Policy(cache="1h exact"))
    CacheEntry.objects.update(made_at="2026-01-01T00:00:00Z")
    Provider.objects.update(base_url="http://127.0.0.1:9/v1")
    endpoints.forget()
    done = shop.perform(ask, "Hi [[text=hello]]", policy=Policy(cache="1h exact", fallback=[cached("400d")]))
    assert (done.value, done.rung, done.attributes["aiops.cache.stale"]) == ("hello", "cache", True)
    assert shop.perform(ask, "Hi [[text=hello]]", policy=Policy(fallback=[cached("1d")])).state == "failed"


def test_other_code_is_another_question(shop: World) -> None:
    def other(question: str) -> str:
        return model(question, system="Answer in verse.").text

    policy = Policy(cache="1h exact")
    shop.perform(ask, "Hi", policy=policy, step_name="answer")
    assert shop.perform(other, "Hi", policy=policy, step_name="answer").rung == "primary"


@pytest.mark.parametrize("by", ["", " by text-embed"])
def test_a_question_typed_a_little_differently_is_answered_from_the_cache(shop: World, by: str) -> None:
    policy = Policy(cache=f"1h exact, semantic 0.85{by}")
    shop.perform(ask, "How do I return my blue shoes to you?", policy=policy)
    near = shop.perform(ask, "how do I return my blue shoes to you", policy=policy)
    far = shop.perform(ask, "When do you open on Sunday mornings?", policy=policy)
    assert (near.rung, near.attributes["aiops.cache.kind"], far.rung) == ("cache", "semantic", "primary")
    recorded = Attempt.objects.get(rung="cache")
    assert recorded.attributes["aiops.cache.kind"] == "semantic"
    assert why(recorded) == f"a question {near.attributes['aiops.cache.similarity']:.0%} alike"
    assert sum(cost or 0 for _, _, cost in shop.rows()) == shop.charged()


def test_what_near_questions_are_compared_by_holds_no_personal_data(shop: World) -> None:
    shop.perform(ask, "I am ada@example.com", policy=Policy(cache="1h exact, semantic 0.9"))
    assert CacheEntry.objects.get().question == ""


@pytest.mark.parametrize("effect", ["idempotent", "unsafe"])
def test_a_step_with_an_effect_is_never_answered_from_a_cache(shop: World, effect: Any) -> None:
    for _ in range(2):
        assert shop.perform(ask, "Hi", policy=Policy(cache="1h exact"), effect=effect).rung == "primary"


def test_a_dry_run_neither_asks_the_cache_nor_fills_it(shop: World) -> None:
    """Not on the rung of older answers either."""
    policy = Policy(cache="1h exact", fallback=[cached("1d")])
    shop.perform(ask, "Hi", policy=policy, dry_run=True)
    assert not CacheEntry.objects.exists()
    shop.perform(ask, "Hi", policy=policy)
    assert shop.perform(ask, "Hi", policy=policy, dry_run=True).rung == "primary"
    Provider.objects.update(base_url="http://127.0.0.1:9/v1")
    endpoints.forget()
    assert shop.perform(ask, "Hi", policy=policy, dry_run=True).state == "failed"


def test_a_failed_answer_is_not_kept(shop: World) -> None:
    shop.perform(ask, "[[error=500]]", policy=Policy(cache="1h exact", fallback=[function(template_answer)]))
    assert not CacheEntry.objects.exists()
