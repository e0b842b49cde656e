"""What an application does with the OpenAI client. The stub's directives in the prompts say what the truth is."""

import time
from collections.abc import Callable

import openai
from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam
from opentelemetry.trace import Tracer

Scenario = Callable[[openai.OpenAI, Tracer], object]

SYSTEM: ChatCompletionMessageParam = {"role": "system", "content": "You are a shop's assistant. Be brief."}
WEATHER: ChatCompletionToolParam = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather of a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}


def user(text: str) -> ChatCompletionMessageParam:
    return {"role": "user", "content": text}


def chat(client: openai.OpenAI, tracer: Tracer) -> object:
    prompt = "Where is my order? [[input=100 output=20 text=It_is_on_its_way.]]"
    return client.chat.completions.create(model="gpt-4o-mini", messages=[SYSTEM, user(prompt)])


def chat_cached(client: openai.OpenAI, tracer: Tracer) -> object:
    prompt = "And the other one? [[input=2006 cached=1920 output=300 reasoning=120 text=Delivered.]]"
    return client.chat.completions.create(model="gpt-5-mini", messages=[SYSTEM, user(prompt)])


def chat_stream(client: openai.OpenAI, tracer: Tracer) -> object:
    prompt = "Tell me more. [[input=40 cached=32 output=12 reasoning=4 first_ms=80 text=A_b_c_d_e_f_g_h.]]"
    with client.chat.completions.create(
        model="gpt-4o-mini", messages=[user(prompt)], stream=True, stream_options={"include_usage": True}
    ) as stream:
        return list(stream)


def chat_length(client: openai.OpenAI, tracer: Tracer) -> object:
    prompt = "Go on for ever. [[input=10 output=64 finish=length]]"
    return client.chat.completions.create(model="gpt-4o-mini", messages=[user(prompt)], max_tokens=64)


def tool_loop(client: openai.OpenAI, tracer: Tracer) -> object:
    """Two calls below one span: the model asks for the weather and is told."""
    with tracer.start_as_current_span("answer"):
        messages = [user("Weather in Rome? [[input=60 output=15]]")]
        first = client.chat.completions.create(model="gpt-4o-mini", messages=messages, tools=[WEATHER])
        calls = first.choices[0].message.tool_calls or []
        call = calls[0]
        assert call.type == "function"
        asked: ChatCompletionMessageParam = {
            "role": "assistant",
            "tool_calls": [
                {
                    "id": call.id,
                    "type": "function",
                    "function": {"name": call.function.name, "arguments": call.function.arguments},
                }
            ],
        }
        told: ChatCompletionMessageParam = {"role": "tool", "tool_call_id": call.id, "content": "sunny"}
        return client.chat.completions.create(model="gpt-4o-mini", messages=[*messages, asked, told], tools=[WEATHER])


def embeddings(client: openai.OpenAI, tracer: Tracer) -> object:
    return client.embeddings.create(model="text-embedding-3-small", input=["first text [[input=25]]", "second"])


def responses(client: openai.OpenAI, tracer: Tracer) -> object:
    prompt = "Summarise. [[input=2006 cached=1920 output=300 reasoning=120 text=In_short.]]"
    return client.responses.create(model="gpt-5-mini", instructions="Be brief.", input=prompt)


def responses_stream(client: openai.OpenAI, tracer: Tracer) -> object:
    prompt = "Summarise. [[input=50 cached=20 output=30 reasoning=10 first_ms=80 text=In_short.]]"
    with client.responses.create(model="gpt-5-mini", input=prompt, stream=True) as stream:
        return list(stream)


def error_429(client: openai.OpenAI, tracer: Tracer) -> object:
    try:
        client.chat.completions.create(model="gpt-4o-mini", messages=[user("Too much [[error=429]]")])
    except openai.RateLimitError as error:
        return error
    raise AssertionError("the stub should have refused")


def twice(client: openai.OpenAI, tracer: Tracer) -> object:
    """The same question again: a client with a cache of its own answers it itself."""
    prompt = "Are you open? [[input=30 output=6 text=Yes.]]"
    for _ in range(2):
        client.chat.completions.create(model="gpt-4o-mini", messages=[user(prompt)])
        time.sleep(1)
    return None


SCENARIOS: dict[str, Scenario] = {
    scenario.__name__: scenario
    for scenario in (
        chat,
        chat_cached,
        chat_stream,
        chat_length,
        tool_loop,
        embeddings,
        responses,
        responses_stream,
        error_429,
    )
}
