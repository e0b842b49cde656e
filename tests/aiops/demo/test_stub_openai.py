"""The stub provider, driven by the real OpenAI client."""

import subprocess
import sys
from collections.abc import Iterator

import openai
import pytest
from openai.types.chat import ChatCompletionToolParam

from aiops.demo.stub_openai import Stub

WEATHER: ChatCompletionToolParam = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}},
    },
}


@pytest.fixture
def stub() -> Iterator[Stub]:
    with Stub(seed=7) as stub:
        yield stub


@pytest.fixture
def client(stub: Stub) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=stub.url, api_key="key", max_retries=0, timeout=5) as client:
        yield client


def test_usage_is_what_the_prompt_asks_for(client: openai.OpenAI) -> None:
    prompt = "Hello [[input=2006 cached=1920 output=300 reasoning=120]]"
    usage = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": prompt}]).usage
    assert usage is not None
    assert usage.prompt_tokens_details is not None
    assert usage.completion_tokens_details is not None
    assert (usage.prompt_tokens, usage.prompt_tokens_details.cached_tokens) == (2006, 1920)
    assert (usage.completion_tokens, usage.completion_tokens_details.reasoning_tokens) == (300, 120)


def test_the_same_seed_says_the_same(client: openai.OpenAI) -> None:
    def said() -> str | None:
        answer = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "Hi"}])
        return answer.choices[0].message.content

    assert said() == said() != ""


def test_a_stream_adds_up_to_the_plain_answer_and_ends_with_the_usage(client: openai.OpenAI) -> None:
    plain = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "Hi"}])
    with client.chat.completions.create(
        model="gpt-4o",
        messages=[{"role": "user", "content": "Hi"}],
        stream=True,
        stream_options={"include_usage": True},
    ) as stream:
        chunks = list(stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == plain.choices[0].message.content
    assert chunks[-1].usage == plain.usage


def test_an_offered_tool_is_called_once_with_arguments_of_its_schema(client: openai.OpenAI) -> None:
    first = client.chat.completions.create(
        model="gpt-4o", messages=[{"role": "user", "content": "Weather?"}], tools=[WEATHER]
    ).choices[0]
    assert first.finish_reason == "tool_calls"
    assert first.message.tool_calls is not None
    call = first.message.tool_calls[0]
    assert call.type == "function"
    assert (call.function.name, call.function.arguments) == ("weather", '{"city": "Rome", "days": 3}')
    second = client.chat.completions.create(
        model="gpt-4o",
        messages=[
            {"role": "user", "content": "Weather?"},
            {"role": "tool", "tool_call_id": call.id, "content": "sunny"},
        ],
        tools=[WEATHER],
    ).choices[0]
    assert (second.finish_reason, second.message.tool_calls) == ("stop", None)


def test_responses_plain_and_streamed(client: openai.OpenAI) -> None:
    plain = client.responses.create(model="gpt-4o", input="Hi [[input=50 cached=20 output=9 reasoning=4]]")
    assert plain.usage is not None
    assert (plain.usage.input_tokens, plain.usage.input_tokens_details.cached_tokens) == (50, 20)
    with client.responses.create(model="gpt-4o", input="Hi [[output=9]]", stream=True) as stream:
        events = list(stream)
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    last = events[-1]
    assert last.type == "response.completed"
    assert last.response.output_text == text


def test_embeddings_in_either_encoding_are_the_same(client: openai.OpenAI) -> None:
    packed = client.embeddings.create(model="text-embedding-3-small", input=["a", "b"])
    plain = client.embeddings.create(model="text-embedding-3-small", input=["a", "b"], encoding_format="float")
    assert packed.data[1].embedding == pytest.approx(plain.data[1].embedding, abs=1e-6)


@pytest.mark.parametrize(
    ("model", "error"),
    [
        ("gpt-4o-401", openai.AuthenticationError),
        ("gpt-4o-429", openai.RateLimitError),
        ("gpt-4o-500", openai.InternalServerError),
    ],
)
def test_errors_by_the_name_of_the_model(client: openai.OpenAI, model: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        client.chat.completions.create(model=model, messages=[{"role": "user", "content": "Hi"}])


def test_a_model_that_hangs(client: openai.OpenAI) -> None:
    with pytest.raises(openai.APITimeoutError):
        client.with_options(timeout=0.1).embeddings.create(model="slow-timeout", input="a")


def test_the_ledger_knows_every_try_and_its_charge(stub: Stub, client: openai.OpenAI) -> None:
    prompt = "Hi [[error=500 times=2 input=10 output=5]]"
    client.with_options(max_retries=2).chat.completions.create(
        model="gpt-4o", messages=[{"role": "user", "content": prompt}]
    )
    assert [call.status for call in stub.calls] == [500, 500, 200]
    assert [call.usage.total if call.usage else None for call in stub.calls] == [None, None, 15]


def test_the_command_prints_its_address_and_serves_it() -> None:
    command = [sys.executable, "-m", "aiops.demo.stub_openai", "--seed", "7"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        with openai.OpenAI(base_url=process.stdout.readline().strip(), api_key="key", timeout=5) as client:
            models = [model.id for model in client.models.list()]
        process.terminate()
    assert models == ["gpt-4o-mini"]
