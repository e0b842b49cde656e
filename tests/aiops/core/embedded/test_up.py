"""`manage.py up` as real processes: it starts, survives kill -9 of any part, and leaves nothing behind."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from celery import Celery

from aiops.core import embedded
from tests.aiops.core.embedded.installation import Installation, alive, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("up")]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One installation for all tests here, below a folder that only its owner may enter."""
    closed = tmp_path_factory.mktemp("closed")
    closed.chmod(0o700)
    up = Installation(closed / "home").start()
    up.first_transcript = up.transcript
    yield up
    if up.process and up.process.poll() is None:
        up.stop()


@pytest.fixture
def running(installation: Installation) -> Installation:
    if installation.process and installation.process.poll() is not None:
        installation.start()
    installation.wait_ready()
    return installation


def count_keys(home: Path) -> int:
    with psycopg.connect(embedded.database_url(home)) as connection:
        row = connection.execute("SELECT count(*) FROM core_apikey").fetchone()
        return int(row[0]) if row else 0


def restarts(running: Installation, name: str) -> int:
    """Kills a part and answers the pid of the one that took its place."""
    wait_until(lambda: running.child(name))
    killed = running.child(name)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: running.child(name) not in {0, killed})
    return running.child(name)


def test_the_first_start_shows_the_way_in(running: Installation) -> None:
    assert f"http://127.0.0.1:{running.port}/" in running.first_transcript.split("Sign in (once):")[1]
    assert "x-api-key=aio_" in running.first_transcript


def test_folders_above_the_home_keep_their_modes(running: Installation) -> None:
    assert running.home.parent.stat().st_mode & 0o777 == 0o700


def test_nobody_else_may_enter_the_home(running: Installation) -> None:
    assert running.home.stat().st_mode & 0o077 == 0


def test_a_second_start_says_what_runs_where(running: Installation) -> None:
    assert running.process is not None
    said = running.refused()
    assert f"already runs at http://127.0.0.1:{running.port} (process {running.process.pid}" in said


@pytest.mark.parametrize("name", ["web", "worker", "database"])
def test_a_killed_part_comes_back(running: Installation, name: str) -> None:
    restarts(running, name)
    running.wait_ready()
    assert f"The {name} was killed by SIGKILL; starting it again" in running.transcript


def test_requests_wait_while_the_web_process_restarts(running: Installation) -> None:
    os.kill(running.child("web"), signal.SIGKILL)
    assert running.get("/healthz") in {200, 0}  # 0: it was already in the dead process's hands
    assert running.get("/healthz") == 200


def test_a_message_reaches_the_worker(running: Installation) -> None:
    database = embedded.database_url(running.home)
    with Celery(broker="pgmq://localhost") as app, psycopg.connect(database, autocommit=True) as connection:
        app.conf.broker_transport_options = embedded.broker_options(database)
        app.send_task("traces.tasks.make_days")
        count = "SELECT queue_length + total_messages FROM pgmq.metrics('celery')"
        wait_until(lambda: connection.execute(count).fetchone() == (1,))  # sent once, and gone


def test_while_the_database_is_away_it_lives_and_says_it_is_not_ready(running: Installation) -> None:
    assert running.process is not None
    os.kill(running.process.pid, signal.SIGSTOP)  # nobody starts the database again
    try:
        os.kill(running.child("database"), signal.SIGKILL)
        wait_until(lambda: running.get("/readyz") == 503)
        assert running.get("/healthz") == 200
    finally:
        os.kill(running.process.pid, signal.SIGCONT)
    running.wait_ready()


def test_sigterm_stops_everything_and_the_next_start_has_the_data_and_shows_no_second_key(
    running: Installation,
) -> None:
    everything, keys = running.everything(), count_keys(running.home)
    assert running.stop(signal.SIGTERM) == 0
    assert not [pid for pid in everything if alive(pid)]
    running.start()
    running.wait_ready()
    assert (count_keys(running.home), "x-api-key" in running.transcript) == (keys, False)


def test_ctrl_c_stops_everything(running: Installation) -> None:
    everything = running.everything()
    assert running.stop(signal.SIGINT) == 0
    assert not [pid for pid in everything if alive(pid)]


def test_a_killed_supervisor_leaves_no_orphans_and_the_next_start_recovers(running: Installation) -> None:
    everything = running.everything()
    running.stop(signal.SIGKILL)
    wait_until(lambda: not [pid for pid in everything if alive(pid)])
    running.start()
    running.wait_ready()


def test_everything_killed_at_once_recovers(running: Installation) -> None:
    for pid in running.everything():
        os.kill(pid, signal.SIGKILL)
    assert running.process is not None
    running.process.wait()
    running.start()
    running.wait_ready()
