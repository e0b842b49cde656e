"""What this installation says of itself at /metrics, in Prometheus' text form.

Requests are counted here, in the middleware `measure`; apps count their own things with prometheus_client and hand in
what only the database knows by `contribute`. Labels are few and fixed: never a project, a key or anything sent.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from aiops.core import queue, shared_counters, sql

disable_created_metrics()  # type: ignore[no-untyped-call]  # when a counter began is noise here

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
POOL_EVERY_S = 1.0
REQUESTS = Histogram(
    "aiops_http_request_seconds", "Time to answer, by address pattern.", ["method", "route", "status"], buckets=SECONDS
)
IN_FLIGHT = Gauge("aiops_http_requests_in_flight", "Requests being answered now.", multiprocess_mode="livesum")
POOL = Gauge("aiops_db_pool", "Connections to the database, by state.", ["state"], multiprocess_mode="livesum")
FAULTS = Counter("aiops_http_faults_total", "Requests that ended in a fault of ours.")
POOL_STATES = {"open": "pool_size", "idle": "pool_available", "waiting_requests": "requests_waiting"}
Contribution = Callable[[], Iterable[Metric]]
GetResponse = Callable[[HttpRequest], HttpResponse]

_contributions: list[Contribution] = []
_pool_seen_at = 0.0


def contribute(function: Contribution) -> None:
    """Calls the function at each reading; it may ask the database, cheaply. Apps do this in `ready()`."""
    if function not in _contributions:
        _contributions.append(function)


def measure(get_response: GetResponse) -> GetResponse:
    """Middleware: counts and times every request."""

    def measured(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        with IN_FLIGHT.track_inprogress():
            response = get_response(request)
        route = request.resolver_match.route if request.resolver_match else "unknown"
        method = request.method if request.method in {"GET", "POST", "HEAD"} else "other"
        REQUESTS.labels(method, route, f"{response.status_code // 100}xx").observe(time.perf_counter() - began)
        if response.status_code == 500:
            FAULTS.inc()
        sample_pool()
        return response

    return measured


def sample_pool() -> None:
    """Notes the state of this process's connections, at most once a second."""
    global _pool_seen_at  # noqa: PLW0603 - one number a process
    now = time.monotonic()
    pool: Any = getattr(connection, "pool", None)
    if pool is None or now - _pool_seen_at < POOL_EVERY_S:
        return
    _pool_seen_at = now
    stats = pool.get_stats()
    for state, name in POOL_STATES.items():
        POOL.labels(state).set(stats.get(name, 0))


def exposition() -> bytes:
    """Everything, in Prometheus' text form. Without a database what is counted in memory is still told."""
    registry = CollectorRegistry()
    folder = os.environ.get(shared_counters.VARIABLE)
    if folder:
        shared_counters.forget_gauges_of_the_dead(Path(folder))
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    counted = generate_latest(registry if folder else REGISTRY)
    asked = CollectorRegistry()
    asked.register(FromDatabase())
    return counted + generate_latest(asked)


class FromDatabase(Collector):
    """What apps have contributed, and whether the database answered."""

    def collect(self) -> Iterator[Metric]:
        found: list[Metric] = []
        answers = 1
        try:
            for function in (queue_backlog, *_contributions):
                found += function()
        except (OperationalError, InterfaceError):
            answers = 0
        yield from found
        yield GaugeMetricFamily("aiops_database_up", "1 when the database answers.", value=answers)


def queue_backlog() -> Iterator[Metric]:
    """Messages that wait in the queue on our own database; another broker has its own figures."""
    if not queue.on_our_database() or not queue.installed():
        return
    messages = GaugeMetricFamily("aiops_queue_messages", "Messages in the queue.", labels=["queue"])
    oldest = GaugeMetricFamily("aiops_queue_oldest_seconds", "Age of the oldest message.", labels=["queue"])
    for name, length, age_s in sql.tuples("aiops/core", "queue_backlog", ()):
        messages.add_metric([name], length)
        oldest.add_metric([name], age_s)
    yield messages
    yield oldest
