"""`python -m tests.traces.semconv.real.said_in_logs STUB_URL DOOR_URL`: one chat, its messages sent as log records.

With opentelemetry-instrumentation-genai-openai, or with openai-v2 where only that is installed.
"""

import sys

import openai
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

try:
    from opentelemetry.instrumentation.genai.openai import OpenAIInstrumentor
except ImportError:  # openai-v2, which asks an SDK of its time for a logger of events
    from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor  # type: ignore[import-not-found,no-redef]
    from opentelemetry.sdk._events import EventLoggerProvider  # type: ignore[import-not-found]
else:
    EventLoggerProvider = None

PROMPT = "Where is my order? [[input=100 output=20 text=It_is_on_its_way.]]"


def main(stub_url: str, door_url: str) -> None:
    resource = Resource({"service.name": "shop"})
    tracers, loggers = TracerProvider(resource=resource), LoggerProvider(resource=resource)
    spans = OTLPSpanExporter(door_url, headers={"x-scenario": "traces"})
    records = OTLPLogExporter(door_url.replace("traces", "logs"), headers={"x-scenario": "logs"})
    tracers.add_span_processor(BatchSpanProcessor(spans))
    loggers.add_log_record_processor(BatchLogRecordProcessor(records))
    older = {"event_logger_provider": EventLoggerProvider(loggers)} if EventLoggerProvider else {}
    OpenAIInstrumentor().instrument(tracer_provider=tracers, logger_provider=loggers, **older)
    openai.OpenAI(base_url=stub_url, api_key="key", max_retries=0).chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "system", "content": "Be brief."}, {"role": "user", "content": PROMPT}],
    )
    tracers.shutdown()
    loggers.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
