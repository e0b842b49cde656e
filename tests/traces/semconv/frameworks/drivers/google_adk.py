"""Google's Agent Development Kit with an OpenAI model through LiteLLM. "google-adk-v1" is its older span format."""

import asyncio
import os

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from tests.traces.semconv.frameworks import prompts
from tests.traces.semconv.frameworks.drive import Scenarios


def weather(city: str) -> str:
    """The weather of a city"""
    return "sunny"


def scenarios(processor: BatchSpanProcessor, stub_url: str, framework: str) -> Scenarios:
    os.environ["ADK_TELEMETRY_SCHEMA_VERSION_OPT_IN"] = "1" if framework == "google-adk-v1" else "2"
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "true"
    provider = TracerProvider(resource=Resource.create(prompts.RESOURCE))
    provider.add_span_processor(processor)
    trace.set_tracer_provider(provider)
    from google.adk.agents import LlmAgent, RunConfig
    from google.adk.agents.run_config import StreamingMode
    from google.adk.models.lite_llm import LiteLlm
    from google.adk.runners import InMemoryRunner
    from google.genai import types

    def run(text: str, model: str = prompts.MODEL, tools: tuple[object, ...] = (), stream: bool = False) -> object:
        lite = LiteLlm(model=f"openai/{model}", api_base=stub_url, api_key="key", num_retries=0)
        agent = LlmAgent(name="clerk", model=lite, instruction=prompts.SYSTEM, tools=list(tools))
        mode = StreamingMode.SSE if stream else StreamingMode.NONE

        async def turn() -> list[object]:
            runner = InMemoryRunner(agent, app_name="shop")
            await runner.session_service.create_session(app_name="shop", user_id="u-1", session_id="s-1")
            message = types.Content(role="user", parts=[types.Part(text=text)])
            config = RunConfig(streaming_mode=mode)
            return [
                e
                async for e in runner.run_async(user_id="u-1", session_id="s-1", new_message=message, run_config=config)
            ]

        return asyncio.run(turn())

    def refused() -> object:
        try:
            return run(prompts.REFUSED)
        except Exception as error:  # noqa: BLE001 - LiteLLM's own, of a module that is slow to import
            return error

    return {
        "chat": lambda: run(prompts.CHAT),
        "chat_cached": lambda: run(prompts.CACHED, prompts.THINKS),
        "chat_stream": lambda: run(prompts.STREAM, stream=True),
        "chat_length": lambda: run(prompts.LENGTH),
        "tool_loop": lambda: run(prompts.TOOL_LOOP, tools=(weather,)),
        "error_429": refused,
    }
