"""A run from its start to its end: what is stored, what is run once, what is refused."""

import pytest
from django.db import transaction

from aiops.core.models import Project
from tests.workflows.engine import flows, world
from workflows.engine import control, one
from workflows.engine.control import ConflictError, RefusedError, UnknownWorkflowError
from workflows.models import Attempt, Run, Step, WorkflowVersion
from workflows.store import runs
from workflows.store.runs import Commit

pytestmark = pytest.mark.django_db


def test_a_run_is_done_and_its_steps_are_kept(project: Project) -> None:
    run_id = control.start(project.pk, "answer", {"question": "refund"}).run_id
    assert world.work() == 1
    assert world.said(run_id) == ("succeeded", {"text": "REFUND: ABOUT REFUND", "sure": 0.5})
    steps = Step.objects.filter(run_id=run_id).order_by("pk").values_list("key", "kind", "state")
    assert set(steps) == {("find", "step", "done"), ("nothing found", "gate", "done"), ("write", "step", "done")}
    assert not Attempt.objects.exists()  # nothing was spent and nothing done outside: the steps themselves say it all


def test_a_worker_that_stood_still_writes_nothing_and_the_next_one_goes_on(project: Project) -> None:
    run_id = control.start(project.pk, "answer", {"question": "refund"}).run_id
    flows.hooks["before write"] = lambda: world.time_passes(run_id) if flows.done["write"] == 0 else None
    world.work()
    assert world.said(run_id)[0] == "succeeded"
    assert flows.done == {"find": 1, "write": 2}


@pytest.mark.django_db(transaction=True)
def test_an_attempt_that_comes_too_late_is_fenced_and_made_again(project: Project) -> None:
    run_id = control.start(project.pk, "order", {"cents": 5}).run_id
    flows.hooks["book"] = lambda: world.time_passes(run_id) if flows.done["book"] == 1 else None
    world.work()
    assert world.said(run_id) == ("succeeded", "booked 5")
    assert list(Attempt.objects.order_by("pk").values_list("outcome", flat=True)) == ["fenced", "ok"]
    assert Step.objects.get(run_id=run_id).fence == 3


def test_a_run_that_takes_its_worker_along_again_and_again_is_dead(project: Project) -> None:
    run_id = control.start(project.pk, "answer", {"question": "refund"}).run_id
    flows.hooks["before find"] = lambda: world.time_passes(run_id)
    world.work()
    state, error = world.said(run_id)
    assert (state, error["code"], flows.done["find"]) == ("dead", "lost_too_often", runs.MOST_LOST + 1)
    flows.hooks.clear()
    control.redrive(project.pk, run_id)
    world.work()
    assert world.said(run_id)[0] == "succeeded"


def test_workers_that_stood_still_are_no_deaths_but_not_for_ever(project: Project) -> None:
    run_id = control.start(project.pk, "answer", {"question": "refund"}).run_id
    losses = 0
    while world.state(run_id).state == "queued":
        [(_, hold)] = world.lease()
        world.time_passes(run_id)
        runs.survived([hold.lease])
        losses += 1
    assert (world.state(run_id).state, losses) == ("dead", runs.MOST_STALLED + 1)


def test_only_who_had_the_lost_lease_can_say_that_it_lives(project: Project) -> None:
    run_id = control.start(project.pk, "answer", {"question": "refund"}).run_id
    [(_, dead)] = world.lease()
    world.time_passes(run_id)
    [(_, alive)] = world.lease()
    runs.survived([alive.lease])
    assert (world.state(run_id).lost, world.state(run_id).stalled) == (1, 0)
    runs.survived([dead.lease])
    assert (world.state(run_id).lost, world.state(run_id).stalled) == (0, 1)


def test_one_idempotency_key_is_one_run_and_another_body_a_conflict(project: Project) -> None:
    first = control.start(project.pk, "answer", {"question": "a"}, idempotency_key="k")
    again = control.start(project.pk, "answer", {"question": "a"}, idempotency_key="k")
    assert (first.run_id, first.created, again.created) == (again.run_id, True, False)
    with pytest.raises(ConflictError):
        control.start(project.pk, "answer", {"question": "b"}, idempotency_key="k")
    assert Run.objects.count() == 1


def test_another_project_may_use_the_same_key(project: Project) -> None:
    other = Project.objects.create(name="Other", slug="other")
    ids = {control.start(each.pk, "answer", {"question": "a"}, idempotency_key="k").run_id for each in (project, other)}
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "input.question"),
        ({"question": "a", "other": 1}, "input.other"),
        ([], "input"),
        ({"question": float("nan")}, "input"),
        ({"question": {1, 2}, "more": object()}, "input.more"),
        ({"question": "\0"}, "input"),
        ({"question": "\ud800"}, "input"),
        ({"question": 2**63}, "input"),
        ({"question": "x" * 1024 * 1024}, "input"),
    ],
)
def test_an_input_that_cannot_be_kept_is_refused_by_field(project: Project, given: object, field: str) -> None:
    with pytest.raises(RefusedError) as refused:
        control.start(project.pk, "answer", given)
    assert (refused.value.code, refused.value.field) == ("bad_input", field)


