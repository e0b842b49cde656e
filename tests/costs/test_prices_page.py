"""The prices page: every call has a price, or is named."""

import time

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from aiops.core.models import Project
from costs.ingest import price
from costs.store import book
from tests import people
from tests.factories import batch, span
from traces import rollup
from traces.ingest.write import write
from traces.types import Span

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Project:
    book.forget()
    return people.project("shop")


@pytest.fixture
def visitor(shop: Project, client: Client) -> Client:
    client.force_login(people.person(of=shop))
    return client


def call(model: str) -> Span:
    now_ns = time.time_ns()
    tokens = {"input_tokens": 1000, "output_tokens": 100}
    times = {"start_ns": now_ns - 10**9, "end_ns": now_ns}
    return span(kind="llm", provider="openai", model=model, **tokens, **times)


def store(shop: Project, *spans: Span) -> None:
    sent = batch(list(spans), shop.pk, time.time_ns())
    price(sent)
    write(sent)
    rollup.recompute_ready(shop.pk, time.time_ns(), 0)


def page(visitor: Client) -> str:
    answer = visitor.get("/p/shop/prices/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_it_says_when_every_call_has_a_price(shop: Project, visitor: Client) -> None:
    store(shop, call("gpt-4.1"), call("gpt-4.1"))
    shown = page(visitor)
    assert "All <strong>2 calls</strong> have a price" in shown
    assert "$0.0056" in shown  # 2 x (1,000 x $2 + 100 x $8) / 1,000,000


def test_it_names_calls_without_a_price_and_leaves_them_out_of_the_cost(shop: Project, visitor: Client) -> None:
    store(shop, call("gpt-4.1"), call("a-model-of-tomorrow"))
    shown = page(visitor)
    assert "<strong>1 of 2 calls</strong> have no price" in shown
    assert "a-model-of-tomorrow" in shown
    assert "$0.0028" in shown


def test_it_shows_the_price_that_billed_each_model(shop: Project, visitor: Client) -> None:
    store(shop, call("gpt-4.1"))
    shown = page(visitor)
    assert "openai / gpt-4.1" in shown
    assert '<td class="num wide">2.00</td> <td class="num wide">0.50</td> <td class="num wide">8.00</td>' in shown


def test_nothing_called_differs_from_nothing_spent(visitor: Client) -> None:
    assert "No model was called in this time." in page(visitor)


def test_an_unreadable_time_is_named(visitor: Client) -> None:
    answer = visitor.get("/p/shop/prices/?from=yesterday&to=today")
    assert answer.status_code == 400
    assert "is not a time" in answer.content.decode()


def test_the_number_of_queries_does_not_grow_with_the_models(
    shop: Project, visitor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    store(shop, *(call(model) for model in ("gpt-4.1", "gpt-4o", "gpt-4o-mini", "gpt-4.1-mini", "unknown")))
    with django_assert_max_num_queries(14):
        page(visitor)
