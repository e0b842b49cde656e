import gzip
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import people
from tests.factories import T0_NS, batch
from tests.traces import stories
from traces.ingest.write import write
from traces.store import partitions
from traces.types import Span

pytestmark = pytest.mark.django_db
PAGE = f"/p/shop/traces/{stories.REFUND.hex()}/"
FAILED, ANSWER, ABSENT = "0000000000000011", "0000000000000014", "00000000000000ff"
PARTS = ["", "rows/", "conversation/", "otlp/", f"spans/{FAILED}/", f"spans/{FAILED}/json/"]


@pytest.fixture(autouse=True)
def _fresh_partitions() -> None:
    partitions.forget()


@pytest.fixture
def shop() -> Any:
    return people.project("shop")


@pytest.fixture
def viewer(shop: Any) -> Client:
    return signed_in(people.person(of=shop))


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def store(project: Any, spans: list[Span]) -> None:
    write(batch(spans, project_id=project.pk, received_ns=spans[0].end_ns))


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def refund(shop: Any) -> None:
    store(shop, stories.refund())


@pytest.mark.parametrize("part", PARTS)
def test_a_person_of_another_project_finds_nothing(refund: None, part: str) -> None:
    stranger = signed_in(people.person("eve@example.org", of=people.project("other")))
    assert stranger.get(PAGE + part).status_code == 404
    assert stranger.get(PAGE.replace("shop", "other") + part).status_code == 404


@pytest.mark.parametrize("part", PARTS)
def test_nobody_looks_without_signing_in(refund: None, part: str) -> None:
    assert Client().get(PAGE + part).status_code == 302


@pytest.mark.parametrize("part", PARTS)
def test_everything_of_a_trace_is_read_with_few_queries(
    refund: None, viewer: Client, part: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    viewer.get(PAGE + part)
    # Of a failed run its scores and one body are read for the sentence; of a workflow of ours, whether we ran it.
    with django_assert_max_num_queries(17):
        assert viewer.get(PAGE + part).status_code == 200


@pytest.mark.parametrize(
    "path", [PAGE.replace("4f1c", "0000"), f"{PAGE}spans/{ABSENT}/", f"{PAGE}spans/{ABSENT}/json/"]
)
def test_what_is_not_there_is_not_found(refund: None, viewer: Client, path: str) -> None:
    assert viewer.get(path).status_code == 404


def test_the_head_sums_the_calls(refund: None, viewer: Client) -> None:
    # tokens 610 + 42 + 1176 + 1840 in, 40 + 100 + 700 out; $0.0003 + $0.00000084 + $0.0029 + $0.007744
    page = text(viewer.get(PAGE))
    assert "3,668 in" in page
    assert "840 out" in page
    assert "$0.0109" in page
    assert "Recovered" in page


def test_the_page_opens_at_the_span_of_the_url(refund: None, viewer: Client) -> None:
    assert f'data-span="{ANSWER}"' in text(viewer.get(f"{PAGE}?span={ANSWER}"))


def test_the_page_opens_where_the_failure_began(refund: None, viewer: Client) -> None:
    assert f'data-span="{FAILED}"' in text(viewer.get(PAGE))


def test_a_closed_panel_stays_closed(refund: None, viewer: Client) -> None:
    assert 'aria-label="Span" tabindex="0" hidden' in text(viewer.get(PAGE, {"span": "none"}))


@pytest.mark.parametrize("span", [ABSENT, "<script>", "'"])
def test_an_unknown_span_is_said_to_be_missing(refund: None, viewer: Client, span: str) -> None:
    page = text(viewer.get(PAGE, {"span": span}))
    panel = page[page.index('<aside id="panel"') : page.index("</aside>")]
    assert "hidden" not in panel[: panel.index(">")]
    assert "This span is not in the trace" in panel


def test_links_to_others_of_its_kind_keep_a_range_that_holds_the_trace(refund: None, viewer: Client) -> None:
    page, trace = text(viewer.get(PAGE)), stories.REFUND.hex()
    for name, held in (("workflow=support-answer", trace), ("session=sess-1", trace), ("user=customer-77", "sess-1")):
        listed = viewer.get(re.findall(f'href="([^"]*{name}[^"]*)"', page)[0].replace("&amp;", "&"))
        assert held in text(listed)


def test_a_call_that_told_no_tokens_is_named_and_a_remedy_given(shop: Any, viewer: Client) -> None:
    store(shop, [stories.Story(stories.REFUND, T0_NS).span(1, 0, "streamed", "llm", 0, 900, model="gpt-4.1")])
    page = text(viewer.get(PAGE))
    assert "1 call reported no tokens" in page
    assert "include_usage" in page
    assert "no model call" not in page


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        (("unset", "unset"), 'title="The sender set no status"'),
        (("ok", "unset"), "OK</span>"),
        (("ok", "error"), "Recovered"),
        (("error", "error"), "Failed"),
    ],
)
def test_the_head_says_how_it_went(shop: Any, viewer: Client, statuses: tuple[Any, Any], words: str) -> None:
    story = stories.Story(stories.REFUND, T0_NS)
    root, child = story.span(1, 0, "root", "step", 0, 9), story.span(2, 1, "child", "step", 1, 8)
    root.status, child.status = statuses
    store(shop, [root, child])
    page = text(viewer.get(PAGE))
    assert words in page[page.index("<dt>Status") : page.index("<dt>Started")]


