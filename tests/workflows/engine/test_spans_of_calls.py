"""A managed step's call, as the door reads its span: the same tokens, and the same money to the nano-dollar."""

import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from aiops.demo.stub_openai import Stub
from costs.ingest import price
from tests.factories import batch
from tests.workflows.engine.steps import World, world
from traces import otlp
from traces.ingest.attribute import attribute
from traces.ingest.normalise import normalise
from traces.types import Batch, Span
from workflows.engine import spans
from workflows.engine.calling import model
from workflows.engine.providers import endpoints
from workflows.models import Provider
from workflows.policies import Policy, allowed, function
from workflows.policies.calls import Performed

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Iterator[World]:
    with Stub(seed=7) as stub:
        yield world(stub)


def ask(question: str) -> str:
    return model(question, system="Be brief.", max_tokens=500).text


def read(shop: World, done: Performed) -> list[Span]:
    """Through the steps of the door, short of storing."""
    told = spans.Told(uuid.uuid4(), "support")
    moment = spans.Moment("ask", "ask", 1, time.time_ns() - 10**9, time.time_ns())
    return priced(shop, list(spans.step_spans(told, moment, done, {})))


def priced(shop: World, told: list[Any]) -> list[Span]:
    decoded = otlp.decode(spans.request(told), "json", 100)
    sent: Batch = batch(decoded.spans, shop.project.pk)
    for step in (normalise, attribute, price):
        step(sent)
    return sent.spans


@pytest.mark.parametrize("kind", ["openai", "anthropic"])
def test_both_books_agree(shop: World, kind: str) -> None:
    Provider.objects.update(kind=kind, priced_as="openai")
    endpoints.forget()
    done = shop.perform(ask, "Hi [[input=2006 cached=1920 output=300 reasoning=120]]")
    [call] = [each for each in read(shop, done) if each.kind == "llm"]
    assert (call.input_tokens, call.cache_read_tokens, call.output_tokens) == (2006, 1920, 300)
    assert call.cost_nanousd == done.attempts[0].cost_nanousd == shop.charged()
    assert (call.provider, call.model, call.finish_reason) == ("openai", "gpt-4o", "stop")


def test_tries_are_attempts_and_the_rung_is_told(shop: World) -> None:
    policy = Policy(retries=1, backoff="constant 1ms", fallback=[function(lambda _: "by hand")])
    done = shop.perform(ask, "[[error=500]]", policy=policy)
    read_spans = read(shop, done)
    calls = [each for each in read_spans if each.kind == "llm"]
    assert [each.attempt for each in calls] == [1, 2]
    assert [each.cost_nanousd for each in calls] == [None, None]
    assert read_spans[0].tags["fallback_rung"] == "function"


@pytest.mark.parametrize("where", ["cache", "guardrail"])
def test_what_the_door_makes_of_hits_and_blocks(shop: World, where: str) -> None:
    policy: Any = Policy(cache="1h exact") if where == "cache" else Policy(guards_out=[allowed("yes")])
    shop.perform(ask, "Hi", policy=policy)
    told = read(shop, shop.perform(ask, "Hi", policy=policy))
    if where == "cache":
        assert (told[0].kind, told[0].cost_nanousd) == ("cache", None)
    else:
        [call] = [each for each in told if each.kind == "llm"]
        assert (call.tags["guardrail"], call.tags["verdict"], call.status) == ("allowed", "block", "error")
