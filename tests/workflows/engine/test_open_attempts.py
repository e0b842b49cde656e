"""While a step with an effect is tried, an attempt of it is open: the trace that a death in the middle leaves."""

import contextlib
from collections.abc import Iterator

import pytest

from aiops.demo.stub_openai import Stub
from tests.workflows.engine.steps import World, world
from workflows.engine import desk
from workflows.engine.calling import model
from workflows.engine.providers import endpoints
from workflows.models import Provider
from workflows.policies.calls import Budget
from workflows.policies.errors import CallError

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Iterator[World]:
    with Stub(seed=7) as stub:
        yield world(stub)


@pytest.mark.parametrize("unpriced", [True, False])
def test_a_step_with_an_effect_has_an_open_attempt_also_after_a_question_that_was_refused(
    shop: World, unpriced: bool
) -> None:
    """A worker that dies then leaves a trace: it is asked about, never done again."""
    open_: list[bool] = []

    def pay() -> str:
        with contextlib.suppress(CallError):
            model("Hi", name="nobody knows its price" if unpriced else "")
        open_.append(desk.current().tools.story.open is not None)
        return "paid"

    budget = Budget(limit_nanousd=10**9) if unpriced else Budget()
    if not unpriced:
        Provider.objects.update(default_model="")
        endpoints.forget()
    assert shop.perform(pay, effect="unsafe", budget=budget).state == "ok"
    assert open_ == [True]
