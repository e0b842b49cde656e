"""MLflow tracing: the OpenAI client by autolog, and a small agent told with MLflow's decorators.

Through MLflow's own OTLP processor: it adds to what the spans say. "mlflow-genai" has it translate them to gen_ai.*.
"""

import os
from functools import partial
from typing import cast

import mlflow
import openai
from mlflow.entities import Document
from mlflow.tracing import provider
from opentelemetry import trace
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Tracer

from tests.traces.semconv.frameworks import prompts
from tests.traces.semconv.frameworks.drive import Scenarios
from tests.traces.semconv.real.scenarios import SCENARIOS, chat


@mlflow.trace(span_type="TOOL")
def refund(order: str) -> str:
    return "done"


@mlflow.trace(span_type="RETRIEVER")
def search(question: str) -> list[Document]:
    return [Document(id="d1", page_content="Order A-1: lost", metadata={"page": 1})]


def scenarios(processor: BatchSpanProcessor, stub_url: str, framework: str) -> Scenarios:
    os.environ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = "http://127.0.0.1:9/"  # replaced below: the door's exporter
    os.environ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] = "http/protobuf"
    os.environ["OTEL_RESOURCE_ATTRIBUTES"] = ",".join(f"{name}={value}" for name, value in prompts.RESOURCE.items())
    os.environ["MLFLOW_ENABLE_OTEL_GENAI_SEMCONV"] = str(framework == "mlflow-genai").lower()
    provider.get_otlp_exporter = lambda: processor.span_exporter
    mlflow.openai.autolog()
    client = openai.OpenAI(base_url=stub_url, api_key="key", max_retries=0)

    @mlflow.trace(name="support", span_type="AGENT")
    def support(question: str) -> str:
        mlflow.update_current_trace(user="u-1", session_id="s-1")
        search(question)
        refund("A-1")
        chat(client, trace.get_tracer("shop"))
        return "refunded"

    class Told:
        """The tool loop's span, by MLflow."""

        def start_as_current_span(self, name: str) -> object:
            return mlflow.start_span(name)

    acts = {name: partial(scenario, client, cast("Tracer", Told())) for name, scenario in SCENARIOS.items()}
    return {name: partial(_flushed, act) for name, act in (acts | {"agent": partial(support, "order A-1")}).items()}


def _flushed(act: partial[object]) -> None:
    act()
    provider.provider.get().force_flush()
