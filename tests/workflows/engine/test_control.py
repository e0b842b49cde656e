"""What people may do to runs: cancel, fork, replay, drive again, choose after a change of code."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest

from aiops.core.models import AuditEntry, Project
from tests.workflows.engine import flows, world
from workflows.engine import control, declare, registry, versions
from workflows.engine.control import RefusedError
from workflows.engine.declare import WorkflowDefinition
from workflows.engine.flow import Flow
from workflows.models import Effect, Run, Step, WorkflowVersion

pytestmark = pytest.mark.django_db


def started(project: Project, name: str, **given: object) -> UUID:
    return control.start(project.pk, name, given).run_id


def ended(project: Project, name: str, **given: object) -> UUID:
    run_id = started(project, name, **given)
    world.work()
    return run_id


@contextmanager
def other_code(name: str, function: object) -> Iterator[None]:
    """A deployment: the workflow's function is another one."""
    before = declare.workflows[name]
    declare.workflows[name] = WorkflowDefinition(function, name, before.kind, deadline_ms=60_000)  # type: ignore[arg-type]
    versions.forget()
    try:
        yield
    finally:
        declare.workflows[name] = before


def test_a_queued_run_is_cancelled_at_once_and_an_ended_one_stays(project: Project) -> None:
    run_id = started(project, "answer", question="a")
    assert control.cancel(project.pk, run_id) == "cancelled"
    world.work()
    assert (world.state(run_id).state, flows.done.total()) == ("cancelled", 0)
    ended = started(project, "answer", question="b")
    world.work()
    assert control.cancel(project.pk, ended) == "succeeded"


def test_a_running_run_is_cancelled_before_its_next_step(project: Project) -> None:
    run_id = started(project, "answer", question="a")
    [(row, hold)] = world.lease()

    def cancel() -> None:
        assert control.cancel(project.pk, run_id) == "running"
        world.beat([hold])

    flows.hooks["before write"] = cancel
    world.execute(row, hold)
    assert world.said(run_id)[0] == "cancelled"
    assert flows.done == {"find": 1}


def test_a_run_past_its_deadline_fails_before_its_next_step(project: Project) -> None:
    run_id = control.start(project.pk, "answer", {"question": "a"}, deadline="1ms").run_id
    Run.objects.update(deadline_at=datetime(2020, 1, 1, tzinfo=UTC))
    world.work()
    assert world.said(run_id)[1]["code"] == "deadline"
    assert flows.done.total() == 0


def test_a_fork_keeps_the_steps_before_and_does_the_rest_again(project: Project) -> None:
    run_id = started(project, "answer", question="a")
    world.work()
    fork = control.fork(project.pk, run_id, "write", "ann")
    world.work()
    assert world.said(fork) == world.said(run_id)
    assert flows.done == {"find": 1, "write": 2}
    assert (world.state(fork).forked_from_id, world.state(fork).forked_step) == (run_id, "write")
    assert AuditEntry.objects.get(action="run.forked").actor_name == "ann"


def test_a_fork_from_a_step_that_never_was_is_refused(project: Project) -> None:
    run_id = started(project, "answer", question="a")
    with pytest.raises(RefusedError):
        control.fork(project.pk, run_id, "nowhere")
    assert Run.objects.count() == 1


@pytest.mark.parametrize(("from_step", "sent"), [("double", 1), ("find", 2)])
def test_a_fork_does_not_send_again_what_was_noted_before_its_step(project: Project, from_step: str, sent: int) -> None:
    """`tell` finds, notes the effect, doubles."""
    fork = control.fork(project.pk, ended(project, "tell", text="hello"), from_step)
    world.work()
    assert world.said(fork) == ("succeeded", "told")
    assert Effect.objects.filter(state="pending").count() == sent
    assert Effect.objects.get(run_id=fork).state == ("pending" if sent == 2 else "recorded")


def test_a_fork_from_an_approval_does_what_comes_after_it(project: Project) -> None:
    run_id = started(project, "agree", text="hello")
    approve(project, run_id)
    fork = control.fork(project.pk, run_id, "approval")
    approve(project, fork)
    assert list(Effect.objects.filter(run_id=fork).values_list("state", flat=True)) == ["pending"]


def approve(project: Project, run_id: UUID) -> None:
    world.work()
    [wait] = control.open_waits(project.pk, run_id)
    control.answer(project.pk, wait.id, {"approved": True})
    world.work()


def test_a_run_that_goes_on_is_not_forked(project: Project) -> None:
    with pytest.raises(RefusedError, match="once it has ended"):
        control.fork(project.pk, started(project, "answer", question="a"))


