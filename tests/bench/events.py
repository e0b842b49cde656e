"""Usage events and outcomes a second through their doors, on one core, each durable when it is answered."""

import os
import time
from collections.abc import Iterator
from itertools import count, islice
from typing import Any

from aiops.demo import history
from aiops.demo.events import Event, bodies, outcomes, usage
from tests.bench import load
from tests.bench.stack import Stack, running

EVENTS_PER_BODY, CONNECTIONS = 500, 4
JSON = {"Content-Type": "application/json"}
DAYS, RUNS = 25, 1_000


def one_core(events: int) -> Iterator[dict[str, Any]]:
    """Load, web, worker and database on core 0: usage events first, then outcomes of runs that nobody sent."""
    usage_bodies, outcome_bodies = (list(bodies(made, EVENTS_PER_BODY)) for made in made_of(events))
    with running(cores={0}) as stack:
        stack.key = stack.manage("create_key", "bench", "--scope", "ingest", "--scope", "outcomes").split()[-1]
        load.send(stack.url, stack.key, usage_bodies[:2], 0, headers=JSON, path="/api/v1/usage")  # it warms up
        yield measured(stack, "/api/v1/usage", usage_bodies[2:], "SELECT count(*) FROM span WHERE source = 2")
        yield measured(stack, "/api/v1/outcomes", outcome_bodies, "SELECT count(*) FROM outcome")


def made_of(events: int) -> tuple[list[Event], list[Event]]:
    """So many of each kind, and a thousand usage events to warm up with, made before any clock is started."""
    runs, now_ns = list(history.runs(load.SEED, time.time_ns(), RUNS, DAYS)), time.time_ns()
    alone = (event for event in usage.events(runs) if "span_id" not in event)  # those are one call, however often told
    return (
        repeated(alone, "event_id", events + 2 * EVENTS_PER_BODY),
        repeated(outcomes.events(runs, now_ns), "outcome_id", events),
    )


def repeated(events: Iterator[Event], name: str, wanted: int) -> list[Event]:
    """The simulated ones again and again, each time by other ids."""
    known = list(events)
    copies = ({**event, name: f"{event[name]}-{turn}"} for turn in count() for event in known)
    return list(islice(copies, wanted))


def measured(stack: Stack, path: str, sent: list[bytes], stored: Any) -> dict[str, Any]:
    before, cpu = stack.sql(stored)[0][0], stack.cpu_seconds()
    events = len(sent) * EVENTS_PER_BODY
    seen = load.send(stack.url, stack.key, sent, events, CONNECTIONS, JSON, path)
    return {
        "what": f"POST {path}, {EVENTS_PER_BODY} x {CONNECTIONS}",
        "events/s": round(seen.spans_per_second),
        "p50 ms": round(seen.latency_ms(0.5), 1),
        "p99 ms": round(seen.latency_ms(0.99), 1),
        "CPU us/event": round((stack.cpu_seconds() - cpu) / events * 1e6),
        "refused": seen.refused,
        "missing": events - (stack.sql(stored)[0][0] - before),
        "load of the machine": round(os.getloadavg()[0], 1),
    }
