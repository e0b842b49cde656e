"""Erasing while others write, settle, add up, erase too, or are killed: it ends with nothing left and right sums."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection, transaction

from aiops.core.models import Project
from tests import people
from tests.factories import T0_NS, batch, span, trace
from traces import erase, rollup, settle
from traces.erase import take
from traces.ingest.write import write
from traces.models import Erasure
from traces.store import counts, erased, erasing, locks, marks, rollups

pytestmark = pytest.mark.django_db(transaction=True)
YEAR_NS = 365 * 86_400 * 10**9
SUMS = "SELECT (SELECT sum(spans) FROM rollup_span), (SELECT sum(traces) FROM rollup_trace)"


def query(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def apart(work: Callable[[], Any]) -> Any:
    """In a thread of its own, with a connection of its own."""

    def run() -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


def tell(shop: Project, user: str | None, traces: int = 1, spans: int = 3) -> None:
    for _ in range(traces):
        write(batch(trace(spans, user=user), project_id=shop.pk))


def add_up(shop: Project) -> None:
    settle.settle_ready(shop.pk, T0_NS + YEAR_NS)
    rollup.recompute_ready(shop.pk, T0_NS, T0_NS - YEAR_NS)


def confirmed(shop: Project) -> Erasure:
    job = erase.start(shop, "user", "ada", "boss")
    assert erase.confirm(job)
    return job


def run(job: Erasure) -> None:
    while erase.step(job.pk):
        pass


def gone(job: Erasure) -> tuple[str, int, int]:
    job.refresh_from_db()
    return job.state, job.erased.get("traces", 0), job.erased.get("spans", 0)


def test_what_is_erased_while_its_bucket_is_added_up_is_not_lost(
    shop: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The facts were read before, the marks are made after: they survive and are taken next time."""
    tell(shop, "ada")
    tell(shop, "bob")
    settle.settle_ready(shop.pk, T0_NS + YEAR_NS)
    real_fill, jobs = rollups.fill, [confirmed(shop)]

    def fill_and_meanwhile(*args: Any) -> None:
        real_fill(*args)
        if jobs:
            job = jobs.pop()
            apart(lambda: run(job))

    monkeypatch.setattr(rollups, "fill", fill_and_meanwhile)
    rollup.recompute_ready(shop.pk, T0_NS, T0_NS - YEAR_NS)
    monkeypatch.undo()
    assert query("SELECT count(*) > 0 FROM mark WHERE kind = 'span'") == [(True,)]
    add_up(shop)
    assert query(SUMS) == [(3, 1)]


