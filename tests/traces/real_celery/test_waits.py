"""Publish and run spans of real tasks, sent through the door: joined, they say how long each task waited."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery.contrib.testing.worker import start_worker  # noqa: TID251
from django.db import connection
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.instrumentation.celery import CeleryInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.traces.api.calling import Caller, caller
from tests.traces.real_celery import tasks
from traces import rollup, settle
from traces.store import partitions
from traces.types.time_kinds import TIME_KINDS

pytestmark = pytest.mark.django_db
MS = 1_000_000
WAIT = 0.4  # s that the queue stands before a worker comes


@pytest.fixture
def shop() -> Caller:
    partitions.forget()
    return caller("shop")


@pytest.fixture
def traced() -> Iterator[tuple[TracerProvider, InMemorySpanExporter]]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(resource=Resource({"service.name": "shop"}))
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    instrumentor = CeleryInstrumentor()  # type: ignore[no-untyped-call]
    instrumentor.instrument(tracer_provider=provider)
    yield provider, exporter
    instrumentor.uninstrument()


def query(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def sent(shop: Caller, traced: tuple[TracerProvider, InMemorySpanExporter], task: Any, *args: Any) -> None:
    """A request that queues the task; a worker comes later. All their spans go through the door, and settle."""
    provider, exporter = traced
    with provider.get_tracer("shop").start_as_current_span("POST /ask"):
        result = task.apply_async(args)
    time.sleep(WAIT)
    with start_worker(tasks.app, perform_ping_check=False, pool="solo", loglevel="ERROR"):
        result.get(timeout=20)
        time.sleep(0.2)  # the run span ends after the result is there
    body = encode_spans(exporter.get_finished_spans()).SerializeToString()
    assert shop.send(body, "application/x-protobuf").status_code == 200
    settle.settle_ready(shop.project_id, time.time_ns() + 60 * 10**9)


def test_a_task_waited_from_its_publish_span_to_its_run_span(shop: Caller, traced: Any) -> None:
    sent(shop, traced, tasks.answer, 0.1)
    [(name, waited)] = query("SELECT name, queue_wait_ns FROM span WHERE queue_wait_ns IS NOT NULL")
    assert name == "run/shop.answer"
    assert WAIT * 1000 * MS <= waited < 20_000 * MS
    [(critical, duration)] = query("SELECT critical_ns, duration_ns FROM trace_run")
    by_kind = dict(zip(TIME_KINDS, critical, strict=True))
    assert sum(critical) == duration
    assert waited <= by_kind["queue_wait"] <= waited + 100 * MS
    assert by_kind["own_code"] >= 100 * MS
    rollup.recompute_ready(shop.project_id, time.time_ns(), 0)
    now = datetime.now(UTC)
    found = shop.get(
        "/api/v1/analysis/latency", {"from": now - timedelta(hours=2), "to": now + timedelta(hours=1)}
    ).json()
    [queue] = found["queues"]
    assert (queue["name"], queue["taken"]) == ("shop run/shop.answer", 1)
    assert queue["p50_ms"] * MS == pytest.approx(waited, rel=0.01)
    assert queue["mean_depth"] == pytest.approx(waited / (3 * 3600 * 10**9), abs=1e-6)  # it has six places
    assert [(each["runs"], each["failed"]) for each in found["workflows"]] == [(1, 0)]


def test_a_task_that_is_retried_waited_for_its_retry(shop: Caller, traced: Any) -> None:
    sent(shop, traced, tasks.flaky)
    [(critical,)] = query("SELECT critical_ns FROM trace_run")
    by_kind = dict(zip(TIME_KINDS, critical, strict=True))
    assert by_kind["backoff_wait"] >= 200 * MS, by_kind
