"""The Python SDK's own exporter, as programs use it."""

from collections.abc import Sequence

import pytest
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult

from tests.conformance.client import Door


class Watched(SpanExporter):
    """Remembers what the exporter reported."""

    def __init__(self, exporter: OTLPSpanExporter) -> None:
        self.exporter = exporter
        self.results: list[SpanExportResult] = []

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.results.append(self.exporter.export(spans))
        return self.results[-1]

    def shutdown(self) -> None:
        self.exporter.shutdown()  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("compression", [Compression.NoCompression, Compression.Gzip, Compression.Deflate])
@pytest.mark.parametrize("header", ["Authorization", "x-api-key"])
def test_the_python_exporter_gets_through(door: Door, compression: Compression, header: str) -> None:
    key = f"Bearer {door.key}" if header == "Authorization" else door.key
    exporter = OTLPSpanExporter(f"{door.url}/v1/traces", headers={header: key}, compression=compression, timeout=10)
    watched = Watched(exporter)
    provider = TracerProvider(resource=Resource({"service.name": "conformance"}))
    provider.add_span_processor(SimpleSpanProcessor(watched))
    tracer = provider.get_tracer("tests.conformance")
    with tracer.start_as_current_span("root"), tracer.start_as_current_span("child") as child:
        child.set_attribute("gen_ai.usage.input_tokens", 7)
    provider.shutdown()
    assert watched.results == [SpanExportResult.SUCCESS] * 2