def test_spans_that_are_being_written_when_it_begins_go_too(shop: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    job, inside, go_on = erase.start(shop, "user", "ada", "boss"), Event(), Event()
    record = counts.record

    def record_slowly(*args: Any) -> None:
        inside.set()
        assert go_on.wait(20)
        record(*args)

    monkeypatch.setattr(counts, "record", record_slowly)
    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(apart, lambda: tell(shop, "ada"))
        assert inside.wait(20)
        confirming = pool.submit(apart, lambda: erase.confirm(job))
        time.sleep(0.3)
        assert not confirming.done()
        go_on.set()
        assert (writing.result(), confirming.result()) == (None, True)
    run(job)
    assert query("SELECT (SELECT count(*) FROM span), (SELECT count(*) FROM trace)") == [(0, 0)]
    assert gone(job) == ("done", 1, 3)


def test_it_gives_up_while_traces_are_settled_and_goes_on_afterwards(
    shop: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(shop, "ada")
    job = confirmed(shop)
    monkeypatch.setattr(take, "LOCK_TIMEOUT", "100ms")
    with transaction.atomic():
        locks.wait(f"settle {shop.pk}")
        with pytest.raises(OperationalError):
            apart(lambda: run(job))
        assert query("SELECT count(*) FROM span") == [(3,)]
    run(job)
    assert gone(job) == ("done", 1, 3)


def test_it_does_not_begin_while_writers_are_in_the_way(shop: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    job = erase.start(shop, "user", "ada", "boss")
    monkeypatch.setattr(erase, "LOCK_TIMEOUT", "100ms")
    with transaction.atomic():
        locks.begin_writing(shop.pk, "1s")
        with pytest.raises(erase.BusyError):
            apart(lambda: erase.confirm(job))
    assert erase.confirm(job)


@pytest.mark.parametrize(
    ("module", "name"),
    [(erased, "seal"), (erasing, "find_spans"), (erasing, "next_traces"), (erasing, "take_summaries"),
     (erasing, "take_spans"), (erasing, "traces_gone"), (marks, "add"), (erasing, "take_series")],
)  # fmt: skip
def test_a_crash_at_any_point_loses_nothing_and_repeats_nothing(
    shop: Project, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    tell(shop, "ada", traces=2)
    tell(shop, "bob")
    add_up(shop)
    job = confirmed(shop)
    real, left = getattr(module, name), [None]

    def crash(*args: Any) -> Any:
        done = real(*args)
        if left:
            left.pop()
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(module, name, crash)
    with pytest.raises(KeyboardInterrupt):
        run(job)
    run(job)
    add_up(shop)
    assert gone(job) == ("done", 2, 6)
    assert query(SUMS) == [(3, 1)]


def test_large_traces_go_in_several_slices(shop: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    root = span(user="ada")
    parts = [span(trace_id=root.trace_id, parent_span_id=root.span_id, start_ns=T0_NS + n * 10**9) for n in range(30)]
    write(batch([root, *parts], project_id=shop.pk))
    add_up(shop)
    job, slices = confirmed(shop), 0
    monkeypatch.setattr(take, "SPANS_AT_ONCE", 10)
    while erase.step(job.pk):
        slices += query("SELECT count(*) FROM span")[0][0] not in {0, 31}
        assert query("SELECT count(*) FROM span_blob")[0][0] == bool(query("SELECT 1 FROM span LIMIT 1"))
    add_up(shop)
    assert (slices, gone(job), query(SUMS)) == (2, ("done", 1, 31), [(None, None)])


def test_several_workers_at_once_take_everything_away_once(shop: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(shop, "ada", traces=9)
    tell(shop, "bob", traces=2)
    monkeypatch.setattr(erasing, "TRACES_AT_ONCE", 2)
    job = confirmed(shop)
    with ThreadPoolExecutor(4) as pool:
        for each in [pool.submit(apart, lambda: run(job)) for _ in range(4)]:
            each.result()
    run(job)
    add_up(shop)
    assert (gone(job), query(SUMS)) == (("done", 9, 27), [(6, 2)])


@pytest.mark.faults
def test_a_command_that_is_killed_goes_on_where_it_was(shop: Project) -> None:
    for _ in range(4):
        told = [each for _ in range(500) for each in trace(2, user="ada")]
        write(batch(told, project_id=shop.pk))
    command = [sys.executable, "manage.py", "erase", "shop", "--user", "ada", "--yes"]
    environment = os.environ | {"DATABASE_URL": _test_url()}
    where = {"cwd": django_settings.BASE_DIR, "env": environment, "stderr": subprocess.PIPE, "text": True}
    killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, **where)  # type: ignore[call-overload]
    for line in killed.stderr:
        if line.startswith("erased") and int(line.split()[1]) >= 40:
            killed.send_signal(signal.SIGKILL)
            break
    killed.communicate()
    half = query("SELECT count(*) FROM span")[0][0]
    again = subprocess.run(command, stdout=subprocess.PIPE, check=False, **where)  # type: ignore[call-overload]
    assert again.returncode == 0, again.stderr
    assert 0 < half < 4_000
    assert "Erased: 2,000 traces, 4,000 spans and events" in again.stdout
    assert query("SELECT count(*) FROM span") == [(0,)]


def _test_url() -> str:
    """Of the database that this test is in."""
    base, _, options = django_settings.DATABASE_URL.partition("?")
    name = connection.settings_dict["NAME"]
    return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{options}" if options else "")
