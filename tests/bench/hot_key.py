"""A million outcomes on one business key, how long and how much memory: `python -m tests.bench.hot_key [OUTCOMES]`.

They come before their run, so each is looked at twice: once when it comes, once when the run does. Each step is timed
by quarters: were it quadratic, the last would take seven times as long as the first.
"""

import resource
import sys
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from tests.bench import alone

AT_ONCE = 10_000  # of one request
QUARTERS = 4
KEY = "hot"


def main() -> None:
    outcomes = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with alone.server():
        measure(outcomes)


def measure(outcomes: int) -> None:
    project = alone.project()
    quarter = outcomes // QUARTERS
    for number in range(QUARTERS):
        alone.timed(f"stored, quarter {number + 1}", partial(store, project, number * quarter, quarter))
    in_quarters("looked at", project.pk, outcomes)
    alone.timed("the run came", lambda: run_comes(project))
    in_quarters("credited", project.pk, outcomes)
    [(found, share)] = query("SELECT count(*), sum(share) FROM outcome_credit")
    [(sums,)] = query("SELECT successes FROM trace_run")
    sys.stdout.write(f"{found:,} credits, share {share}, the run says {sums}; ")
    sys.stdout.write(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB\n")


def store(project: Any, first: int, how_many: int) -> None:
    from aiops.core.events import Answer
    from workflows.store import outcomes
    from workflows.store.receiving import read_rows

    now = datetime.now(UTC)
    for start in range(first, first + how_many, AT_ONCE):
        answer = Answer()
        events = [event(n, now) for n in range(start, min(start + AT_ONCE, first + how_many))]
        outcomes.store(project.pk, read_rows(events, project, now, answer), now, answer)
        assert not answer.rejected, answer.rejected[:1]


def event(number: int, now: datetime) -> dict[str, Any]:
    at = now - timedelta(milliseconds=number % 3_600_000)
    return {
        "outcome_id": f"o-{number}", "workflow": "answer", "key": KEY, "occurred_at": at.isoformat(),
        "status": "success", "value_usd": "0.01",
    }  # fmt: skip


def run_comes(project: Any) -> None:
    from tests.factories import batch, span
    from traces import settle
    from traces.ingest.write import write

    start_ns = time.time_ns() - 7_200 * 10**9
    made = span(workflow="answer", business_key=KEY, start_ns=start_ns, end_ns=start_ns + 10**9)
    write(batch([made], project.pk, time.time_ns(), retention_days=400))
    settle.settle_ready(project.pk, time.time_ns() + 3_600 * 10**9)


def in_quarters(label: str, project_id: int, outcomes: int) -> None:
    """Turns of a second, as the ticker gives them."""
    from workflows import attribution

    done, reached, watch = 0, 1, alone.Watch()
    while some := attribution.attribute_ready(project_id):
        done += some
        while reached <= QUARTERS and done * QUARTERS >= outcomes * reached:
            watch.say(f"{label}, quarter {reached}")
            reached += 1


def query(sql: str) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


if __name__ == "__main__":
    main()