def test_a_replay_does_nothing_outside(project: Project) -> None:
    run_id = started(project, "tell", text="hello")
    world.work()
    again = control.replay(project.pk, run_id)
    world.work()
    assert list(Effect.objects.order_by("pk").values_list("run_id", "state")) == [
        (run_id, "pending"), (again, "recorded"),
    ]  # fmt: skip


def test_a_dry_run_takes_unsafe_steps_for_done_and_asks_nobody(project: Project) -> None:
    ids = [control.start(project.pk, name, given, dry_run=True).run_id for name, given in (
        ("buy", {"cents": 5}), ("ask", {"question": "?"}),
    )]  # fmt: skip
    world.work()
    assert [world.state(each).state for each in ids] == ["succeeded", "succeeded"]
    assert flows.done["charge"] == 0
    assert Step.objects.get(run_id=ids[0]).rung == "dry run"


def test_a_failed_run_driven_again_does_not_repeat_what_was_done(project: Project) -> None:
    def stumble() -> None:
        raise ValueError("no")

    flows.hooks["write"] = stumble
    run_id = started(project, "answer", question="a")
    world.work()
    assert world.said(run_id)[0] == "failed"
    flows.hooks.clear()
    control.redrive(project.pk, run_id, "ann")
    world.work()
    assert (world.said(run_id)[0], flows.done["find"]) == ("succeeded", 1)
    with pytest.raises(RefusedError):
        control.redrive(project.pk, run_id)


def rewritten(flow: Flow, question: str) -> object:
    documents = flow.step(flows.find, question)
    return flow.step(flows.write, question, [*documents, "more"])


def stopped(project: Project) -> UUID:
    """A run that did `find`, whose worker died, and that meets other code."""
    run_id = started(project, "answer", question="a")
    flows.hooks["before write"] = lambda: world.time_passes(run_id) if flows.done["write"] == 0 else None
    [(row, hold)] = world.lease()
    world.execute(row, hold)
    return run_id


def test_changed_code_stops_a_resumed_run_and_shows_the_difference(project: Project) -> None:
    run_id = stopped(project)
    with other_code("answer", rewritten):
        world.work()
        run = world.state(run_id)
        assert (run.state, run.stopped_for) == ("waiting", "code_changed")
        assert run.error is not None
        assert '+    return flow.step(flows.write, question, [*documents, "more"])' in run.error["diff"]
        assert flows.done["write"] == 1


@pytest.mark.parametrize(
    ("choice", "state", "writes"),
    [("go_on", "succeeded", 2), ("refuse", "failed", 1), ("pin", "queued", 1), ("fork", "cancelled", 2)],
)
def test_a_person_chooses_what_becomes_of_it(project: Project, choice: str, state: str, writes: int) -> None:
    run_id = stopped(project)
    with other_code("answer", rewritten):
        world.work()
        goes_on = control.choose(project.pk, run_id, choice, "ann")
        world.work()
        assert (world.state(run_id).state, flows.done["write"]) == (state, writes)
        assert (goes_on != run_id) == (choice == "fork")
    world.work()
    assert world.state(goes_on).state == ("failed" if choice == "refuse" else "succeeded")


def test_a_step_with_other_arguments_stops_the_run(project: Project) -> None:
    """The hash of the code is the same; what the run does is not."""
    run_id = stopped(project)
    Step.objects.filter(run_id=run_id, key="find").update(arguments_hash="0" * 64, arguments={"question": "b"})
    world.work()
    run = world.state(run_id)
    assert run.error is not None
    assert (run.stopped_for, run.error["step"]) == ("code_changed", "find")


def test_code_that_changed_before_anything_was_done_is_no_matter(project: Project) -> None:
    run_id = started(project, "answer", question="a")
    with other_code("answer", rewritten):
        world.work()
        assert world.said(run_id)[0] == "succeeded"
        assert WorkflowVersion.objects.count() == 2


def test_a_page_overrides_a_policy_by_a_new_version(project: Project) -> None:
    definition = declare.workflows["answer"]
    started(project, "answer", question="a")
    workflow = WorkflowVersion.objects.get().workflow
    kept = versions.override(workflow, definition, {"write": {"retries": 2}}, "ann")
    code = registry.code_of(definition).steps["write"]
    assert (kept.number, versions.policy_of(code, "rag", kept.overrides).retry.times) == (2, 2)
    run_id = started(project, "answer", question="a")
    assert world.state(run_id).version.number == 2
