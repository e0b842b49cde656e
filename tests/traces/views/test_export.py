import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import people
from tests.factories import SECOND_NS, batch, llm, span
from traces.ingest.write import write
from traces.store import partitions, reader_lists
from traces.types import Span
from traces.views import export

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_partitions() -> None:
    partitions.forget()


@pytest.fixture
def shop() -> Any:
    return people.project("shop")


@pytest.fixture
def viewer(shop: Any) -> Client:
    client = Client()
    client.force_login(people.person(of=shop), "allauth.account.auth_backends.AuthenticationBackend")
    return client


def store(project: Any, *spans: Span) -> None:
    now_ns = int(timezone.now().timestamp()) * SECOND_NS
    for number, each in enumerate(spans):
        each.start_ns = now_ns - (number + 1) * SECOND_NS
        each.end_ns = each.start_ns + SECOND_NS
    write(batch(list(spans), project_id=project.pk, received_ns=now_ns))


def exported(client: Client, query: str = "") -> list[dict[str, str]]:
    answer: Any = client.get(f"/p/shop/traces/export.csv{query}")
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_line_says_what_the_list_says(shop: Any, viewer: Client) -> None:
    sent = llm(user="ann", session="s1", release="v1")
    store(shop, sent)
    [row] = exported(viewer)
    assert row["trace_id"] == sent.trace_id.hex()
    assert (row["input_tokens"], row["cost_usd"], row["duration_ms"]) == ("100", "0.010000000", "1000.0")
    assert (row["models"], row["user"], row["session"], row["release"]) == ("gpt-4o", "ann", "s1", "v1")


def test_the_file_has_the_filters_and_the_order_of_the_page(shop: Any, viewer: Client) -> None:
    store(shop, span(name="b", status="error"), span(name="a", status="error"), span(name="fine"))
    assert [row["name"] for row in exported(viewer, "?status=error&sort=start")] == ["a", "b"]


def test_a_status_is_said_in_the_words_of_the_list(shop: Any, viewer: Client) -> None:
    whole = span(name="survived", status="unset")
    part = span(trace_id=whole.trace_id, parent_span_id=whole.span_id, status="error")
    store(shop, span(name="bad", status="error"), span(name="good", status="ok"), whole, part)
    assert {row["name"]: row["status"] for row in exported(viewer)} == {
        "bad": "Failed", "good": "OK", "survived": "Recovered",
    }  # fmt: skip


def test_what_a_service_sent_is_no_formula(shop: Any, viewer: Client) -> None:
    store(shop, span(name="=1+1", user="@SUM(1)", workflow="-2+3"))
    [row] = exported(viewer)
    assert (row["name"], row["user"], row["workflow"]) == ("'=1+1", "'@SUM(1)", "'-2+3")


def test_it_goes_page_by_page_up_to_its_most_rows(shop: Any, viewer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_lists, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(export, "ROWS_AT_MOST", 5)
    store(shop, *(span(name=str(number)) for number in range(7)))
    assert [row["name"] for row in exported(viewer)] == ["0", "1", "2", "3", "4"]


def test_an_order_by_cost_is_kept_over_its_pieces(shop: Any, viewer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_lists, "ROWS_AT_ONCE", 2)
    store(shop, *(llm(name=str(cost), cost_nanousd=cost) for cost in (3, 1, 5, 2, 4)))
    assert [row["name"] for row in exported(viewer, "?sort=-cost")] == ["5", "4", "3", "2", "1"]


def test_the_file_says_how_long_it_is_so_that_a_part_is_never_taken_for_the_whole(shop: Any, viewer: Client) -> None:
    store(shop, span())
    answer: Any = viewer.get("/p/shop/traces/export.csv")
    assert int(answer["Content-Length"]) == len(b"".join(answer.streaming_content))


def test_what_grows_too_big_is_refused_and_no_file(shop: Any, viewer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    store(shop, *(span() for _ in range(50)))
    monkeypatch.setattr(export, "BYTES_AT_MOST", 100)
    answer = viewer.get("/p/shop/traces/export.csv")
    assert (answer.status_code, answer["Content-Type"]) == (422, "text/plain; charset=utf-8")


def test_two_files_are_made_at_a_time_and_no_more(shop: Any, viewer: Client) -> None:
    with export.slots, export.slots:
        answer = viewer.get("/p/shop/traces/export.csv")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert exported(viewer) == []


def test_it_is_a_download(viewer: Client) -> None:
    answer = viewer.get("/p/shop/traces/export.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="shop-traces.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    answer.close()


def test_a_wrong_filter_is_refused(viewer: Client) -> None:
    assert viewer.get("/p/shop/traces/export.csv?status=broken").status_code == 400


def test_other_peoples_projects_are_not_found(viewer: Client) -> None:
    people.project("bank")
    assert viewer.get("/p/bank/traces/export.csv").status_code == 404
