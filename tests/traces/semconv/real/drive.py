"""`python -m tests.traces.semconv.real.drive PACKAGE STUB_URL DOOR_URL`: all scenarios, one POST each.

The header `x-scenario` tells the door which scenario a body belongs to.
"""

import sys

import openai
import requests
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter

from tests.traces.semconv.real.agents import AGENTS
from tests.traces.semconv.real.clients import CLIENTS, RESOURCE, Made, provided
from tests.traces.semconv.real.scenarios import SCENARIOS, twice


def genai_openai(processor: BatchSpanProcessor) -> None:
    from opentelemetry.instrumentation.genai.openai import OpenAIInstrumentor

    OpenAIInstrumentor().instrument(tracer_provider=provided(processor))


def openinference_openai(processor: BatchSpanProcessor) -> None:
    from openinference.instrumentation.openai import OpenAIInstrumentor

    OpenAIInstrumentor().instrument(tracer_provider=provided(processor))


def traceloop(processor: BatchSpanProcessor) -> None:
    from traceloop.sdk import Traceloop
    from traceloop.sdk.instruments import Instruments

    Traceloop.init(
        app_name="shop",
        processor=processor,
        telemetry_enabled=False,
        resource_attributes=RESOURCE,
        instruments={Instruments.OPENAI},
    )


def openai_v2(processor: BatchSpanProcessor) -> None:
    from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor  # type: ignore[import-not-found]

    OpenAIInstrumentor().instrument(tracer_provider=provided(processor))


def traceloop_openai(processor: BatchSpanProcessor) -> None:
    from opentelemetry.instrumentation.openai import OpenAIInstrumentor

    OpenAIInstrumentor().instrument(tracer_provider=provided(processor))


SET_UP = {
    "genai-openai": genai_openai,
    "openinference-openai": openinference_openai,
    "traceloop": traceloop,
    "openai-v2": openai_v2,
    "traceloop-openai": traceloop_openai,
}


def instrumented(package: str, stub_url: str, exporter: SpanExporter) -> Made:
    """OpenAI's own client, patched by the package."""
    processor = BatchSpanProcessor(exporter, schedule_delay_millis=60_000)
    SET_UP[package](processor)
    return openai.OpenAI(base_url=stub_url, api_key="key", max_retries=0), processor.force_flush


def main(package: str, stub_url: str, door_url: str) -> None:
    session = requests.Session()
    exporter = OTLPSpanExporter(endpoint=door_url, session=session)
    made = CLIENTS[package](stub_url, exporter) if package in CLIENTS else instrumented(package, stub_url, exporter)
    client, flush = made
    tracer = trace.get_tracer("shop")
    more = {"agent": AGENTS[package]} if package in AGENTS else {"twice": twice} if package == "litellm" else {}
    for name, scenario in (SCENARIOS | more).items():
        session.headers["x-scenario"] = name
        scenario(client, tracer)
        flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
