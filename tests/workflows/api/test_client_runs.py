"""The client call against our own web and worker: the run's output in time, and the fallback when the run has none."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from aiops import client
from aiops.core.models import Project
from tests import people
from tests.workflows.engine import flows
from tests.workflows.engine.conftest import fresh
from workflows.engine import registry
from workflows.engine.runner import Runner
from workflows.models import Run

__all__ = ["fresh"]
pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 120  # seconds; a busy machine is no failure


@pytest.fixture
def shop(live_server: Any) -> Iterator[Project]:
    project = people.project("shop")
    client.configure(live_server.url, people.key(project, "run").text)
    registry.find()
    worker = Runner(2, 30)
    worker.start()
    yield project
    worker.stop(5)
    for thread in threading.enumerate():
        if thread.name.startswith("runner"):
            thread.join(5)
    client._sender.target = None


def test_the_output_of_a_run_comes_back(shop: Project) -> None:
    answer = client.run("answer", {"question": "refund"}, deadline_seconds=PATIENCE, fallback=None)
    assert (answer.value, answer.reason) == ({"text": "REFUND: ABOUT REFUND", "sure": 0.5}, "")
    run = Run.objects.get()
    assert str(run.pk) == answer.run_id
    assert run.deadline_at is not None
    assert round((run.deadline_at - run.created_at).total_seconds()) == PATIENCE  # the caller's, not the workflow's own


def test_a_run_that_fails_gives_the_fallback_and_says_why(shop: Project) -> None:
    flows.hooks["write"] = lambda: 1 / 0
    answer = client.run("answer", {"question": "a"}, deadline_seconds=PATIENCE, fallback="later")
    assert answer.value == "later"
    assert "ZeroDivisionError" in answer.reason
