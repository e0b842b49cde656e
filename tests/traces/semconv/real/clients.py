"""Packages that come with a client of their own, or wrap OpenAI's: each gives one that speaks like it.

A scenario calls `chat.completions.create`, `embeddings.create` and `responses.create` and reads the answer.
"""

import time
from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import openai
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter

RESOURCE = {"service.name": "shop", "service.version": "1.4.2", "deployment.environment.name": "test"}
RELEASE, ENVIRONMENT = "1.4.2", "test"
Made = tuple[Any, Callable[[], object]]  # the client, and what sends all its spans off


def provided(processor: BatchSpanProcessor | None = None) -> TracerProvider:
    provider = TracerProvider(resource=Resource.create(RESOURCE))
    if processor is not None:
        provider.add_span_processor(processor)
    trace.set_tracer_provider(provider)
    return provider


def langfuse(stub_url: str, exporter: SpanExporter) -> Made:
    """Its processor writes release, environment, session and user on every span, and its filter picks what is sent."""
    from langfuse import Langfuse
    from langfuse import openai as _patches  # noqa: F401 - patches the client

    told = Langfuse(
        public_key="pk-1",
        secret_key="sk-1",
        base_url="http://127.0.0.1:9",
        tracer_provider=provided(),
        span_exporter=exporter,
        release=RELEASE,
        environment=ENVIRONMENT,
        should_export_span=lambda _: True,  # the application's own span too
    )
    return openai.OpenAI(base_url=stub_url, api_key="key", max_retries=0), told.flush


def langsmith(stub_url: str, exporter: SpanExporter) -> Made:
    from langsmith import Client, run_trees
    from langsmith.wrappers import wrap_openai

    processor = BatchSpanProcessor(exporter, schedule_delay_millis=60_000)
    client = run_trees._CLIENT = Client(  # the one that decorators use
        api_key="key", api_url="http://127.0.0.1:9", tracing_mode="otel", otel_tracer_provider=provided(processor)
    )

    def flush() -> None:
        client.flush()
        processor.force_flush()

    plain = openai.OpenAI(base_url=stub_url, api_key="key", max_retries=0)
    return wrap_openai(plain, tracing_extra={"client": client}), flush


def litellm(stub_url: str, exporter: SpanExporter) -> Made:
    import litellm as lite  # type: ignore[import-not-found]
    from litellm.integrations.opentelemetry import (  # type: ignore[import-not-found]
        OpenTelemetry,
        OpenTelemetryConfig,
    )

    processor = BatchSpanProcessor(exporter, schedule_delay_millis=60_000)
    provider = provided(processor)
    lite.callbacks = [OpenTelemetry(config=OpenTelemetryConfig(exporter=exporter), tracer_provider=provider)]
    lite.cache = lite.Cache(type="local", default_in_memory_ttl=60)
    lite.enable_cache()

    def to(call: Callable[..., Any]) -> Any:
        def create(model: str, **given: Any) -> Any:
            answer = call(model="openai/" + model, api_base=stub_url, api_key="key", max_retries=0, user="u-1", **given)
            return nullcontext(answer) if given.get("stream") else answer

        return SimpleNamespace(create=create)

    def flush() -> None:
        time.sleep(2)  # its callbacks run in threads of their own
        processor.force_flush()

    client = SimpleNamespace(
        chat=SimpleNamespace(completions=to(lite.completion)),
        embeddings=to(lite.embedding),
        responses=to(lite.responses),
    )
    return client, flush


CLIENTS: dict[str, Callable[[str, SpanExporter], Made]] = {
    "langfuse": langfuse,
    "langsmith": langsmith,
    "litellm": litellm,
}
