"""Two traces side by side, without a browser."""

from typing import Any

import pytest
from django.test import Client

from aiops.core.models import Project
from tests import people
from tests.factories import SECOND_NS, T0_NS, batch, llm, span
from traces import settle
from traces.ingest.write import write
from traces.panels.beside import compared
from traces.types import Span

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def viewer(client: Client, shop: Project) -> Client:
    client.force_login(people.person("ann@example.org", of=shop))
    return client


def run(number: int, documents: int, *, with_tool: bool = True, **fields: Any) -> list[Span]:
    """A search, a tool and an answer; each run starts a minute after the one before."""
    at = T0_NS + number * 60 * SECOND_NS
    root = span(kind="workflow", name="refund", start_ns=at, end_ns=at + SECOND_NS, **fields)
    below = {"trace_id": root.trace_id, "parent_span_id": root.span_id, "end_ns": at + SECOND_NS}
    tool = [span(kind="tool", name="orders.get", start_ns=at + 20, **below)] if with_tool else []
    search = span(kind="retriever", name="search", signs=[f"documents:{documents}"], start_ns=at + 10, **below)
    return [root, search, *tool, llm(start_ns=at + 30, **below)]


def page(viewer: Client, one: list[Span], **query: str) -> str:
    answer = viewer.get(f"/p/shop/traces/{one[0].trace_id.hex()}/beside/", query)
    assert answer.status_code == (404 if query.get("with") == "nonsense" else 200)
    return answer.content.decode()


def answer(words: str) -> str:
    return f'[{{"role": "assistant", "parts": [{{"type": "text", "content": "{words}"}}]}}]'


def settled(shop: Project, *runs: list[Span]) -> None:
    write(batch([each for run in runs for each in run], project_id=shop.pk))
    settle.settle_ready(shop.pk, T0_NS + 3600 * SECOND_NS)


def test_a_failed_run_stands_beside_the_good_one_most_like_it(viewer: Client, shop: Project) -> None:
    alike, other, bad = run(1, 4), run(2, 4, with_tool=False), run(3, 0, status="error", error_type="X")
    settled(shop, alike, other, bad)
    shown = page(viewer, bad)
    assert "The runs part at search, which found another number of documents: 0 here, 4 there." in shown
    assert f"/p/shop/traces/{alike[0].trace_id.hex()}/" in shown


def test_any_two_traces_can_be_compared(viewer: Client, shop: Project) -> None:
    one, other = run(1, 4), run(2, 4, with_tool=False)
    settled(shop, one, other)
    shown = page(viewer, one, **{"with": other[0].trace_id.hex()})
    assert "The runs part at orders.get, which is there in this run only." in shown
    assert "not there" in shown


def test_without_a_good_run_the_page_says_so(viewer: Client, shop: Project) -> None:
    bad = run(1, 0, status="error", error_type="X")
    settled(shop, bad)
    assert "There is no good run of shop answer in the 28 days before it" in page(viewer, bad)


def test_a_trace_that_is_not_there_is_named(viewer: Client, shop: Project) -> None:
    one = run(1, 4)
    settled(shop, one)
    assert "This project has no trace nonsense." in page(viewer, one, **{"with": "nonsense"})


def test_a_trace_of_another_project_is_not_shown(viewer: Client, shop: Project) -> None:
    mine, theirs = run(1, 4), run(2, 4)
    settled(shop, mine)
    write(batch(theirs, project_id=people.project("bank").pk))
    answer = viewer.get(f"/p/shop/traces/{mine[0].trace_id.hex()}/beside/", {"with": theirs[0].trace_id.hex()})
    assert answer.status_code == 404


def test_two_traces_may_have_spans_of_the_same_id(viewer: Client, shop: Project) -> None:
    """A run that is told again under another trace id, by a replay for one."""
    one, other = (
        [llm(span_id=b"\x01" * 8, start_ns=T0_NS + n, end_ns=T0_NS + SECOND_NS, attributes={
            "gen_ai.operation.name": "chat", "gen_ai.output.messages": answer(words),
        })]
        for n, words in enumerate(("it is late", "it was paid"))
    )  # fmt: skip
    settled(shop, one, other)
    shown = page(viewer, one, **{"with": other[0].trace_id.hex()})
    assert ("is late" in shown, "was paid" in shown) == (True, True)


def test_texts_are_compared_word_by_word() -> None:
    found = [(word.text, word.of) for word in compared("your refund is late", "your refund was paid")]
    assert found == [("your refund", "same"), ("is late", "one"), ("was paid", "other")]
    assert compared("", "") == ()
