"""What the calls of a step cost, and the budgets they must fit, to the nano-dollar of the stub's own ledger."""

from typing import Any

import pytest

from tests.workflows.engine.asked import FAST, ask, template_answer
from tests.workflows.engine.steps import IN, OUT, World
from workflows.engine.calling import model
from workflows.models import SpendCounter
from workflows.policies import (
    Policy,
    function,
)  # fmt: skip
from workflows.policies.calls import Budget

pytestmark = pytest.mark.django_db


def test_a_call_that_does_not_fit_the_budget_is_not_made(shop: World) -> None:
    policy = Policy(retries=5, backoff=FAST, fallback=[function(template_answer)])
    done = shop.perform(ask, "Hi", policy=policy, budget=Budget(1_000_000))  # 2048 tokens of 8,000 are 16 million
    assert (done.rung, shop.stub.calls) == ("function", [])
    assert SpendCounter.objects.get(project_id=shop.project.pk).refused == 1


def test_a_budget_cannot_be_kept_for_a_model_without_a_price(shop: World) -> None:
    done = shop.perform(ask, "Hi", policy=Policy(model="nobody-sells-it"), budget=Budget(10**9))
    assert (done.error and done.error[0], shop.stub.calls) == ("Unpriced", [])


def test_without_a_budget_an_unpriced_answer_has_an_unknown_cost(shop: World) -> None:
    done = shop.perform(ask, "Hi", policy=Policy(model="nobody-sells-it"))
    assert (done.state, shop.rows()) == ("ok", [("primary", "ok", None)])


@pytest.mark.parametrize("per", ["run", "day", "month"])
def test_a_budget_counts_what_all_its_steps_spent(shop: World, per: Any) -> None:
    for _ in range(3):
        shop.perform(ask, "Hi [[input=10 output=5]]", budget=Budget(10**9, per))
    counter = SpendCounter.objects.get(project_id=shop.project.pk)
    assert counter.key.startswith(f"{per}:")
    assert (counter.spent_nanousd, counter.reserved_nanousd) == (shop.charged(), 0)


def test_several_calls_of_one_step_are_each_reserved_and_booked(shop: World) -> None:
    def twice(question: str) -> str:
        return model(question, max_tokens=10).text + model(question, max_tokens=20).text

    done = shop.perform(twice, "Hi [[input=10 output=5]]", budget=Budget(10**9))
    assert [each.cost_nanousd for each in done.attempts] == [10 * IN + 5 * OUT] * 2
    assert sum(each.cost_nanousd or 0 for each in done.attempts) == shop.charged()
