"""From a real package's bytes to what a page reads: through the door, priced, stored and opened again."""

import time

import pytest
from django.test import Client
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests import people
from tests.traces.semconv.real import GOLDEN
from traces import semconv
from traces.store import reader
from traces.types import CALL_KINDS, SpanBody, StoredSpan, TraceDetail

pytestmark = pytest.mark.django_db
# 86 plain tokens at $0.25, 1,920 cached at $0.025, 300 out at $2 a million: 21,500 + 48,000 + 600,000 nano-dollars.
COST_NANOUSD = 669_500


def lately(body: bytes) -> ExportTraceServiceRequest:
    """The recorded request as if it had happened a minute ago: old spans would be out of retention."""
    request = ExportTraceServiceRequest.FromString(body)
    spans = [span for each in request.resource_spans for scope in each.scope_spans for span in scope.spans]
    shift_ns = time.time_ns() - 60 * 10**9 - min(span.start_time_unix_nano for span in spans)
    for span in spans:
        span.start_time_unix_nano += shift_ns
        span.end_time_unix_nano += shift_ns
        for event in span.events:
            event.time_unix_nano += shift_ns
    return request


def stored(folder: str, scenario: str) -> tuple[TraceDetail, StoredSpan, SpanBody]:
    """The trace that the recorded request made, its call, and what the call said."""
    project = people.project("shop")
    request = lately((GOLDEN / folder / f"{scenario}.pb").read_bytes())
    key = people.key(project, "ingest").text
    Client().post(
        "/v1/traces",
        request.SerializeToString(),
        content_type="application/x-protobuf",
        headers={"Authorization": f"Bearer {key}"},
    )
    trace_id = request.resource_spans[0].scope_spans[0].spans[0].trace_id
    found = reader.trace(project.pk, trace_id)
    assert found is not None
    (call,) = [span for span in found.spans if span.kind in CALL_KINDS and span.input_tokens]
    body = reader.body(project.pk, trace_id, call.span_id)
    assert body is not None
    return found, call, body


FOLDERS = {
    "genai-openai-1.3b0": "openai",
    "openinference-openai-0.1.66": "openai",
    "traceloop-0.62.4": "openai",
    "langfuse-5.0.4": None,  # it says no provider: the model alone finds the price
    "langsmith-0.15.0": "openai",
    "litellm-1.106.2": "openai",
    "vercel-6.0.326": "openai",
    "vercel-7.0.173": "openai",
}


@pytest.mark.parametrize(("folder", "provider"), FOLDERS.items())
def test_a_real_call_is_priced_to_the_nano_dollar_and_shows_its_conversation(folder: str, provider: str | None) -> None:
    _, span, body = stored(folder, "chat_cached")
    assert (span.provider, span.model, span.input_tokens, span.cache_read_tokens) == (
        provider,
        "gpt-5-mini",
        2006,
        1920,
    )
    assert (span.output_tokens, span.cost_nanousd) == (300, COST_NANOUSD)
    assert [message.text for message in semconv.content(body).output] == ["Delivered."]


NO_TOKENS = "mlflow-genai-"  # it leaves the usage of an embedding out
EMBEDDINGS = sorted(
    file.parent.name for file in GOLDEN.glob("*/embeddings.pb") if not file.parent.name.startswith(NO_TOKENS)
)


@pytest.mark.parametrize("folder", EMBEDDINGS)
def test_a_real_embedding_is_priced_though_some_say_no_provider(folder: str) -> None:
    """25 tokens at $0.02 a million."""
    _, span, _ = stored(folder, "embeddings")
    assert (span.kind, span.cost_nanousd, span.cost_source) == ("embedding", 500, "price")
