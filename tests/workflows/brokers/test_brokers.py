"""A worker on a real broker: a nudge is heard, and what the broker loses is found without it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from celery import Celery

from aiops.core.embedded.supervisor import WORKER
from tests import people
from tests.brokers import Broker, rabbitmq_server, redis_server
from tests.torture.engine.rounds import database_url
from workflows.engine import control, nudges, runner, versions
from workflows.models import Run

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[3]
FLOWS = "tests.workflows.brokers.flows"
Server = Callable[[Path], AbstractContextManager[Broker]]


@contextmanager
def worker(broker: Broker, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """As the product starts one."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "CELERY_BROKER_URL": broker.url,
        "AIOPS_HOME": str(folder),
        "AIOPS_MANAGED_WORKFLOWS": FLOWS,
        "AIOPS_SECRET_KEY": "0" * 64,
    }
    with (folder / "worker.log").open("wb") as log:
        command = [sys.executable, "-m", "celery", *WORKER]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(30)


@contextmanager
def nudging(broker: Broker) -> Iterator[None]:
    with Celery("nudges", broker=broker.url, set_as_current=False) as app:
        nudges.send_by(lambda: app.send_task("workflows.tasks.nudge", retry=False, ignore_result=True))
        yield
        nudges.send_by(lambda: None)


def until_done(runs: int, seconds: float = 60) -> list[str]:
    """States of all runs, once so many have ended."""
    deadline = time.monotonic() + seconds
    while Run.objects.exclude(ended_at=None).count() < runs and time.monotonic() < deadline:
        time.sleep(0.05)
    return list(Run.objects.values_list("state", flat=True))


def until_written(file: Path, line: str, seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while line not in file.read_text().splitlines() and time.monotonic() < deadline:
        time.sleep(0.02)
    return line in file.read_text().splitlines()


@pytest.mark.parametrize("server", [redis_server, rabbitmq_server], ids=["redis", "rabbitmq"])
def test_a_nudge_is_heard_and_what_the_broker_loses_is_done_once_all_the_same(
    server: Server, tmp_path: Path, settings: object
) -> None:
    settings.MANAGED_WORKFLOWS = [FLOWS]  # type: ignore[attr-defined]
    versions.forget()
    project, file = people.project("brokers"), tmp_path / "lines"
    file.touch()
    with server(tmp_path) as broker, nudging(broker), worker(broker, tmp_path) as process:

        def start(name: str, **given: str) -> None:
            control.start(project.pk, name, {"file": str(file), **given})

        start("first")
        assert until_done(1) == ["succeeded"], (tmp_path / "worker.log").read_text()
        time.sleep(runner.BUSY_FOR_S + 0.5)  # from now on it looks for nothing by itself
        start("nudged")
        assert until_done(2) == ["succeeded"] * 2, (tmp_path / "worker.log").read_text()
        start("in two parts", line="flushed")
        assert until_written(file, "flushed begun")
        broker.flush()
        assert until_done(3) == ["succeeded"] * 3
        start("in two parts", line="killed")
        assert until_written(file, "killed begun")
        broker.kill()
        start("in two parts", line="without")
        assert until_done(5) == ["succeeded"] * 5, (tmp_path / "worker.log").read_text()
        assert process.poll() is None
    parts = [f"{name} {part}" for name in ("flushed", "killed", "without") for part in ("begun", "ended")]
    assert sorted(file.read_text().splitlines()) == sorted(["first", "nudged", *parts])