def test_the_panel_says_what_was_odd_in_words(shop: Any, viewer: Client) -> None:
    odd = stories.Story(stories.REFUND, T0_NS).span(1, 0, "odd", "step", 0, 9, warnings=["negative_duration"])
    store(shop, [odd])
    panel = text(viewer.get(f"{PAGE}spans/{1:016x}/"))
    assert "Ended before they started" in panel
    assert "ended before start" in panel


def test_a_failed_call_stands_in_the_conversation_with_its_error(shop: Any, viewer: Client) -> None:
    story = stories.Story(stories.REFUND, T0_NS)
    failed = story.span(1, 0, "ask", "llm", 0, 9, status="error", error_type="RateLimitError",
                        status_message="Too many requests", attributes={"gen_ai.operation.name": "chat"})  # fmt: skip
    store(shop, [failed])
    talk = text(viewer.get(PAGE + "conversation/"))
    assert "Failed: RateLimitError" in talk
    assert "Too many requests" in talk
    assert f"?span={1:016x}" in talk


def test_the_usage_of_a_wrapper_says_why_it_does_not_count(shop: Any, viewer: Client) -> None:
    spans = stories.refund()
    spans[13].input_tokens = 1176  # the agent above "plan" repeats it
    store(shop, spans)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE span SET usage_counted = FALSE WHERE name = 'resolve-order'")
        cursor.execute("UPDATE span SET usage_counted = FALSE, superseded = TRUE WHERE name = 'write-answer'")
    assert "a call below this span reports the same tokens" in text(viewer.get(f"{PAGE}spans/{14:016x}/"))
    assert "sent more than once" in text(viewer.get(f"{PAGE}spans/{ANSWER}/"))


def test_rows_travel_compressed(refund: None, viewer: Client) -> None:
    answer = viewer.get(PAGE + "rows/", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.content))["columns"]["count"] == 22


def test_the_panel_shows_messages_usage_and_attributes(refund: None, viewer: Client) -> None:
    panel = text(viewer.get(f"{PAGE}spans/{ANSWER}/"))
    assert stories.ANSWER in panel
    assert "cut off at its limit" in panel
    assert "read from cache" in panel
    assert "gen_ai.request.model" in panel


def test_the_panel_shows_the_stack_of_an_exception(refund: None, viewer: Client) -> None:
    panel = text(viewer.get(f"{PAGE}spans/{FAILED}/"))
    assert "httpx.HTTPStatusError" in panel
    assert "line 29" in panel


def test_the_panel_shows_documents_with_their_scores(refund: None, viewer: Client) -> None:
    panel = text(viewer.get(f"{PAGE}spans/000000000000000a/"))
    assert "kb-2041" in panel
    assert "0.94</td>" in panel


def test_the_json_of_a_span_has_all_we_keep(refund: None, viewer: Client) -> None:
    kept = json.loads(text(viewer.get(f"{PAGE}spans/{FAILED}/json/")))
    assert kept["span_id"] == FAILED
    assert kept["body"]["status_message"] == "503 Service Unavailable"
    assert kept["body"]["resource"]["attributes"]["service.name"] == "support"


def test_the_trace_downloads_as_otlp(refund: None, viewer: Client) -> None:
    answer = viewer.get(PAGE + "otlp/")
    spans = [s for r in answer.json()["resourceSpans"] for scope in r["scopeSpans"] for s in scope["spans"]]
    assert len(spans) == 22
    assert answer["Content-Disposition"] == f'attachment; filename="trace-{stories.REFUND.hex()}.json"'


def test_the_conversation_tells_each_message_once(refund: None, viewer: Client) -> None:
    assert text(viewer.get(PAGE + "conversation/")).count(stories.USER) == 1


def test_a_growing_trace_answers_with_its_new_rows(shop: Any, viewer: Client) -> None:
    spans = stories.refund()
    store(shop, spans[:5])
    before = viewer.get(PAGE + "rows/").json()
    store(shop, spans[5:])
    after = viewer.get(PAGE + "rows/").json()
    assert (before["columns"]["count"], after["columns"]["count"]) == (5, 22)
    assert not after["settled"]


def test_without_scripts_every_span_is_a_link_to_its_panel(refund: None, viewer: Client) -> None:
    page = text(viewer.get(PAGE))
    assert f'<a href="?span={ANSWER}">write-answer</a>' in page[page.index("<noscript>") : page.index("</noscript>")]


def test_a_trace_whose_spans_are_gone_keeps_its_figures(refund: None, viewer: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM span")
    page = text(viewer.get(PAGE))
    assert "no longer kept" in page
    assert "3,668 in" in page


def test_what_a_span_carries_is_escaped_everywhere(shop: Any, viewer: Client) -> None:
    evil = "</script><img src=x onerror=alert(1)>"
    spans = stories.refund()
    for each in spans:
        each.name = each.error_type = each.status_message = each.user = each.session = each.model = evil
        each.attributes = stories.chat(("user", evil), ("assistant", evil)) | {evil: evil}
    store(shop, spans)
    for part in ("", "conversation/", f"spans/{ANSWER}/"):
        assert "<img src=x" not in text(viewer.get(PAGE + part))
