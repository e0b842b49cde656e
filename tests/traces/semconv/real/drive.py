"""`python -m tests.traces.semconv.real.drive PACKAGE STUB_URL DOOR_URL`: all scenarios, one POST each.

The header `x-scenario` tells the door which scenario a body belongs to.
"""

import sys

import openai
import requests
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from tests.traces.semconv.real.agents import AGENTS
from tests.traces.semconv.real.scenarios import SCENARIOS

RESOURCE = {"service.name": "shop", "service.version": "1.4.2", "deployment.environment.name": "test"}


def provided(processor: BatchSpanProcessor) -> TracerProvider:
    provider = TracerProvider(resource=Resource.create(RESOURCE))
    provider.add_span_processor(processor)
    trace.set_tracer_provider(provider)
    return provider


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


def main(package: str, stub_url: str, door_url: str) -> None:
    session = requests.Session()
    processor = BatchSpanProcessor(OTLPSpanExporter(endpoint=door_url, session=session), schedule_delay_millis=60_000)
    SET_UP[package](processor)
    client = openai.OpenAI(base_url=stub_url, api_key="key", max_retries=0)
    tracer = trace.get_tracer("shop")
    for name, scenario in (SCENARIOS | ({"agent": AGENTS[package]} if package in AGENTS else {})).items():
        session.headers["x-scenario"] = name
        scenario(client, tracer)
        processor.force_flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