def test_deep_input_is_refused(project: Project) -> None:
    deep: object = "bottom"
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(RefusedError):
        control.start(project.pk, "answer", {"question": deep})


def test_an_unknown_workflow_is_named(project: Project) -> None:
    with pytest.raises(UnknownWorkflowError, match="answer"):
        control.start(project.pk, "anwser", {})


def test_versions_are_made_once_and_never_changed(project: Project) -> None:
    for _ in range(2):
        control.start(project.pk, "answer", {"question": "a"})
    version = WorkflowVersion.objects.get()
    assert (version.number, set(version.policies)) == (1, {"find", "write"})
    with pytest.raises(TypeError):
        version.save()


def test_a_failed_step_fails_the_run_and_says_which(project: Project) -> None:
    def stumble() -> None:
        raise SystemExit("out of ink")

    flows.hooks["write"] = stumble
    run_id = control.start(project.pk, "answer", {"question": "a"}).run_id
    world.work()
    state, error = world.said(run_id)
    assert (state, error["code"], error["step"], error["type"]) == ("failed", "step_failed", "write", "StepBroke")
    assert Attempt.objects.filter(outcome="").count() == 0


@pytest.mark.django_db(transaction=True)
def test_mapped_steps_are_done_in_threads_and_counted_in_order(project: Project) -> None:
    run_id = control.start(project.pk, "doubles", {"numbers": list(range(50))}).run_id
    world.work()
    assert world.said(run_id) == ("succeeded", 2 * sum(range(50)))
    assert Step.objects.filter(run_id=run_id).count() == 50


@pytest.mark.django_db(transaction=True)
def test_a_workflow_that_starts_itself_without_end_is_stopped(project: Project) -> None:
    control.start(project.pk, "matryoshka", {"project_id": project.pk, "depth": 0})
    world.work()
    deepest = Run.objects.order_by("-depth")[0]
    assert (deepest.depth, deepest.state, Run.objects.count()) == (8, "failed", 9)
    assert "without an end" in str(deepest.error)


def test_an_error_in_odd_characters_is_kept(project: Project) -> None:
    run_id = control.start(project.pk, "odd", {}).run_id
    world.work()
    assert world.said(run_id)[1]["message"] == "odd: ValueError: a\ufffdb?"


def test_a_function_that_catches_everything_still_waits(project: Project) -> None:
    run_id = control.start(project.pk, "stubborn", {}).run_id
    world.work()
    assert (world.state(run_id).state, flows.done["find"]) == ("waiting", 0)
    [wait] = control.open_waits(project.pk, run_id)
    control.answer(project.pk, wait.id, {"approved": True})
    world.work()
    assert world.said(run_id)[1]["message"] == "ValueError: never mind"


def test_a_function_that_catches_errors_does_not_go_on_without_its_lease(project: Project) -> None:
    run_id = control.start(project.pk, "careful", {}).run_id
    flows.hooks["before find"] = lambda: world.time_passes(run_id) if flows.done["find"] == 0 else None
    world.work()
    assert world.said(run_id)[0] == "succeeded"
    assert flows.done == {"find": 2, "double": 1}


def test_a_step_within_a_step_is_refused(project: Project) -> None:
    run_id = control.start(project.pk, "nested", {}).run_id
    world.work()
    assert "belongs to the thread" in world.said(run_id)[1]["message"]


def test_a_step_that_was_committed_before_is_an_error_and_nothing_is_written(project: Project) -> None:
    control.start(project.pk, "answer", {"question": "a"})
    [(_, hold)] = world.lease()
    row = one.blank("find", "find", 1, None)
    runs.commit(hold.lease, Commit(steps=[row]))
    with pytest.raises(RuntimeError, match="a fault of the engine"), transaction.atomic():
        runs.commit(hold.lease, Commit(steps=[row, one.blank("write", "write", 1, None)]))
    assert list(Step.objects.values_list("key", flat=True)) == ["find"]


@pytest.mark.django_db(transaction=True)  # each statement its own, as in a worker
def test_a_step_committed_twice_ends_the_run_as_a_fault_of_the_engine(project: Project) -> None:
    """Not as a database that is away, after which it would be tried until it counts as a killer of workers."""
    run_id = control.start(project.pk, "answer", {"question": "a"}).run_id
    [(row, hold)] = world.lease()
    runs.commit(hold.lease, Commit(steps=[one.blank("find", "find", 1, None)]))
    world.execute(row, hold)
    assert "a fault of the engine" in world.said(run_id)[1]["message"]
    assert world.state(run_id).state == "failed"
