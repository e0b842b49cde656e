"""The life of a step: ladder, retries, time and what a dead worker leaves, against the stub's own ledger."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.workflows.engine.asked import FAST, ask, template_answer
from tests.workflows.engine.steps import IN, OUT, World, set_after
from workflows.engine import paying
from workflows.engine.calling import model
from workflows.engine.desk import NoStepError
from workflows.engine.story import Story
from workflows.models import Run, SpendCounter
from workflows.policies import (
    Policy,
    cached,
    function,
    human,
    other_model,
)  # fmt: skip
from workflows.policies.calls import Budget, LeaseLost, Resumed
from workflows.policies.guards import Context, Verdict
from workflows.store import attempts

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Meanwhile:
    """What happens elsewhere while a step is performed."""

    happens: Callable[[], None]
    name = "meanwhile"

    def check(self, value: Any, context: Context) -> Verdict:  # noqa: ARG002
        self.happens()
        return Verdict(self.name)

    def as_json(self) -> dict[str, Any]:
        return {}


def test_a_step_without_a_model_costs_and_records_nothing(shop: World) -> None:
    done = shop.perform(lambda a, b: a + b, 1, 2)
    assert (done.state, done.value, done.rung, shop.rows()) == ("ok", 3, "primary", [])


def test_an_answer_is_booked_to_the_nano_dollar(shop: World) -> None:
    done = shop.perform(ask, "Hi [[text=hello input=100 cached=40 output=10]]")
    cost = 100 * IN - 40 * 1000 + 10 * OUT
    assert (done.value, shop.rows()) == ("hello", [("primary", "ok", cost)])
    assert cost == shop.charged()


def test_the_span_of_a_call_tells_it_by_the_convention(shop: World) -> None:
    [attempt] = shop.perform(ask, "Hi [[text=hello input=100 output=10]]").attempts
    told = attempt.attributes
    assert {name: told[name] for name in told if name.startswith("gen_ai.usage") and told[name]} == {
        "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 10,
    }  # fmt: skip
    assert (told["gen_ai.operation.name"], told["gen_ai.request.model"]) == ("chat", "gpt-4o")
    assert "You answer in one line." in told["gen_ai.input.messages"]


def test_retries_until_it_works(shop: World) -> None:
    done = shop.perform(ask, "A [[error=500 times=2 input=10 output=5]]", policy=Policy(retries=3, backoff=FAST))
    assert (done.state, done.attributes["aiops.workflow.retries"]) == ("ok", 2)
    assert shop.rows() == [("primary", "error", 0), ("primary", "error", 0), ("primary", "ok", 10 * IN + 5 * OUT)]


def test_what_nobody_wants_tried_again_is_not(shop: World) -> None:
    done = shop.perform(ask, "[[error=401]]", policy=Policy(retries=3, backoff=FAST))
    assert (done.state, done.error and done.error[0], len(shop.stub.calls)) == ("failed", "RequestRefused", 1)


def test_a_wait_that_does_not_fit_gives_its_time_to_the_next_rung(shop: World) -> None:
    policy = Policy(retries=5, backoff=FAST, fallback=[function(template_answer)])
    done = shop.perform(ask, "[[error=429 retry_after=60]]", policy=policy, seconds=5)
    assert (done.value, done.rung, done.attributes["aiops.workflow.fell_for"]) == (
        "We will call you back.", "function", "429",
    )  # fmt: skip


def test_the_ladder_is_walked_down_to_a_person(shop: World) -> None:
    def broken(question: str) -> str:
        raise ValueError("no template")

    policy = Policy(
        fallback=[other_model("small-500"), cached("1d"), function(broken), human("support lead", within="4h")]
    )
    done = shop.perform(ask, "[[error=500]]", policy=policy)
    assert (done.state, done.rung) == ("waiting", "human")
    assert done.wait is not None
    assert (done.wait.who, done.wait.seconds, done.wait.kind) == ("support lead", 4 * 3600, "approval")
    assert [row[:2] for row in shop.rows()] == [("primary", "error"), ("small-500", "error"), ("function", "error")]


@pytest.mark.parametrize(
    ("resumed", "state", "value"),
    [
        (Resumed("approval", True, {"value": "42"}, "ada"), "ok", "42"),
        (Resumed("approval", True, "free text", "ada"), "ok", "free text"),
        (Resumed("approval", False), "failed", None),
    ],
)
def test_a_person_answers_in_the_steps_place(shop: World, resumed: Resumed, state: str, value: Any) -> None:
    done = shop.perform(ask, "[[error=500]]", policy=Policy(fallback=[human("lead", "4h")]), resumed=resumed)
    assert (done.state, done.value, done.rung, shop.stub.calls) == (state, value, "human", [])


def test_another_model_answers(shop: World) -> None:
    def by_name(question: str) -> str:
        return model(question, name="gpt-4o-500").text

    done = shop.perform(by_name, "Hi [[input=10 output=5]]", policy=Policy(fallback=[other_model("small")]))
    assert (done.state, done.rung, shop.rows()[-1]) == ("ok", "small", ("small", "ok", 10 * 1000 + 5 * 2000))


def test_a_function_that_hangs_is_left(shop: World) -> None:
    release = threading.Event()
    began = time.monotonic()
    policy = Policy(timeout="100ms", fallback=[function(lambda: "in time")])
    done = shop.perform(lambda: release.wait(20), policy=policy)
    release.set()
    assert (done.value, shop.rows()) == ("in time", [("primary", "timeout", 0)])
    assert time.monotonic() - began < 2


def test_a_model_that_hangs_may_have_cost_its_worst(shop: World) -> None:
    policy = Policy(timeout="200ms", model="gpt-4o-timeout", fallback=[function(template_answer)])
    done = shop.perform(ask, "Hi", policy=policy)
    assert (done.value, shop.rows()) == ("We will call you back.", [("primary", "timeout", None)])


def test_within_the_deadline_the_declared_fallback_is_given_whatever_the_timeout(shop: World) -> None:
    policy = Policy(
        timeout="60s", retries=9, backoff=FAST, model="gpt-4o-timeout", fallback=[function(template_answer)]
    )
    began = time.monotonic()
    done = shop.perform(ask, "Hi", policy=policy, seconds=0.6)
    assert done.value == "We will call you back."
    assert time.monotonic() - began < 0.8


def test_the_time_of_the_last_rung_is_not_used_up_by_the_models_before_it(shop: World) -> None:
    policy = Policy(model="gpt-4o-timeout", fallback=[other_model("small-timeout"), function(template_answer)])
    done = shop.perform(ask, "Hi", policy=policy, seconds=0.5)
    assert (done.value, done.rung) == ("We will call you back.", "function")


def test_a_cancelled_step_stops_and_falls_nowhere(shop: World) -> None:
    cancelled = threading.Event()
    set_after(cancelled, 0.1)
    policy = Policy(retries=3, model="gpt-4o-timeout", fallback=[function(template_answer)])
    done = shop.perform(ask, "Hi", policy=policy, cancelled=cancelled)
    assert (done.state, len(shop.rows())) == ("failed", 1)


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), GeneratorExit()])
def test_whatever_a_step_raises_is_an_outcome(shop: World, error: BaseException) -> None:
    def rude() -> None:
        raise error

    done = shop.perform(rude)
    assert (done.state, done.error and done.error[0]) == ("failed", "StepBroke")


def test_a_step_with_an_unsafe_effect_is_not_done_twice(shop: World) -> None:
    times = []

    def refund() -> None:
        times.append(1)
        raise TimeoutError("no answer")

    policy = Policy(
        retries=5, backoff=FAST, fallback=[other_model("small"), function(lambda: None), human("lead", "1h")]
    )
    done = shop.perform(refund, policy=policy, effect="unsafe")
    assert (done.state, len(times)) == ("waiting", 1)


def test_the_lease_lost_in_the_middle_stops_everything(shop: World) -> None:
    def steal() -> None:
        Run.objects.filter(pk=shop.run.pk).update(fence=2)

    def swallows(question: str) -> str:
        try:
            return ask(question)
        except Exception:  # noqa: BLE001 - as careless steps do
            return "swallowed"

    with pytest.raises(LeaseLost):
        shop.perform(swallows, "Hi", policy=Policy(guards_in=[Meanwhile(steal)]))
    assert shop.stub.calls == []


def test_a_late_answer_is_booked_though_the_lease_is_lost(shop: World) -> None:
    def steal() -> None:
        Run.objects.filter(pk=shop.run.pk).update(fence=2)
        attempts.lose(shop.project.pk, shop.run.pk, 2)

    late = Policy(guards_out=[Meanwhile(steal)])
    with pytest.raises(LeaseLost):
        shop.perform(ask, "Hi [[input=10 output=5]]", budget=Budget(10**9), policy=late)
    assert shop.rows() == [("primary", "fenced", 10 * IN + 5 * OUT)]
    counter = SpendCounter.objects.get(project_id=shop.project.pk)
    assert (counter.spent_nanousd, counter.reserved_nanousd, counter.uncertain_nanousd) == (shop.charged(), 0, 0)


def test_what_a_dead_worker_reserved_stays_uncertain(shop: World) -> None:
    call = shop.call(ask, "Hi", policy=Policy(), budget=Budget(10**9))
    story = Story.of(call, shop.ledger(call))
    paying.begin(story, "primary", "gpt-4o", 1000)
    attempts.lose(shop.project.pk, shop.run.pk, 2)
    counter = SpendCounter.objects.get(project_id=shop.project.pk)
    assert (counter.spent_nanousd, counter.reserved_nanousd, counter.uncertain_nanousd) == (0, 0, 1000)


# Money


def test_a_model_is_asked_within_a_step_only() -> None:
    with pytest.raises(NoStepError):
        model("Hi")


def test_a_dry_run_asks_no_person(shop: World) -> None:
    done = shop.perform(ask, "[[error=500]]", policy=Policy(fallback=[human("lead", "4h")]), dry_run=True)
    assert (done.state, done.value, done.rung) == ("ok", {"approved": True}, "human")
    assert done.attributes["aiops.workflow.answered_by"] == "dry run"
