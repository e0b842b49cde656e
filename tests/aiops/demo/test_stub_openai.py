"""The stub provider, driven by the real OpenAI client."""

import json
import subprocess
import sys
from collections.abc import Iterator

import httpx
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


def posted(stub: Stub, path: str, body: object, **headers: str) -> httpx.Response:
    return httpx.post(f"{stub.url.removesuffix('/v1')}{path}", json=body, headers={"x-api-key": "key"} | headers)


def asked(text: str, **more: object) -> dict[str, object]:
    return {"model": "gpt-4o", "messages": [{"role": "user", "content": text}], **more}


def test_messages_of_anthropic_count_the_cache_beside_the_input(stub: Stub) -> None:
    told = posted(stub, "/v1/messages", asked("Hi [[input=50 cached=20 output=9]]", max_tokens=100)).json()
    assert (told["type"], told["stop_reason"], told["content"][0]["type"]) == ("message", "end_turn", "text")
    assert (told["usage"]["input_tokens"], told["usage"]["cache_read_input_tokens"]) == (30, 20)


def test_a_failing_message_is_told_in_the_words_of_anthropic_and_when_to_come_back(stub: Stub) -> None:
    told = posted(stub, "/v1/messages", asked("Hi [[error=429 retry_after=7]]", max_tokens=9))
    assert (told.status_code, told.headers["retry-after"]) == (429, "7")
    assert told.json()["error"]["type"] == "rate_limit_error"


def test_an_answer_stops_at_the_limit(client: openai.OpenAI) -> None:
    told = client.chat.completions.create(
        model="gpt-4o", messages=[{"role": "user", "content": "Hi [[output=300]]"}], max_tokens=5
    )
    assert told.usage is not None
    assert (told.choices[0].finish_reason, told.usage.completion_tokens) == ("length", 5)


@pytest.mark.parametrize(("directive", "good"), [("confidence=0.4", True), ("bad=json", False)])
def test_json_in_the_form_that_was_asked_for_or_broken_off(stub: Stub, directive: str, good: bool) -> None:
    schema = {"type": "object", "properties": {"text": {"type": "string"}, "n": {"type": "integer"}}}
    wanted = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
    body = asked(f"Hi [[text=hello {directive}]]", response_format=wanted)
    text = posted(stub, "/v1/chat/completions", body).json()["choices"][0]["message"]["content"]
    if good:
        assert json.loads(text) == {"text": "hello", "n": 3, "confidence": 0.4}
    else:
        with pytest.raises(ValueError, match=r"delimiter|Unterminated|Expecting"):
            json.loads(text)


def test_a_spoilt_answer_is_charged(stub: Stub) -> None:
    told = posted(stub, "/v1/chat/completions", asked("Hi [[bad=body input=3]]"))
    with pytest.raises(httpx.RemoteProtocolError):
        posted(stub, "/v1/chat/completions", asked("Hi [[bad=hangup input=4]]"))
    assert told.text.startswith("<html>")
    assert [call.usage.input for call in stub.calls if call.usage] == [3, 4]


def test_the_ledger_can_be_asked_for(stub: Stub) -> None:
    posted(stub, "/v1/chat/completions", asked("Hi [[input=10 output=5]]"))
    [call] = httpx.get(f"{stub.url.removesuffix('/v1')}/ledger").json()["calls"]
    assert (call["status"], call["usage"]["input"], call["usage"]["output"]) == (200, 10, 5)


def test_trouble_comes_in_its_share_and_the_same_each_time() -> None:
    def statuses() -> list[int]:
        with Stub(seed=3, trouble=[(0.3, "error=500"), (0.2, "error=429")]) as troubled, httpx.Client() as many:
            for number in range(40):
                body = asked(f"Hi {number}")
                many.post(f"{troubled.url}/chat/completions", json=body, headers={"x-api-key": "key"})
            return [call.status for call in troubled.calls]

    first = statuses()
    assert first == statuses()
    assert set(first) == {200, 429, 500}


def test_embeddings_of_texts_that_share_words_lie_near_each_other(client: openai.OpenAI) -> None:
    texts = ["where is my order", "where is my order now", "opening hours on sunday"]
    made = client.embeddings.create(model="text-embedding-3-small", input=texts, encoding_format="float").data

    def near(left: int, right: int) -> float:
        return sum(a * b for a, b in zip(made[left].embedding, made[right].embedding, strict=True))

    assert near(0, 1) > 0.8
    assert near(0, 2) < 0.5
