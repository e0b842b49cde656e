"""The part of a worker that runs what is ready: with real threads, on real rows, without a single nudge."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from aiops.core.models import Project
from tests.workflows.engine import flows, world
from workflows.engine import control, runner, sweep
from workflows.engine.runner import Runner
from workflows.models import Step
from workflows.store.runs import MOST_LOST

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def working() -> Iterator[Runner]:
    made = Runner(4, 1)
    made.start()
    yield made
    made.stop(10)
    for thread in threading.enumerate():
        if thread.name.startswith("runner"):
            thread.join(5)


def until(holds: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return held


def stop_at(reached: threading.Event, go_on: threading.Event, seconds: float = 30) -> Callable[[], bool]:
    def hook() -> bool:
        reached.set()
        return go_on.wait(seconds)

    return hook


def state(run_id: UUID) -> str:
    return str(world.state(run_id).state)


def test_runs_are_found_though_every_message_is_lost(project: Project, working: Runner) -> None:
    ids = [control.start(project.pk, "answer", {"question": str(each)}).run_id for each in range(8)]
    assert until(lambda: {state(each) for each in ids} == {"succeeded"})


def test_a_running_run_that_is_cancelled_ends_soon(project: Project, working: Runner) -> None:
    reached, go_on = threading.Event(), threading.Event()
    flows.hooks["before write"] = stop_at(reached, go_on)
    run_id = control.start(project.pk, "answer", {"question": "a"}).run_id
    working.wake()
    assert reached.wait(30)
    assert control.cancel(project.pk, run_id, "ann") == "running"
    assert until(lambda: working._held()[0].cancel)
    go_on.set()
    assert until(lambda: state(run_id) == "cancelled")
    assert flows.done == {"find": 1}


def test_a_step_that_is_left_for_want_of_a_lease_has_not_failed(project: Project) -> None:
    """The heart could not reach the database for a lease's time; the next one does the step again."""
    run_id = control.start(project.pk, "order", {"cents": 5}).run_id
    [(row, hold)] = world.lease()
    reached, never = threading.Event(), threading.Event()
    slow = stop_at(reached, never, 1)
    flows.hooks["book"] = lambda: slow() if flows.done["book"] == 1 else None
    worker = threading.Thread(target=in_thread, args=(row, hold))
    worker.start()
    assert reached.wait(30)
    hold.lose()
    worker.join(30)
    assert (state(run_id), Step.objects.count()) == ("running", 0)
    world.time_passes(run_id)
    world.work()
    assert world.said(run_id) == ("succeeded", "booked 5")


def in_thread(row: Any, hold: Any) -> None:
    world.execute(row, hold)
    connection.close()


def test_a_worker_that_ends_gives_its_runs_back(project: Project) -> None:
    reached, go_on = threading.Event(), threading.Event()
    flows.hooks["before write"] = stop_at(reached, go_on)
    run_id = control.start(project.pk, "answer", {"question": "a"}).run_id
    ending = Runner(2, 30)
    ending.start()
    assert reached.wait(30)
    ending.stop(0.1)
    run = world.state(run_id)
    assert (run.state, run.lost, run.fence) == ("queued", 0, 2)
    go_on.set()
    flows.hooks.clear()
    world.work()
    assert (state(run_id), flows.done["find"]) == ("succeeded", 1)


def test_the_lease_is_kept_for_as_long_as_a_step_takes(project: Project, working: Runner) -> None:
    """Its lease is 1 s; after more than that nobody has taken it."""
    flows.hooks["before write"] = lambda: time.sleep(1.6)
    run_id = control.start(project.pk, "answer", {"question": "a"}).run_id
    working.wake()
    until(lambda: sweep.take_expired() > 0 or state(run_id) == "succeeded")
    assert (state(run_id), world.state(run_id).fence) == ("succeeded", 1)


def test_a_run_whose_worker_stands_still_again_and_again_is_not_given_up(project: Project, working: Runner) -> None:
    """More often than a run may be lost by workers that die."""

    def stand_still() -> None:
        fence = world.state(run_id).fence
        if fence < 2 * (MOST_LOST + 2) and until(lambda: world.state(run_id).stalled == fence // 2, 60):
            until(lambda: lost(fence))  # a beat may come in between

    def lost(fence: int) -> bool:
        world.time_passes(run_id)
        return world.state(run_id).fence > fence

    flows.hooks["before find"] = stand_still
    run_id = control.start(project.pk, "answer", {"question": "a"}).run_id
    working.wake()
    assert until(lambda: state(run_id) in {"succeeded", "dead"}, 120)
    run = world.state(run_id)
    assert (run.state, run.fence, run.lost, run.stalled) == ("succeeded", 2 * (MOST_LOST + 2) + 1, 0, 0)


def test_without_workflows_a_worker_starts_no_runner(settings: object) -> None:
    settings.MANAGED_WORKFLOWS = []  # type: ignore[attr-defined]
    runner.start()
    assert runner._here == []
