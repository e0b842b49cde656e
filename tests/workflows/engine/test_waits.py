"""Runs that wait: for a person, another system, a time. Answered once, by whoever holds the token, in time."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from aiops.core.models import Project
from tests.workflows.engine import flows, world
from workflows.engine import control, ending, sweep
from workflows.engine.control import RefusedError
from workflows.models import Attempt, Run, Step, Wait
from workflows.store import runs

pytestmark = pytest.mark.django_db


def started(project: Project, name: str, **given: Any) -> UUID:
    run_id = control.start(project.pk, name, given).run_id
    world.work()
    return run_id


def due(run_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workflows_wait SET expires_at = now() WHERE run_id = %s", [run_id])
    sweep.sweep()


def test_a_person_answers_and_the_run_goes_on(project: Project) -> None:
    run_id = started(project, "ask", question="Refund 10?")
    assert world.state(run_id).state == "waiting"
    [wait] = control.open_waits(project.pk, run_id)
    assert (wait.kind, wait.who, wait.question) == ("approval", "support lead", "Refund 10?")
    assert control.answer_token(wait.token, {"approved": True, "note": "fine"}, "ann@example.com") is True
    world.work()
    assert world.said(run_id) == ("succeeded", "True by ann@example.com: fine")


def test_the_first_answer_holds(project: Project) -> None:
    run_id = started(project, "ask", question="?")
    [wait] = control.open_waits(project.pk, run_id)
    assert control.answer(project.pk, wait.id, {"approved": False}, "ann")
    assert not control.answer(project.pk, wait.id, {"approved": True}, "ben")
    world.work()
    assert not control.answer(project.pk, wait.id, {"approved": True}, "ben")
    assert world.said(run_id) == ("succeeded", "False by ann: ")


def test_a_guessed_token_opens_nothing_and_an_expired_one_no_more(project: Project) -> None:
    run_id = started(project, "ask", question="?")
    [wait] = control.open_waits(project.pk, run_id)
    assert control.answer_token("guess", {"approved": True}) is None
    assert control.answer_token(wait.token, {"approved": True}, kind="webhook") is None
    due(run_id)
    assert control.answer_token(wait.token, {"approved": True}) is False
    world.work()
    assert world.said(run_id) == ("succeeded", "nobody answered")


def test_the_token_stands_in_no_row(project: Project) -> None:
    run_id = started(project, "ask", question="?")
    [wait] = control.open_waits(project.pk, run_id)
    assert wait.token not in str(list(Wait.objects.filter(pk=wait.id).values()))


def test_a_wait_of_another_project_cannot_be_answered(project: Project) -> None:
    run_id = started(project, "ask", question="?")
    [wait] = control.open_waits(project.pk, run_id)
    other = Project.objects.create(name="Other", slug="other")
    with pytest.raises(RefusedError, match="no such wait"):
        control.answer(other.pk, wait.id, {"approved": True})


def test_waiting_does_not_count_against_the_deadline(project: Project) -> None:
    run_id = started(project, "ask", question="?")  # its deadline is 2 s
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE workflows_run SET waiting_since = now() - interval '1 h', deadline_at = now() - interval '3599 s'"
        )
    sweep.sweep()
    [wait] = control.open_waits(project.pk, run_id)
    control.answer(project.pk, wait.id, {"approved": True}, "ann")
    world.work()
    assert world.said(run_id)[0] == "succeeded"


def test_a_webhook_brings_what_was_sent(project: Project) -> None:
    run_id = started(project, "listen")
    [wait] = control.open_waits(project.pk, run_id)
    control.answer(project.pk, wait.id, {"paid": 12})
    world.work()
    assert world.said(run_id) == ("succeeded", {"paid": 12})


def test_a_timer_puts_the_run_aside_and_does_nothing_twice(project: Project) -> None:
    run_id = started(project, "nap", how_long="1h")
    assert (world.state(run_id).state, sweep.sweep()) == ("waiting", 0)
    due(run_id)
    world.work()
    assert world.said(run_id) == ("succeeded", "slept")
    assert flows.done["double"] == 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_while_the_run_goes_on_for_another_one_is_not_missed(project: Project) -> None:
    """Two mapped steps were lost and wait for a person; the second answer comes while the first is taken note of."""
    run_id = control.start(project.pk, "ask twice", {}).run_id
    Run.objects.filter(pk=run_id).update(fence=1)
    for key in ("charge[0]", "charge[1]"):
        Attempt.objects.create(
            project_id=project.pk, run_id=run_id, step_key=key, fence=1, rung="primary", outcome="lost"
        )
    world.work()
    first, second = control.open_waits(project.pk, run_id)
    control.answer(project.pk, first.id, {"choice": "retry"})
    flows.hooks["charge"] = lambda: control.answer(project.pk, second.id, {"choice": "retry"})
    world.work()
    assert (world.said(run_id), flows.done["charge"]) == (("succeeded", 2), 2)


def test_a_cancelled_run_waits_for_nothing(project: Project) -> None:
    run_id = started(project, "ask", question="?")
    [wait] = control.open_waits(project.pk, run_id)
    assert control.cancel(project.pk, run_id, "ann") == "cancelled"
    assert control.answer(project.pk, wait.id, {"approved": True}) is False
    assert (world.state(run_id).state, world.state(run_id).cancelled_by) == ("cancelled", "ann")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("said", "state", "charged"),
    [
        ({"choice": "retry"}, "succeeded", 2),
        ({"choice": "done", "value": "seen in the bank"}, "succeeded", 1),
        ({"choice": "fail"}, "failed", 1),
    ],
)
def test_a_lost_unsafe_step_is_never_tried_again_without_a_person(
    project: Project, said: dict[str, str], state: str, charged: int
) -> None:
    run_id = control.start(project.pk, "buy", {"cents": 5}).run_id
    flows.hooks["charge"] = lambda: world.time_passes(run_id) if flows.done["charge"] == 1 else None
    world.work()
    assert (world.state(run_id).state, flows.done["charge"]) == ("waiting", 1)
    [wait] = control.open_waits(project.pk, run_id)
    assert "charge" in wait.question
    control.answer(project.pk, wait.id, said, "ann")
    world.work()
    assert (world.state(run_id).state, flows.done["charge"]) == (state, charged)
    assert Step.objects.get(run_id=run_id).state == ("done" if state == "succeeded" else "failed")


@pytest.mark.django_db(transaction=True)
def test_a_step_that_is_lost_again_in_the_try_a_person_allowed_is_asked_about_again(project: Project) -> None:
    run_id = control.start(project.pk, "buy", {"cents": 5}).run_id
    flows.hooks["charge"] = lambda: world.time_passes(run_id) if flows.done["charge"] <= 2 else None
    world.work()
    for charged in (1, 2):
        [wait] = control.open_waits(project.pk, run_id)
        assert flows.done["charge"] == charged
        control.answer(project.pk, wait.id, {"choice": "retry"}, "ann")
        world.work()
    assert (world.state(run_id).state, flows.done["charge"]) == ("succeeded", 3)


@pytest.mark.parametrize(("choice", "charged"), [("retry", 2), ("done", 1)])
def test_an_unsafe_step_that_failed_is_asked_about_when_its_run_is_driven_again(
    project: Project, choice: str, charged: int
) -> None:
    def stumble() -> None:
        raise ValueError("half of it was done")

    flows.hooks["charge"] = stumble
    run_id = started(project, "buy", cents=5)
    assert world.state(run_id).state == "failed"
    flows.hooks.clear()
    control.redrive(project.pk, run_id)
    world.work()
    assert (world.state(run_id).state, flows.done["charge"]) == ("waiting", 1)
    [wait] = control.open_waits(project.pk, run_id)
    control.answer(project.pk, wait.id, {"choice": choice, "value": "seen"}, "ann")
    world.work()
    assert (world.state(run_id).state, flows.done["charge"]) == ("succeeded", charged)


def test_a_run_that_stopped_for_changed_code_stays_so_when_a_wait_of_it_ends(project: Project) -> None:
    run_id = started(project, "ask", question="?")
    [wait] = control.open_waits(project.pk, run_id)
    Run.objects.filter(pk=run_id).update(stopped_for="code_changed")
    control.answer(project.pk, wait.id, {"approved": True}, "ann")
    assert (sweep.sweep(), world.state(run_id).state) == (0, "waiting")
    control.choose(project.pk, run_id, "go_on", "ann")
    world.work()
    assert world.said(run_id)[0] == "succeeded"


def test_a_run_that_is_cancelled_while_it_is_put_aside_ends(project: Project) -> None:
    """Its worker has not heard of it yet."""
    run_id = control.start(project.pk, "nap", {"how_long": "1h"}).run_id
    [(row, hold)] = world.lease()
    control.cancel(project.pk, run_id, "ann")
    world.execute(row, hold)
    assert (world.said(run_id)[0], control.open_waits(project.pk, run_id)) == ("cancelled", [])


def test_a_run_that_waits_and_is_wanted_no_more_is_ended_by_the_sweeper(project: Project) -> None:
    run_id = started(project, "ask", question="?")
    Run.objects.filter(pk=run_id).update(cancel_requested_at=datetime.now(UTC))
    sweep.sweep()
    assert (world.said(run_id)[0], control.open_waits(project.pk, run_id)) == ("cancelled", [])


@pytest.mark.parametrize("name", ["ask", "buy"])
def test_a_run_that_was_given_up_while_it_waited_asks_again_when_it_is_driven_again(
    project: Project, name: str
) -> None:
    given = {"ask": {"question": "?"}, "buy": {"cents": 5}}[name]
    run_id = control.start(project.pk, name, given).run_id
    Run.objects.filter(pk=run_id).update(fence=1)
    Attempt.objects.create(
        project_id=project.pk, run_id=run_id, step_key="charge", fence=1, rung="primary", outcome="lost"
    )
    world.work()
    assert ending.end_idle(project.pk, run_id, "failed", ending.DEADLINE)
    control.redrive(project.pk, run_id, "ann")
    world.work()
    [wait] = control.open_waits(project.pk, run_id)
    control.answer(project.pk, wait.id, {"approved": True, "choice": "done", "value": "seen"}, "ann")
    world.work()
    assert world.said(run_id)[0] == "succeeded"


def test_a_run_that_ends_waits_for_nothing_any_more(project: Project) -> None:
    run_id = started(project, "ask", question="?")
    runs.wake(project.pk, run_id)
    Run.objects.filter(pk=run_id).update(deadline_at=datetime(2020, 1, 1, tzinfo=UTC))
    world.work()
    assert (world.said(run_id)[0], control.open_waits(project.pk, run_id)) == ("failed", [])
