"""OpenLIT over the OpenAI client."""

from functools import partial

import openai
import openlit
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from tests.traces.semconv.frameworks import prompts
from tests.traces.semconv.frameworks.drive import Scenarios
from tests.traces.semconv.real.scenarios import SCENARIOS


def scenarios(processor: BatchSpanProcessor, stub_url: str, framework: str) -> Scenarios:
    provider = TracerProvider(resource=Resource.create(prompts.RESOURCE))
    provider.add_span_processor(processor)
    trace.set_tracer_provider(provider)
    openlit.init(environment="test", service_name="shop", disable_metrics=True, disable_events=True)
    client = openai.OpenAI(base_url=stub_url, api_key="key", max_retries=0)
    return {name: partial(scenario, client, provider.get_tracer("shop")) for name, scenario in SCENARIOS.items()}
