"""What real packages send as logs, through our doors: the span shows what was said and counts once."""

import sys
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from aiops.core.models import Project
from tests import people
from tests.traces.semconv.real import GOLDEN
from tests.traces.semconv.real.door import ENVIRONMENT, bodies_of
from traces import semconv
from traces.otlp import decode
from traces.settle import settle_ready
from traces.store import reader
from traces.types import TraceFilter

pytestmark = pytest.mark.django_db
V2 = GOLDEN.parent / "otlp_logs" / "openai-v2-2.1b0"  # recorded by said_in_logs with opentelemetry-sdk 1.37
EVENTS = {
    "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "EVENT_ONLY",
    "OTEL_INSTRUMENTATION_GENAI_EMIT_EVENT": "true",
}


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


def post(shop: Project, signal: str, body: bytes) -> None:
    key = people.key(shop, "ingest").text
    answer = Client().post(f"/v1/{signal}", body, "application/x-protobuf", headers={"x-api-key": key})
    assert (answer.status_code, answer.content) == (200, b"")


def check(shop: Project, bodies: dict[str, bytes]) -> None:
    """`bodies` by signal."""
    for signal in ("logs", "traces"):
        post(shop, signal, bodies[signal])
    settle_ready(shop.id, 2**62)
    [row] = reader.list_traces(shop.id, TraceFilter(0, 2**62)).rows
    [body] = reader.bodies(shop.id, row.trace_id).values()
    content = semconv.content(body)
    said = [(message.role, message.text.partition(" [[")[0]) for message in (*content.input, *content.output)]
    assert said == [("system", "Be brief."), ("user", "Where is my order?"), ("assistant", "It is on its way.")]
    assert (row.span_count, row.call_count, row.input_tokens, row.output_tokens) == (1, 1, 100, 20)


def test_messages_that_genai_openai_sends_as_a_log_record_show_on_the_span(shop: Project) -> None:
    command = [sys.executable, "-m", "tests.traces.semconv.real.said_in_logs"]
    posted = bodies_of(command, environment=ENVIRONMENT | EVENTS)
    check(shop, {signal: b"".join(parts) for signal, parts in posted.items()})


def test_messages_that_openai_v2_sends_as_a_record_each_show_on_the_span(shop: Project) -> None:
    recorded = {signal: (V2 / f"{signal}.pb").read_bytes() for signal in ("logs", "traces")}
    found = decode(recorded["traces"], "protobuf").spans
    started_ns = min(span.start_ns for span in found)
    with time_machine.travel(datetime.fromtimestamp(started_ns / 1e9 + 60, UTC), tick=True):
        check(shop, recorded)
