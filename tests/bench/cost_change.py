"""How long the bridge takes: 50 workflows x 20 models, 28 days against 28, from roll-ups, without HTTP.

python -m pytest tests/bench/cost_change.py -s
"""

import os
import time
from datetime import UTC, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.db import connection

from aiops.core.periods import Period
from costs.analysis.words import shown
from costs.models import Price
from costs.store import changes, days
from tests import people
from tests.costs.change_world import CALLS, END, MIDDLE, RUNS, START

WORKFLOWS, MODELS = 50, 20
RATES = {"input": "2", "cache_read": "0.5", "output": "8"}


def server_seconds() -> float:
    """CPU time of the server's process behind our connection: on a busy machine the wall clock tells little."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.django_db
def test_fifty_workflows_of_twenty_models() -> None:
    shop, rng = people.project("shop"), np.random.default_rng(1)
    price = Price.objects.create(
        project=shop,
        provider="p",
        model="m",
        match={"starts_with": "m"},
        rates={"input": "2", "cache_read": "0.5", "output": "8"},
    )
    with connection.cursor() as cursor:
        for workflow in range(WORKFLOWS):
            times = [START + timedelta(days=day, hours=9) for day in range(56)]
            cursor.executemany(RUNS, [(shop.pk, at, f"w{workflow}", int(rng.integers(50, 100))) for at in times])
            rows = []
            for model in range(MODELS):
                for at in times:
                    calls = int(rng.integers(50, 100))
                    tokens = (calls * 1000, calls * 200, calls * 300, 0, 0, calls * 50, 0, 0, calls * 3_150_000)
                    key = (f"w{workflow}", "p", f"m{model}", "", "price", price.pk, 0)
                    rows.append((shop.pk, at, *key, calls, calls - 2, *tokens))
            cursor.executemany(CALLS, rows)
        cursor.execute("ANALYZE rollup_call")
    spans = [*days.spans_of(Period(START, MIDDLE)), *days.spans_of(Period(MIDDLE, END))]
    days.keep(shop.pk, spans, END + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cost_day")
    for _ in range(4):
        wall, cpu, served = time.perf_counter(), time.process_time(), server_seconds()
        found = changes.change(shop.pk, Period(START, MIDDLE), Period(MIDDLE, END), UTC)
        shown(found)
        took, own, served = time.perf_counter() - wall, time.process_time() - cpu, server_seconds() - served
        print(f"{took:.3f} s; computing: {own:.3f} s here, {served:.2f} s in PostgreSQL")  # noqa: T201
    assert len(found.change.workflows) == WORKFLOWS
