"""The client of models against the stub provider: what comes, what it costs, and what each failure is called."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from aiops.demo.stub_openai import Stub
from costs.pricing.rates import Tokens
from workflows.engine.providers import openai_api
from workflows.engine.providers.asking import Answer, Endpoint, Message, Question, Tool, ToolCall
from workflows.engine.providers.client import Patience, ask, embed, retry_after_ms
from workflows.engine.providers.errors import (
    BadAnswer,
    CallCancelled,
    ContentFiltered,
    ProviderError,
    RateLimited,
    RequestRefused,
    ServerFault,
    TimedOut,
    Truncated,
    Unreachable,
)  # fmt: skip
from workflows.engine.providers.usage import tokens_of

KINDS = ("openai", "anthropic")
FORM = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
WEATHER = Tool("weather", "", {"type": "object", "properties": {"city": {"type": "string"}}})


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    with Stub(seed=7) as stub:
        yield stub


def endpoint(stub: Stub, kind: Any = "openai", **fields: Any) -> Endpoint:
    return Endpoint(**({"name": "stub", "kind": kind, "base_url": stub.url, "key": "key"} | fields))


def patience(seconds: float = 5.0, cancelled: threading.Event | None = None) -> Patience:
    return Patience(time.monotonic() + seconds, cancelled.is_set if cancelled else lambda: False)


def question(text: str, model: str = "gpt-4o", **fields: Any) -> Question:
    return Question(model, [{"role": "system", "content": "Be brief."}, {"role": "user", "content": text}], **fields)


def asked(stub: Stub, kind: str, text: str, **fields: Any) -> Answer:
    return ask(endpoint(stub, kind), question(text, **fields), patience())


@pytest.mark.parametrize("kind", KINDS)
def test_input_counts_the_cache_whoever_tells_it(stub: Stub, kind: str) -> None:
    found = asked(stub, kind, "Hi [[text=hello input=2006 cached=1920 output=300]]")
    assert found.tokens == Tokens(input=2006, output=300, cache_read=1920)
    assert (found.text, found.finish, found.model) == ("hello", "stop", "gpt-4o")


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_in_a_form_is_read(stub: Stub, kind: str) -> None:
    found = asked(stub, kind, "Hi [[confidence=0.4]]", schema=FORM)
    assert isinstance(found.data["text"], str)
    assert found.confidence == (0.4 if kind == "openai" else None)  # the stub's tools have no confidence


@pytest.mark.parametrize("kind", KINDS)
def test_a_tool_is_called_and_its_result_sent_back(stub: Stub, kind: str) -> None:
    first = asked(stub, kind, "Weather?", tools=[WEATHER])
    [call] = first.tool_calls
    assert (call.name, call.arguments, first.finish) == ("weather", {"city": "Rome"}, "tool_calls")
    messages: list[Message] = [
        {"role": "user", "content": "Weather? [[text=sunny]]"},
        {"role": "assistant", "content": "", "tool_calls": first.tool_calls},
        {"role": "tool", "tool_call_id": call.id, "content": "sunny"},
    ]
    assert ask(endpoint(stub, kind), Question("gpt-4o", messages, [WEATHER]), patience()).text == "sunny"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("text", "error", "code", "charged"),
    [
        ("[[error=429 retry_after=7]]", RateLimited, "429", False),
        ("[[error=500]]", ServerFault, "5xx", False),
        ("[[error=503 retry_after=3]]", ServerFault, "5xx", False),
        ("[[error=401]]", RequestRefused, "4xx", False),
        ("[[bad=body]]", BadAnswer, "bad_answer", None),
        ("[[bad=hangup]]", Unreachable, "connection", None),
        ("[[finish=length]]", Truncated, "truncated", None),
        ("[[finish=content_filter]]", ContentFiltered, "content_filter", None),
    ],
)
def test_failures(
    stub: Stub, kind: str, text: str, error: type[ProviderError], code: str, charged: bool | None
) -> None:
    with pytest.raises(error) as raised:
        asked(stub, kind, text)
    assert (raised.value.code, raised.value.charged) == (code, charged)


@pytest.mark.parametrize("kind", KINDS)
def test_when_to_come_back(stub: Stub, kind: str) -> None:
    with pytest.raises(RateLimited) as raised:
        asked(stub, kind, "[[error=429 retry_after=7]]")
    assert raised.value.retry_after_ms == 7000


@pytest.mark.parametrize(
    ("text", "fields", "said"),
    [
        ("Hi [[bad=json]]", {"schema": FORM}, "the answer is no JSON"),
        ("Hi [[text=x]]", {"schema": FORM | {"required": ["other"]}}, "has not the form asked for: other is missing"),
        ("Hi [[text=_]]", {}, "the answer is empty"),
    ],
)
def test_an_answer_that_is_none_was_charged_all_the_same(stub: Stub, text: str, fields: Any, said: str) -> None:
    with pytest.raises(BadAnswer, match=said) as raised:
        asked(stub, "openai", text, **fields)
    assert raised.value.answer is not None
    assert raised.value.answer.tokens is not None


def test_a_model_that_hangs_is_left_in_time(stub: Stub) -> None:
    began = time.monotonic()
    with pytest.raises(TimedOut) as raised:
        ask(endpoint(stub), question("Hi", model="slow-timeout"), patience(0.3))
    assert raised.value.charged is None
    assert time.monotonic() - began < 2


def test_a_cancelled_call_is_left(stub: Stub) -> None:
    cancelled = threading.Event()
    threading.Timer(0.1, cancelled.set).start()
    with pytest.raises(CallCancelled):
        ask(endpoint(stub), question("Hi", model="slow-timeout"), patience(20, cancelled))


def test_nobody_there(stub: Stub) -> None:
    with pytest.raises(Unreachable) as raised:
        ask(endpoint(stub, base_url="http://127.0.0.1:9/v1"), question("Hi"), patience())
    assert (raised.value.charged, raised.value.maybe_done) == (False, False)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "gopher://x", "http://user@127.0.0.1/v1", "http://10.0.0.1/v1"])
def test_addresses_that_must_not_be_asked(stub: Stub, url: str) -> None:
    with pytest.raises(RequestRefused):
        ask(endpoint(stub, base_url=url), question("Hi"), patience())


def test_a_reachable_installation_asks_nobody_on_its_own_machine(stub: Stub, settings: Any) -> None:
    settings.AIOPS_HOST = "0.0.0.0"  # noqa: S104
    with pytest.raises(RequestRefused, match="inside our own network"):
        ask(endpoint(stub), question("Hi"), patience())
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    assert ask(endpoint(stub), question("Hi"), patience()).text


def test_the_key_is_shown_nowhere(stub: Stub) -> None:
    place = endpoint(stub, key="sk-secret")
    with pytest.raises(ProviderError) as raised:
        ask(place, question("[[error=500]]"), patience())
    assert "sk-secret" not in f"{place!r} {raised.value}"


def test_embeddings(stub: Stub) -> None:
    vectors, tokens = embed(endpoint(stub), "text-embedding-3-small", ["one two", "one two three"], patience())
    assert (len(vectors), len(vectors[0]), tokens) == (2, 64, Tokens(input=6))  # 21 characters, a token for four
    with pytest.raises(RequestRefused, match="makes no embeddings"):
        embed(endpoint(stub, "anthropic"), "x", ["a"], patience())


@pytest.mark.parametrize(
    "told",
    [
        None, [], {}, {"prompt_tokens": -5, "completion_tokens": 1}, {"prompt_tokens": "many", "completion_tokens": 1},
        {"prompt_tokens": 5}, {"prompt_tokens": True, "completion_tokens": 1},
        {"prompt_tokens": 1e308, "completion_tokens": 1},
    ],
)  # fmt: skip
def test_usage_that_is_none_is_unknown_and_not_zero(told: Any) -> None:
    assert tokens_of(told, input_has_cache=True) is None


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"retry-after": "7"}, 7000),
        ({"retry-after": "0.5"}, 500),
        ({"retry-after-ms": "250", "retry-after": "9"}, 250),
        ({"retry-after": "Tue, 01 Dec 2026 10:00:07 GMT", "date": "Tue, 01 Dec 2026 10:00:00 GMT"}, 7000),
        ({"retry-after": "Tue, 01 Dec 2026 09:00:00 GMT", "date": "Tue, 01 Dec 2026 10:00:00 GMT"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({}, None),
    ],
)
def test_retry_after(headers: dict[str, str], expected: int | None) -> None:
    assert retry_after_ms(headers) == expected


@pytest.mark.parametrize("told", [{}, {"choices": []}, {"choices": [{"message": 7}]}, [], "x", {"choices": None}])
def test_nonsense_is_no_answer(told: Any) -> None:
    with pytest.raises((KeyError, IndexError, TypeError, AttributeError)):
        openai_api.answer(told)


def test_arguments_of_a_tool_that_are_no_json_are_kept_as_they_came() -> None:
    function = {"name": "refund", "arguments": "{oops"}
    told = {"choices": [{"message": {"content": None, "tool_calls": [{"id": "1", "function": function}]}}]}
    assert openai_api.answer(told).tool_calls == (ToolCall("1", "refund", None, "{oops"),)
