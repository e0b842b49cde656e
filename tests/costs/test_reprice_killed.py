"""Pricing anew in a real worker that is killed with SIGKILL again and again: every sum is right, no amount doubled."""

import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random, SystemRandom
from typing import Any
from urllib.request import Request, urlopen

import orjson
import pytest

from tests.bench import ingest
from tests.bench.stack import Stack, running
from tests.costs.reprice_world import ROADS
from tests.torture.victims import pid_when_running

pytestmark = pytest.mark.faults
CALLS, HOURS, AT_ONCE = 30_000, 24, 10_000
KILLS = 3  # while amounts are built, and as many while they take their place
NANOUSD = CALLS * 3_000_000  # 1,000 tokens at $3 a million each
START = """
from datetime import timedelta
from django.utils import timezone
from aiops.core.models import Project
from costs import reprice
now = timezone.now()
reprice.start(Project.objects.get(slug="bench"), now - timedelta(hours=30), now, "ada@example.com")
"""
APPLY = """
from costs import reprice
from costs.models import Repricing
assert reprice.apply(Repricing.objects.get())
"""


def events() -> Iterator[list[dict[str, Any]]]:
    """Calls of the last day, so many at once; each is a trace of its own."""
    end = datetime.now(UTC) - timedelta(minutes=10)
    same = {"workflow": "answer", "provider": "acme", "model": "house", "input_tokens": 1_000, "output_tokens": 0}
    for first in range(0, CALLS, AT_ONCE):
        yield [
            {"event_id": str(n), "timestamp": (end - timedelta(hours=HOURS * n / CALLS)).isoformat(), **same}
            for n in range(first, first + AT_ONCE)
        ]


def post(stack: Stack, path: str, key: str, body: Any) -> Any:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    with urlopen(Request(f"{stack.url}{path}", orjson.dumps(body), headers), timeout=120) as answer:
        return orjson.loads(answer.read())


def price_it(stack: Stack) -> None:
    """Long enough ago that every process knows it."""
    key = stack.manage("create_key", "bench", "--scope", "admin").split()[-1]
    post(stack, "/api/v1/prices", key, {"provider": "acme", "model": "house", "rates": {"input": "3", "output": "1"}})
    stack.sql("UPDATE costs_price SET created_at = now() - interval '5 minutes'")


def slices(stack: Stack, state: str) -> int:
    return int(stack.sql("SELECT count(*) FROM costs_repricingslice WHERE state = %s", state)[0][0])


def job_state(stack: Stack) -> str:
    return str(stack.sql("SELECT state FROM costs_repricing")[0][0])


def wait_until(reached: Any, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "no progress"
        time.sleep(0.02)


def kill_between(stack: Stack, working: str, slice_state: str, random: Random) -> int:
    """Kills the worker each time some slices more are done, while the job is at it; how often."""
    kills = 0
    for _ in range(KILLS):
        enough = slices(stack, slice_state) + 2
        wait_until(lambda enough=enough: slices(stack, slice_state) >= enough or job_state(stack) != working)
        time.sleep(random.uniform(0, 0.3))
        if job_state(stack) == working:
            os.kill(pid_when_running(stack, "worker"), signal.SIGKILL)
            kills += 1
    return kills


def test_a_worker_killed_while_it_builds_and_while_it_swaps_doubles_no_amount() -> None:
    seed = SystemRandom().randrange(10**6)
    random = Random(seed)
    with running() as stack:
        for some in events():
            assert post(stack, "/api/v1/usage", stack.key, {"events": some})["accepted"] == AT_ONCE
        ingest.drain(stack)
        [(project_id,)] = stack.sql("SELECT id FROM core_project WHERE slug = 'bench'")
        price_it(stack)
        stack.manage("shell", "-c", START)
        kills = kill_between(stack, "building", "built", random)
        wait_until(lambda: job_state(stack) == "built")
        assert stack.sql("SELECT sum(seen), sum(changed) FROM costs_repricingslice") == [(CALLS, CALLS)]
        assert stack.sql("SELECT count(*), count(cost_nanousd) FROM span WHERE model = 'house'") == [(CALLS, 0)]
        stack.manage("shell", "-c", APPLY)
        kills += kill_between(stack, "swapping", "swapped", random)
        wait_until(lambda: job_state(stack) == "done")
        ingest.drain(stack)
        found = {name: stack.sql(road, project_id)[0][0] for name, road in ROADS.items()}
        assert found == dict.fromkeys(ROADS, NANOUSD), f"seed {seed}"
        assert stack.sql("SELECT count(*) FROM span_reprice") == [(0,)]
        assert kills >= KILLS, f"seed {seed}: the job was over before it was disturbed"
