"""What the page of policies says was spent, uncertain and avoided, against the provider's own ledger."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from aiops.demo.stub_openai import Stub
from tests import people
from tests.workflows.engine import world as workers
from tests.workflows.engine.steps import RATES, World, world
from tests.workflows.views import priced
from workflows.engine import control
from workflows.models import Attempt, Run, Step, Workflow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(settings: Any) -> Iterator[World]:
    settings.MANAGED_WORKFLOWS = [priced.__name__]
    with Stub(seed=7) as stub:
        made = world(stub)
        Run.objects.all().delete()
        yield made
    priced.after_asking.clear()


def ask(shop: World, question: str) -> str:
    run_id = control.start(shop.project.pk, "priced", {"question": question}).run_id
    workers.work()
    return workers.state(run_id).state


def worth_on_page(shop: World, client: Client) -> tuple[Any, str]:
    client.force_login(people.person("ann@example.com", role="admin", of=shop.project))
    row = Workflow.objects.get(project=shop.project, key="priced")
    answer = client.get(f"/p/{shop.project.slug}/workflows/{row.pk}/policies/")
    assert answer.status_code == 200
    return answer.context["worth"], answer.content.decode()


def charged_for(shop: World, words: str) -> int:
    """By the provider, for calls whose question holds these words."""
    return sum(
        call.usage.input * int(RATES[call.model]["input"]) * 1000
        + call.usage.output * int(RATES[call.model]["output"]) * 1000
        for call in shop.stub.calls
        if call.usage is not None and words in call.prompt
    )


def test_what_is_booked_is_what_the_provider_was_asked(shop: World, client: Client) -> None:
    """Answers at once, from the cache, after a retry, from another model; and one that came when its lease was gone."""
    plain = [f"plain {number} [[text=yes input=1000 output=50]]" for number in range(3)]
    again = [f"again {number} [[text=yes input=500 output=20 error=500 times=1]]" for number in range(2)]
    other = ["other [[text=yes input=300 output=10 error=503 times=2]]"]
    assert {ask(shop, each) for each in [*plain, *plain[:2], *again, *other]} == {"succeeded"}
    late = control.start(shop.project.pk, "priced", {"question": "late [[text=yes input=200 output=10]]"}).run_id
    priced.after_asking.append(lambda: workers.time_passes(late))
    workers.work()
    assert sum("late" in call.prompt for call in shop.stub.calls) == 2
    worth, page = worth_on_page(shop, client)
    assert (worth.money.spent, worth.money.uncertain, worth.money.runs) == (shop.charged(), 0, 9)
    [reply] = worth.steps
    assert (reply.cache.calls, reply.retries.failed, reply.retries.saved) == (2, 4 + 1, 2 + 1)
    assert {each.name: each.answered for each in reply.rungs} == {"primary": 6, "cache": 2, "small": 1}
    assert f"${shop.charged() / 10**9:.4f}" in page.replace("&nbsp;", " ")


def test_what_nobody_knows_is_uncertain_and_no_less_than_it_cost(shop: World, client: Client) -> None:
    assert ask(shop, "plain [[text=yes input=1000 output=50]]") == "succeeded"
    assert ask(shop, "silent [[input=30 output=90 bad=hangup]]") == "failed"
    worth, _ = worth_on_page(shop, client)
    unknown = Attempt.objects.filter(project_id=shop.project.pk, cost_nanousd=None)
    assert worth.money.spent == charged_for(shop, "plain") > 0
    assert unknown.count() == sum("silent" in call.prompt for call in shop.stub.calls) == 4  # two of each model
    assert worth.money.uncertain == sum(each.reserved_nanousd for each in unknown) >= charged_for(shop, "silent")
    assert Step.objects.get(state="failed").cost_nanousd is None
