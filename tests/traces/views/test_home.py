"""Home, search, sessions and people without a browser: what they say, and that it is what the pages say."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import connection
from django.test import Client

from aiops.core.models import Project, Visit
from tests import people
from tests.factories import SECOND_NS, T0_NS, batch, llm
from traces import rollup, settle
from traces.ingest.write import write
from traces.store import limits
from traces.types import Span
from traces.views import sessions
from workflows.models import Workflow

pytestmark = pytest.mark.django_db
TIME = {"from": "2026-09-21", "to": "2026-09-23"}
BROKEN: dict[str, Any] = {"status": "error", "error_type": "APIError", "signs": ["http:503"]}


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def other_connection() -> Iterator[psycopg.Connection]:
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as link:
        yield link
        link.rollback()


@pytest.fixture
def viewer(client: Client, shop: Project) -> Client:
    client.force_login(people.person("ann@example.org", of=shop))
    return client


def settled(shop: Project, spans: list[Span]) -> None:
    write(batch(spans, project_id=shop.pk))
    settle.settle_ready(shop.pk, T0_NS + 3600 * SECOND_NS)
    rollup.recompute_ready(shop.pk, T0_NS + 3600 * SECOND_NS, 0)


def runs(count: int = 40) -> list[Span]:
    return [
        llm(release="r2" if n % 2 else "r1", user=f"u{n}", session="talk-1", start_ns=T0_NS + n, **failing)
        for n in range(count)
        for failing in [BROKEN if n % 2 else {}]
    ]


def ask(viewer: Client, path: str, **query: str) -> str:
    answer = viewer.get(f"/p/shop/{path}?{urlencode(TIME | query)}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def sentence(page: str) -> str:
    found = re.search(r'<p class="sentence">(.*?)</p>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]*>", "", found[1]).split())


def test_a_project_without_traces_still_says_how_to_send_the_first(viewer: Client) -> None:
    page = viewer.get("/p/shop/").content.decode()
    assert "Waiting for the first span" in page
    assert "OTEL_EXPORTER_OTLP_ENDPOINT" in page


@pytest.mark.parametrize(
    ("key", "page"),
    [("time", "time/"), ("failures", "failures/separates/"), ("cost", "cost/change/"), ("value", "value/")],
)
def test_each_answer_is_the_sentence_of_its_own_page(viewer: Client, shop: Project, key: str, page: str) -> None:
    settled(shop, runs())
    Workflow.objects.create(project=shop, key="support-answer", name="Support")
    told = sentence(ask(viewer, f"home/{key}/"))
    assert len(told) > 20
    its_own = sentence(ask(viewer, page))
    assert its_own.startswith(told.removesuffix("."))


LOCKED = "LOCK TABLE trace, rollup_trace, rollup_finding IN ACCESS EXCLUSIVE MODE"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("home/failures/?range=7d", 200, "This takes too long to find"),
        ("home/failures/", 200, "This takes too long to find"),
        ("news/", 200, "too many to be counted in time"),
        ("sessions/?session=talk-1", 422, "This takes too long to find"),
        ("people/?user=u1", 422, "This takes too long to find"),
    ],
)
def test_what_takes_too_long_is_said(
    viewer: Client, other_connection: Any, monkeypatch: pytest.MonkeyPatch, path: str, status: int, said: str
) -> None:
    """Somebody else holds the tables until each statement has had its time."""
    monkeypatch.setattr(limits, "QUERY_TIMEOUT_MS", 50)
    other_connection.execute(LOCKED)
    answer = viewer.get(f"/p/shop/{path}")
    page = html.unescape(answer.content.decode())
    assert (answer.status_code, said in page, "no run, no alert" in page) == (status, True, False)


def test_links_of_an_answer_keep_the_days_that_it_is_of(viewer: Client, shop: Project) -> None:
    settled(shop, runs())
    links = re.findall(r'<p class="go">.*?href="([^"]*)"', ask(viewer, "home/time/", compare="year"), re.DOTALL)
    assert links == ["/p/shop/time/?from=2026-09-21&to=2026-09-23&compare=year"]


def test_a_project_of_today_shows_its_last_hours_instead_of_empty_weeks(viewer: Client, shop: Project) -> None:
    at = datetime.now(UTC).timestamp()
    write(batch([llm(start_ns=int(at - 60) * SECOND_NS, end_ns=int(at - 59) * SECOND_NS)], project_id=shop.pk,
                received_ns=int(at) * SECOND_NS))  # fmt: skip
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0)
    page = viewer.get("/p/shop/").content.decode()
    assert ("range=24h" in page) == (at - 60 >= midnight.timestamp())


def test_a_time_that_cannot_be_read_is_named(viewer: Client, shop: Project) -> None:
    settled(shop, runs(2))
    for path in ("", "home/time/"):
        answer = viewer.get(f"/p/shop/{path}?from=yesterday&to=2026-09-23")
        assert answer.status_code == 400
        assert "is not a time" in answer.content.decode()


def test_news_are_those_since_the_last_visit(viewer: Client, shop: Project) -> None:
    settled(shop, runs(2))
    Workflow.objects.create(project=shop, key="new-one", name="The new one")
    viewer.get("/p/shop/")
    assert "In the last seven days" in viewer.get("/p/shop/news/").content.decode()
    Visit.objects.update(before_at=datetime.now(UTC) - timedelta(hours=1))
    page = viewer.get("/p/shop/news/").content.decode()
    assert "Since you were last here" in page
    assert "Workflow The new one is new." in page
    Visit.objects.update(before_at=datetime.now(UTC) + timedelta(seconds=1))
    assert "The new one" not in viewer.get("/p/shop/news/").content.decode()


def test_the_side_bar_keeps_the_time_from_page_to_page_but_none_that_cannot_be_read(
    viewer: Client, shop: Project
) -> None:
    settled(shop, runs(2))
    page = viewer.get("/p/shop/traces/?range=7d&compare=previous&status=error").content.decode()
    assert 'href="/p/shop/time/?range=7d&amp;compare=previous" title="Time"' in page
    assert 'href="/p/shop/prices/" title="Prices"' in page
    assert 'href="/p/shop/time/" title="Time"' in viewer.get("/p/shop/traces/?range=1y").content.decode()


def found(viewer: Client, q: str) -> dict[str, list[str]]:
    """Headings with the addresses under them."""
    page = viewer.get("/p/shop/find/", {"q": q}, headers={"X-Requested-With": "fetch"}).content.decode()
    groups = re.findall(r'<p class="name"[^>]*>([^<]*)</p>(.*?)</div>', page, re.DOTALL)
    return {name: [html.unescape(each) for each in re.findall(r'<a href="([^"]*)"', text)] for name, text in groups}


def test_search_finds_pages_by_what_people_call_them(viewer: Client) -> None:
    assert found(viewer, "roi") == {"Pages": ["/p/shop/value/"]}
    assert "/p/shop/settings/keys/" in found(viewer, "key")["Pages"]
    assert found(viewer, "")["Pages"][0] == "/p/shop/"


def test_search_finds_workflows_sessions_people_and_traces_by_their_beginning(viewer: Client, shop: Project) -> None:
    settled(shop, [*runs(3), llm(user="usher", start_ns=T0_NS + 9)])
    Workflow.objects.create(project=shop, key="support-answer", name="Support")
    assert [*found(viewer, "supp")] == ["Workflows"]
    assert found(viewer, "talk")["Sessions"] == ["/p/shop/sessions/?session=talk-1"]
    assert found(viewer, "ush")["People"] == ["/p/shop/people/?user=usher"]
    assert "People" not in found(viewer, "us"), "two letters are in too many traces"
    [trace_id, *_] = re.findall(
        "/traces/([0-9a-f]{32})/", viewer.get("/p/shop/sessions/?session=talk-1").content.decode()
    )
    assert f"/p/shop/traces/{trace_id}/" in found(viewer, trace_id[:8])["Traces"]


def test_search_that_finds_nothing_says_so(viewer: Client) -> None:
    assert "Nothing is called “zzz”" in viewer.get("/p/shop/find/", {"q": "zzz"}).content.decode()


def test_a_session_shows_its_traces_in_order_each_without_what_the_one_before_said(
    viewer: Client, shop: Project
) -> None:
    settled(shop, runs(3))
    page = viewer.get("/p/shop/sessions/?session=talk-1").content.decode()
    ids = re.findall(r'hx-get="/p/shop/traces/([0-9a-f]{32})/conversation/(?:\?after=([0-9a-f]{32}))?"', page)
    assert len(ids) == 3
    assert [after for _, after in ids] == ["", ids[0][0], ids[1][0]]
    assert viewer.get("/p/shop/sessions/?session=nobody").status_code == 404


def test_figures_of_a_part_of_the_traces_say_so(viewer: Client, shop: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(shop, runs(3))
    monkeypatch.setattr(sessions, "ONE_SESSION", 2)
    monkeypatch.setattr(sessions, "MOST_TRACES", 1)
    assert (
        "All figures here are of its first 2 traces" in viewer.get("/p/shop/sessions/?session=talk-1").content.decode()
    )
    assert "of the newest 1 traces" in ask(viewer, "people/", user="u1")


def test_sessions_and_people_are_listed_by_time(viewer: Client, shop: Project) -> None:
    settled(shop, runs(3))
    assert "talk-1" in ask(viewer, "sessions/")
    assert "No session begins with “x”" in ask(viewer, "sessions/", q="x")
    assert "/p/shop/people/?user=u2" in ask(viewer, "people/", q="u2")


def test_a_person_has_a_page_with_their_sessions(viewer: Client, shop: Project) -> None:
    settled(shop, runs(3))
    assert "/p/shop/sessions/?session=talk-1" in ask(viewer, "people/", user="u1")
    later = viewer.get("/p/shop/people/?user=u1&from=2026-10-01&to=2026-10-02").content.decode()
    assert "Nothing of u1 in this time" in later
    assert viewer.get("/p/shop/people/?user=nobody").status_code == 404


def cells(page: str, chart: str) -> list[str]:
    """The last row of a chart's table."""
    table = page.split(f'data-chart="{chart}"')[1].split("</table>", maxsplit=1)[0]
    foot = table.split("<tfoot>")[1] if "<tfoot>" in table else table
    return [re.sub(r"<[^>]*>", "", each).strip() for each in re.findall(r"<td[^>]*>(.*?)</td>", foot, re.DOTALL)]


def test_the_overview_counts_runs_and_failed_ones_by_workflow_or_by_model(viewer: Client, shop: Project) -> None:
    settled(shop, runs(10))
    page = ask(viewer, "overview/")
    assert (cells(page, "throughput")[0], cells(page, "failing")[0]) == ("10", "5")
    assert "spend-cost" in page
    page = ask(viewer, "overview/", by="model")
    assert cells(page, "throughput")[0] == "10"
    assert "“shoe” is none of workflow, model." in html.unescape(
        viewer.get("/p/shop/overview/?by=shoe").content.decode()
    )


def test_the_overview_of_an_empty_time_says_so(viewer: Client, shop: Project) -> None:
    settled(shop, runs(2))
    assert "Nothing ran in this time" in viewer.get("/p/shop/overview/?from=2026-01-01&to=2026-01-03").content.decode()


def test_links_between_pages_of_cost_keep_the_time(viewer: Client, shop: Project) -> None:
    settled(shop, runs(2))
    for path in ("cost/waste/", "cost/what-if/"):
        page = viewer.get(f"/p/shop/{path}?range=7d").content.decode()
        assert '<a href="/p/shop/cost/?range=7d">Cost</a>' in page, path
