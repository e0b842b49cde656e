"""Pydantic AI with its own instrumentation: agents, a tool, embeddings, a stream, both APIs of OpenAI.

"pydantic-ai-v2" is format 2 with usage on the agent as `gen_ai.usage.*`, as older releases sent it.
"""

import asyncio
import warnings
from typing import Any

import openai
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from pydantic_ai import Agent, Embedder
from pydantic_ai.embeddings.openai import OpenAIEmbeddingModel
from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.models.instrumented import InstrumentationSettings
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.openai import OpenAIProvider

from tests.traces.semconv.frameworks import prompts
from tests.traces.semconv.frameworks.drive import Scenarios


def weather(city: str) -> str:
    """The weather of a city"""
    return "sunny"


def settings(processor: BatchSpanProcessor, framework: str) -> InstrumentationSettings:
    tracers = TracerProvider(resource=Resource.create(prompts.RESOURCE))
    tracers.add_span_processor(processor)
    if framework == "pydantic-ai-v2":
        warnings.simplefilter("ignore")  # it is deprecated
        return InstrumentationSettings(tracer_provider=tracers, version=2, use_aggregated_usage_attribute_names=False)
    return InstrumentationSettings(tracer_provider=tracers)


def scenarios(processor: BatchSpanProcessor, stub_url: str, framework: str) -> Scenarios:
    told = settings(processor, framework)
    Agent.instrument_all(told)

    def provider() -> OpenAIProvider:  # one for each: a client belongs to the event loop that used it first
        return OpenAIProvider(openai_client=openai.AsyncOpenAI(base_url=stub_url, api_key="key", max_retries=0))

    def agent(name: str = prompts.MODEL, **options: Any) -> Agent[None, str]:
        return Agent(OpenAIChatModel(name, provider=provider()), name="clerk", **options)

    async def stream() -> object:
        async with agent().run_stream(prompts.STREAM) as answer:
            return [piece async for piece in answer.stream_text(debounce_by=None)]

    def refused() -> object:
        try:
            return agent().run_sync(prompts.REFUSED)
        except ModelHTTPError as error:
            return error

    def embeddings() -> object:
        embedder = Embedder(OpenAIEmbeddingModel(prompts.EMBEDS, provider=provider()), instrument=told)
        return asyncio.run(embedder.embed_documents(prompts.EMBEDDINGS))

    def responses() -> object:
        model = OpenAIResponsesModel(prompts.THINKS, provider=provider())
        return Agent(model, name="clerk", instructions=prompts.SYSTEM).run_sync(prompts.CACHED)

    return {
        "chat": lambda: agent(system_prompt=prompts.SYSTEM).run_sync(prompts.CHAT),
        "chat_cached": lambda: agent(prompts.THINKS, instructions=prompts.SYSTEM).run_sync(prompts.CACHED),
        "chat_stream": lambda: asyncio.run(stream()),
        "chat_length": lambda: agent().run_sync(prompts.LENGTH),
        "responses": responses,
        "embeddings": embeddings,
        "tool_loop": lambda: agent(tools=[weather]).run_sync(prompts.TOOL_LOOP, conversation_id="s-1"),
        "error_429": refused,
    }
