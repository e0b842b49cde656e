"""Policies in whole runs: the engine's records, a person's answer, company, money, as a worker has them."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from aiops.demo.stub_openai import Stub
from tests.workflows.engine import model_flows
from tests.workflows.engine import world as workers
from tests.workflows.engine.steps import IN, OUT, World, world
from workflows.engine import control, sweep
from workflows.engine.providers import endpoints
from workflows.models import BatchSlot, Provider, Run, SpendCounter, Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings: Any) -> Iterator[World]:
    settings.MANAGED_WORKFLOWS = [model_flows.__name__]
    with Stub(seed=7) as stub:
        made = world(stub)
        Run.objects.all().delete()
        yield made


def started(shop: World, name: str, **given: Any) -> UUID:
    run_id = control.start(shop.project.pk, name, given).run_id
    workers.work()
    return run_id


def step_of(run_id: UUID) -> tuple[str, str, int | None]:
    step = Step.objects.get(run_id=run_id)
    return step.state, step.rung, step.cost_nanousd


def test_a_run_books_what_the_provider_was_asked(shop: World) -> None:
    run_id = started(shop, "support", question="Hi [[text=hello input=100 output=10]]")
    run = workers.state(run_id)
    assert (run.state, run.output, run.spent_nanousd, run.reserved_nanousd) == ("succeeded", "hello", shop.charged(), 0)
    assert step_of(run_id) == ("done", "primary", 100 * IN + 10 * OUT)
    assert SpendCounter.objects.get(key=f"run:{run_id.hex}").spent_nanousd == shop.charged()


def test_the_same_question_in_another_run_costs_nothing(shop: World) -> None:
    started(shop, "support", question="Hi [[text=hello]]")
    again = started(shop, "support", question="Hi [[text=hello]]")
    assert (workers.said(again), step_of(again)[1], len(shop.stub.calls)) == (("succeeded", "hello"), "cache", 1)


def test_nobody_answers_and_a_person_does(shop: World) -> None:
    Provider.objects.update(base_url="http://127.0.0.1:9/v1")
    endpoints.forget()
    run_id = started(shop, "support", question="Hi")
    [wait] = control.open_waits(shop.project.pk, run_id)
    assert (workers.state(run_id).state, wait.kind, wait.who) == ("waiting", "approval", "lead")
    assert "could not be done (connection" in wait.question
    control.answer(shop.project.pk, wait.id, {"value": "We are closed on Sunday."}, "ann")
    workers.work()
    assert workers.said(run_id) == ("succeeded", "We are closed on Sunday.")
    assert step_of(run_id)[:2] == ("done", "human")


def test_three_runs_share_one_call(shop: World) -> None:
    runs = [started(shop, "tickets", ticket=ticket) for ticket in "abc"]
    assert [workers.said(each) for each in runs] == [("succeeded", f"{ticket}: low") for ticket in "abc"]
    assert len(shop.stub.calls) == 1
    assert sum(each or 0 for each in BatchSlot.objects.values_list("cost_nanousd", flat=True)) == shop.charged()


def test_a_run_that_found_no_company_in_time_goes_alone(shop: World) -> None:
    run_id = started(shop, "tickets", ticket="a")
    assert workers.state(run_id).state == "waiting"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workflows_wait SET expires_at = now()")
        cursor.execute("UPDATE workflows_batchslot SET made_at = now() - interval '2 h'")
    sweep.sweep()
    workers.work()
    assert (workers.said(run_id), step_of(run_id)[1]) == (("succeeded", "a: low"), "primary")
