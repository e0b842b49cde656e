"""Logfire over the OpenAI client: a stream's usage comes in a span of its own, after the call's."""

from functools import partial

import logfire
import openai
from opentelemetry import trace
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from tests.traces.semconv.frameworks.drive import Scenarios
from tests.traces.semconv.real.scenarios import SCENARIOS


def scenarios(processor: BatchSpanProcessor, stub_url: str, framework: str) -> Scenarios:
    logfire.configure(
        send_to_logfire=False, console=False, inspect_arguments=False, service_name="shop", service_version="1.4.2",
        environment="test", additional_span_processors=[processor], metrics=False,
    )  # fmt: skip
    client = openai.OpenAI(base_url=stub_url, api_key="key", max_retries=0)
    logfire.instrument_openai(client, version=1 if framework == "logfire-openai-v1" else 2)
    tracer = trace.get_tracer("shop")
    return {name: partial(scenario, client, tracer) for name, scenario in SCENARIOS.items()}
