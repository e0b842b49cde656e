"""Recurring work is done by one worker at a time, in every interval, whatever dies."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from aiops.core import ticker
from aiops.core.models import Schedule
from aiops.core.ticker import Entry, Ticker

pytestmark = pytest.mark.django_db(transaction=True)

HERE = "tests.aiops.core.test_ticker"
done: list[str] = []
hold = threading.Event()
made: list[Ticker] = []


def work() -> None:
    done.append("work")


def fail() -> None:
    raise RuntimeError("out of paper")


def hang() -> None:
    done.append("hang")
    hold.wait(10)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    done.clear()
    hold.clear()
    yield
    hold.set()
    for each in made:
        each.lock_connection.close()
    made.clear()


def ticking(name: str, every_seconds: float, *functions: str) -> Ticker:
    entries = {function: Entry(function, every_seconds, f"{HERE}.{function}") for function in functions}
    ticker.register_rows(entries)
    made.append(Ticker(entries, name))
    return made[-1]


def test_due_work_is_done_once_an_interval() -> None:
    one = ticking("a", 60, "work")
    assert [one.tick(), one.tick(), one.tick()] == [True, False, False]
    assert done == ["work"]


def test_work_comes_round_again() -> None:
    one = ticking("a", 0.05, "work")
    one.tick()
    time.sleep(0.06)
    assert one.tick()


def test_a_failure_is_noted_on_the_row_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    one = ticking("a", 60, "fail", "work")
    assert [one.tick(), one.tick()] == [True, True]
    assert done == ["work"]
    assert "RuntimeError: out of paper" in Schedule.objects.get(name="fail").last_error
    assert "fail failed" in caplog.text


def test_a_success_clears_the_error() -> None:
    one = ticking("a", 60, "work")
    Schedule.objects.update(last_error="once")
    one.tick()
    assert Schedule.objects.get().last_error == ""


def test_work_never_runs_twice_at_once() -> None:
    """The first is still at it when the interval has passed and a second worker comes by."""
    thread = threading.Thread(target=run_once, args=(ticking("a", 0.01, "hang"),))
    thread.start()
    wait_for("hang")
    time.sleep(0.05)
    other = ticking("b", 0.01, "hang")
    assert other.tick()  # claimed, but not done: its lock is taken
    assert done == ["hang"]
    hold.set()
    thread.join()
    time.sleep(0.05)
    other.tick()
    assert done == ["hang", "hang"]


def test_many_workers_share_the_work() -> None:
    """Five workers, an interval of 50 ms, 0.5 s: about ten runs, not fifty."""
    tickers = [ticking(str(number), 0.05, "work") for number in range(5)]
    threads = [threading.Thread(target=each.run) for each in tickers]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    for each in tickers:
        each.stopping.set()
    for thread in threads:
        thread.join()
    made.clear()  # their threads closed what they had opened
    assert 3 <= len(done) <= 11


def test_a_new_interval_takes_effect_at_once() -> None:
    ticking("a", 86_400, "work").tick()
    one = ticking("a", 0.01, "work")
    time.sleep(0.05)
    assert one.tick()


def test_nothing_due_waits_until_it_is() -> None:
    one = ticking("a", 0.5, "work")
    one.tick()
    assert 0.2 < one.wait_seconds() <= 0.5


def test_the_work_of_a_killed_worker_is_done_by_the_next(tmp_path: Path) -> None:
    """A worker that dies in the middle holds nothing back: its lock dies with it."""
    ticking("a", 0.01, "hang")
    script = f"""
import os, django
os.environ["DATABASE_URL"] = {database_url()!r}
django.setup()
from aiops.core.ticker import Entry, Ticker
import tests.aiops.core.test_ticker as here
here.hang = lambda: (print("hanging", flush=True), __import__("time").sleep(30))
Ticker({{"hang": Entry("hang", 0.01, "{HERE}.hang")}}, "doomed").tick()
"""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "aiops.settings", "AIOPS_HOME": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment) as doomed:
        assert doomed.stdout is not None
        assert doomed.stdout.readline() == b"hanging\n"
        doomed.send_signal(signal.SIGKILL)
    hold.set()
    one = ticking("b", 0.01, "hang")
    deadline = time.monotonic() + 5
    while not done and time.monotonic() < deadline:
        one.tick()
        time.sleep(0.02)
    assert done == ["hang"]


def run_once(one: Ticker) -> None:
    one.tick()
    made.remove(one)
    one.lock_connection.close()
    connection.close()


def wait_for(word: str) -> None:
    deadline = time.monotonic() + 5
    while word not in done:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def database_url() -> str:
    facts = connection.settings_dict
    return f"postgres:///{facts['NAME']}?host={facts['HOST']}&port={facts['PORT'] or 5432}&user={facts['USER']}"
