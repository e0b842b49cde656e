"""A project with calls of an hour ago, and the naive sums that pricing anew must agree with."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString

from django.db import connection

from aiops.core.models import Project
from costs import reprice
from costs.ingest import price
from costs.models import Price, Repricing
from costs.store import book
from tests.factories import batch, span
from traces import rollup, settle
from traces.ingest.write import write
from traces.types import Span

HOUR_NS = 3600 * 10**9
MILLION = {"input_tokens": 1_000_000, "output_tokens": 0}


def query(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def call(model: str | None = "house", ago_ns: int = HOUR_NS, **overrides: Any) -> Span:
    start_ns = time.time_ns() - ago_ns
    times = {"start_ns": start_ns, "end_ns": start_ns + 10**9}
    return span(**({"kind": "llm", "provider": "acme", "model": model} | MILLION | times | overrides))


def store(of: Project, *spans: Span) -> None:
    """Through pricing, writing, settling and rolling up."""
    book.forget()
    sent = batch(list(spans), of.pk, time.time_ns() - 60 * 10**9)
    price(sent)
    write(sent)
    catch_up(of)


def catch_up(of: Project) -> None:
    now_ns = time.time_ns()
    settle.settle_ready(of.pk, now_ns)
    rollup.recompute_ready(of.pk, now_ns, 0)


def own_price(of: Project, model: str, usd: str, **fields: Any) -> Price:
    """Long known, so that nothing waits for other processes to learn it."""
    same = {
        "provider": "acme",
        "match": {"equals": model},
        "source": "contract",
        "rates": {"input": usd, "output": "1"},
    }
    made = Price.objects.create(project=of, model=model, **(same | fields))
    Price.objects.filter(pk=made.pk).update(created_at=datetime.now(UTC) - timedelta(minutes=5))
    book.forget()
    Price.objects.filter(project=None).update(created_at=datetime.now(UTC) - timedelta(days=9))
    return made


def retire(own: Price) -> None:
    Price.objects.filter(pk=own.pk).update(retired_at=datetime.now(UTC) - timedelta(minutes=4))


def job(of: Project, hours: int = 24) -> Repricing:
    now = datetime.now(UTC)
    return reprice.start(of, now - timedelta(hours=hours), now, "ada@example.com")


def run(of: Project) -> Repricing:
    """Builds, applies, swaps, catches up."""
    made = job(of)
    finish(made)
    catch_up(of)
    made.refresh_from_db()
    return made


def finish(made: Repricing) -> None:
    while reprice.step(made):
        pass
    assert reprice.apply(made)
    while reprice.step(made):
        pass


# The cost of everything by every road: each must say the same.
ROADS: dict[str, LiteralString] = {
    "spans": "SELECT sum(cost_nanousd)::bigint FROM span WHERE project_id = %s AND usage_counted AND NOT superseded",
    "traces": "SELECT sum(cost_nanousd)::bigint FROM trace WHERE project_id = %s",
    "runs": "SELECT sum(cost_nanousd)::bigint FROM trace_run WHERE project_id = %s",
    "span buckets": "SELECT sum(cost_nanousd)::bigint FROM rollup_span WHERE project_id = %s",
    "run buckets": "SELECT sum(cost_nanousd)::bigint FROM rollup_run WHERE project_id = %s",
    "trace buckets": "SELECT sum(cost_nanousd)::bigint FROM rollup_trace WHERE project_id = %s",
    "call buckets": "SELECT sum(cost_nanousd)::bigint FROM rollup_call WHERE project_id = %s",
}


def sums(of: Project) -> dict[str, int | None]:
    return {name: query(sql, of.pk)[0][0] for name, sql in ROADS.items()}
