"""Managed workflows: runs a second, what a step costs, how soon a run begins. Two workers on a database of their own.

Beside the clock, which a busy machine spoils, it says how much processor time a run took, of workers and database, and
how many transactions.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.bench import alone
from tests.bench.stats import quantile

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2
FLOWS = "tests.bench.engine_flows"
REST_S = 8.0
QUIET_S = 1.3  # after which a worker looks seldom by itself: what finds the next run is its nudge
TICKS = os.sysconf("SC_CLK_TCK")
Row = dict[str, Any]


def measured(runs: int, steps: int, starts: int) -> Iterator[Row]:
    """On the queue in the database and, where there is one, on Valkey or Redis."""
    with alone.server(), ExitStack() as stack:
        from tests.brokers import redis_server

        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="aiops-bench-")))
        with worked_on(folder, "") as project_id:
            yield from numbers(project_id, runs, steps)
            yield begins(project_id, starts, "pgmq")
        with redis_server(folder) as broker, worked_on(folder, broker.url) as project_id:
            yield begins(project_id, starts, "redis")


@contextmanager
def worked_on(folder: Path, broker: str) -> Iterator[int]:
    """Workers as the product starts them, nudged through the broker by this process. Answers a project."""
    from celery import Celery
    from django.conf import settings

    from aiops.core.embedded.supervisor import WORKER
    from aiops.demo.stub_openai import Stub
    from tests.workflows.engine.steps import world
    from workflows.engine import nudges, versions

    environment = os.environ | {"AIOPS_HOME": str(folder), "AIOPS_MANAGED_WORKFLOWS": FLOWS}
    environment |= {"AIOPS_SECRET_KEY": "0" * 64, "CELERY_BROKER_URL": broker}
    settings.MANAGED_WORKFLOWS = [FLOWS]
    versions.forget()
    command = [sys.executable, "-m", "celery", *WORKER]
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS if not broker else {}
    with (
        Stub(seed=1) as stub,
        (folder / "workers.log").open("ab") as log,
        Celery("nudges", broker=broker or "pgmq://localhost", set_as_current=False) as app,
    ):
        app.conf.broker_transport_options = options
        workers = [subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log, stdout=log) for _ in range(WORKERS)]
        nudges.send_by(lambda: app.send_task("workflows.tasks.nudge", retry=False, ignore_result=True))
        try:
            project_id = world(stub).project.pk
            started(project_id, "short", {"number": 0}, WORKERS * 20)  # everything is read and connected
            yield project_id
        finally:
            for each in workers:
                each.kill()
                each.wait()


def at_rest(seconds: float) -> Row:
    """What workers and database use when there is nothing to do, a second: the clock of every recurring task."""
    before = used()
    time.sleep(seconds)
    after = used()
    return {key: round((after[key] - before[key]) / seconds, 2) for key in after}


def numbers(project_id: int, runs: int, steps: int) -> Iterator[Row]:
    time.sleep(REST_S)
    yield {"what": "at rest, a second"} | (rest := at_rest(REST_S))
    _, spent, seconds = started(project_id, "short", {"number": 1}, runs)
    yield {"what": f"{runs} short runs, 2 steps, 1 model call", "runs_a_second": round(runs / seconds, 1)} | spent
    yield {"what": "one of them, less what rest takes"} | less(spent, rest, seconds / runs)
    [run_id], spent, seconds = started(project_id, "steps", {"many": steps}, 1)
    gaps = query(
        "SELECT extract(epoch FROM ended_at - lag(ended_at) OVER (ORDER BY ended_at))::float * 1000"
        " FROM workflows_step WHERE run_id = %s OFFSET 1",
        [run_id],
    )
    each = {name: round(value / steps, 2) for name, value in less(spent, rest, seconds).items()}
    p50 = {"ms_p50": round(quantile([gap for (gap,) in gaps if gap is not None], 0.5), 2)}
    yield {"what": f"a step of {steps} that do nothing", "ms_mean": round(seconds / steps * 1000, 2)} | p50 | each


def less(spent: Row, rest: Row, seconds: float) -> Row:
    return {name: round(value - rest.get(name, 0) * seconds, 2) for name, value in spent.items()}


def begins(project_id: int, starts: int, queue: str) -> Row:
    """From the call that starts a run to its first step, on workers that have nothing else to do."""
    waited = []
    for _ in range(starts):
        time.sleep(QUIET_S)
        [run_id], _, _ = started(project_id, "steps", {"many": 1}, 1)
        [(seconds,)] = query(
            "SELECT extract(epoch FROM min(step.started_at) - run.created_at)::float FROM workflows_run AS run"
            " JOIN workflows_step AS step ON step.run_id = run.id WHERE run.id = %s GROUP BY run.created_at",
            [run_id],
        )
        waited.append(seconds * 1000)
    facts = {"ms_p50": round(quantile(waited, 0.5), 1), "ms_p95": round(quantile(waited, 0.95), 1), "of": starts}
    return {"what": f"start to first step, {queue}"} | facts


def started(project_id: int, name: str, given: Row, many: int) -> tuple[list[Any], Row, float]:
    """Starts so many and waits for them: their ids, what that took of processor and database, and seconds."""
    from workflows.engine import control
    from workflows.models import Run

    before = used()
    ids = [control.start(project_id, name, given).run_id for _ in range(many)]
    deadline = time.monotonic() + 600
    while Run.objects.filter(pk__in=ids, ended_at=None).exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    after = used()
    spent = {key: round((after[key] - before[key]) / many, 2) for key in after}
    bad = Run.objects.filter(pk__in=ids).exclude(state="succeeded").count()
    [(seconds,)] = query(
        "SELECT extract(epoch FROM max(ended_at) - min(started_at))::float FROM workflows_run WHERE id = ANY(%s)", [ids]
    )
    return ids, spent | ({"missing": bad} if bad else {}), seconds


def used() -> Row:
    """So far, by all workers and the database: milliseconds of the processor, and transactions."""
    [(transactions,)] = query("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
    mine, server, workers = os.getpid(), 0.0, 0.0
    for parent, name, own, of_children in processes():
        if name.startswith("postgres"):
            server += own + (of_children if parent == mine else 0)
        elif parent == mine:
            workers += own
    return {"workers_cpu_ms": workers * 1000, "database_cpu_ms": server * 1000, "transactions": transactions}


def processes() -> Iterator[tuple[int, str, float, float]]:
    """Below this one: parent, name, seconds of its own and of its ended children."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, rest = stat.read_text().rpartition(")")
        except OSError:
            continue
        fields = rest.split()
        own, children = int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14])
        pid, _, name = head.partition(" (")
        found[int(pid)] = (int(fields[1]), name, own / TICKS, children / TICKS)
    below, reached = {os.getpid()}, 0
    while reached < len(below):
        reached = len(below)
        below |= {pid for pid, (parent, *_) in found.items() if parent in below}
    yield from (found[pid] for pid in below - {os.getpid()})


def query(sql: str, values: Any = ()) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
