"""POST /api/v1/outcomes: kept once, and every event that is not taken is named."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest

from aiops.core.models import Project
from tests import people
from tests.workflows import doors
from tests.workflows.doors import NOW, event, query

pytestmark = pytest.mark.django_db
Post = Callable[..., dict[str, Any]]


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def post(shop: Project) -> Post:
    key = doors.key_of(shop)
    return lambda *events, **options: doors.post(key, *events, **options)


def test_an_outcome_is_kept_exactly(post: Post) -> None:
    answer = post(event(value="3.25", value_usd="12.000000001", minutes_saved=4.5, metric="resolved"))
    assert answer == {"accepted": 1, "duplicate": 0, "conflict": [], "rejected": []}
    columns = "source, outcome_id, version, ref_kind, ref, occurred_at, value, value_nanousd, minutes_saved, metric"
    assert query(f"SELECT {columns} FROM outcome") == [
        ("helpdesk", "ticket-1", 1, "run_id", "run-1", NOW, Decimal("3.25"), 12_000_000_001, 4.5, "resolved")
    ]


def test_posted_twice_it_is_kept_once(post: Post) -> None:
    assert (post(event())["accepted"], post(event())["duplicate"], post(event(), event())["duplicate"]) == (1, 1, 2)
    assert query("SELECT count(*) FROM outcome") == [(1,)]


def test_the_same_version_with_another_body_is_a_conflict_and_the_first_stays(post: Post) -> None:
    post(event())
    assert post(event(status="failure"))["conflict"] == ["ticket-1"]
    assert query("SELECT status FROM outcome") == [("success",)]


def test_within_a_request_too_the_first_of_a_version_stays(post: Post) -> None:
    answer = post(event(), event(status="failure"), event(version=2))
    assert (answer["accepted"], answer["conflict"]) == (2, ["ticket-1"])


def test_the_same_time_with_another_offset_is_the_same_body(post: Post) -> None:
    post(event(occurred_at=NOW.isoformat().replace("+00:00", "Z")))
    assert post(event())["duplicate"] == 1


def test_money_in_a_currency_without_a_rate_is_kept_and_unknown(post: Post) -> None:
    post(event(value=20, currency="eur"), event(outcome_id="2", value=20, currency="USD"))
    assert query("SELECT value, currency, value_nanousd FROM outcome ORDER BY outcome_id") == [
        (20, "USD", 20_000_000_000),
        (20, "EUR", None),
    ]


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"run_id": None}, "run_id", "exactly one of"),
    ({"session": "s"}, "session", "given are run_id and session"),
    ({"workflow": None}, "workflow", "required"),
    ({"occurred_at": "yesterday"}, "occurred_at", "RFC 3339"),
    ({"occurred_at": "2026-11-01T00:00:00"}, "occurred_at", "offset"),
    ({"occurred_at": (NOW + timedelta(days=2)).isoformat()}, "occurred_at", "future"),
    ({"occurred_at": (NOW - timedelta(days=3650)).isoformat()}, "occurred_at", "400 days"),
    ({"occurred_at": "9999-12-31T23:59:59+00:00"}, "occurred_at", "future"),
    ({"status": "won"}, "status", "success, failure"),
    ({"value": -1}, "value", "number"),
    ({"value": "many"}, "value", "number"),
    ({"value": True}, "value", "number"),
    ({"value_usd": "-5"}, "value_usd", "number"),
    ({"value_usd": "NaN"}, "value_usd", "number"),
    ({"value_usd": 1e300}, "value_usd", "number"),
    ({"value_usd": []}, "value_usd", "number"),
    ({"minutes_saved": -3}, "minutes_saved", "number"),
    ({"minutes_saved": "12"}, "minutes_saved", "not a text"),
    ({"human_minutes": 10**9}, "human_minutes", "number"),
    ({"currency": "EUR"}, "value", "required with currency"),
    ({"currency": "euro", "value": 1}, "currency", "three letters"),
    ({"version": -1}, "version", "whole number"),
    ({"version": 1.5}, "version", "whole number"),
    ({"run_id": None, "trace_id": "xyz"}, "trace_id", "hex"),
    ({"outcome_id": "a\0b"}, "outcome_id", "NUL"),
    ({"attributes": {"a": "\0"}}, "attributes", "NUL"),
    ({"attributes": {"a": "x" * 20_000}}, "attributes", "bytes"),
    ({"attributes": []}, "attributes", "object"),
    ({"outcome": 1}, "outcome", "no field"),
]


@pytest.mark.parametrize(("change", "field", "reason"), BAD)
def test_a_bad_event_costs_itself_alone_and_is_named(
    post: Post, change: dict[str, Any], field: str, reason: str
) -> None:
    answer = post(event(outcome_id="good"), event(outcome_id="bad") | change)
    [rejected] = answer["rejected"]
    assert (answer["accepted"], rejected["index"], rejected["field"]) == (1, 1, field)
    assert reason in rejected["reason"]
    assert query("SELECT outcome_id FROM outcome") == [("good",)]


def test_numbers_that_are_no_json_are_refused_by_their_field(post: Post) -> None:
    body = orjson.dumps({"events": [event(value=1000), event(outcome_id="2")]}).replace(b"1000", b"NaN", 1)
    answer = post(body=body)
    assert (answer["accepted"], [each["field"] for each in answer["rejected"]]) == (1, ["value"])


def test_a_figure_too_small_to_write_down_is_no_long_text(post: Post) -> None:
    post(event(value="1e-99999999"))
    assert query("SELECT value FROM outcome") == [(0,)]


@pytest.mark.parametrize("body", [b"", b"[", b'{"events":{}}', b"null"])
def test_what_cannot_be_read_at_all_is_400(post: Post, body: bytes) -> None:
    assert post(body=body, status=400)["error"]["code"] == "unreadable"


def test_secrets_in_attributes_are_not_kept(post: Post) -> None:
    post(event(attributes={"note": "key sk-proj-" + "a1B2" * 12, "text": "\\u0000"}))
    [(found,)] = query("SELECT attributes FROM outcome")
    kept = orjson.loads(found) if isinstance(found, str) else found
    assert kept["note"].startswith("key [redacted:")
    assert kept["text"] == "\\u0000"


def test_another_project_may_use_the_same_ids(post: Post) -> None:
    post(event())
    assert doors.post(doors.key_of(people.project("other")), event())["accepted"] == 1


@pytest.mark.parametrize(("scope", "status"), [("ingest", 403), ("read", 403), ("outcomes", 200)])
def test_only_a_key_of_its_scope_may_post(shop: Project, scope: str, status: int) -> None:
    doors.post(doors.key_of(shop, scope), event(), status=status)
