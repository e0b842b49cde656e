"""POST /api/v1/usage: counted once, priced as spans are, and every event that is not taken is named."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.test import Client

from aiops.core.models import Project
from costs.store import catalogue
from tests import people
from traces.store import reader
from traces.types import StoredSpan, TraceFilter

pytestmark = pytest.mark.django_db
Post = Callable[..., dict[str, Any]]


@pytest.fixture
def shop() -> Project:
    catalogue.load_if_new()
    return people.project("shop")


@pytest.fixture
def post(shop: Project) -> Post:
    key = people.key(shop, "ingest").text

    def send(*events: Any, body: bytes | None = None, status: int = 200) -> dict[str, Any]:
        data = orjson.dumps({"events": events}) if body is None else body
        answer = Client().post(
            "/api/v1/usage", data, content_type="application/json", headers={"Authorization": f"Bearer {key}"}
        )
        assert answer.status_code == status, answer.content
        found: dict[str, Any] = answer.json()
        return found

    return send


def event(**fields: Any) -> dict[str, Any]:
    usual = {
        "event_id": "call-1",
        "timestamp": datetime.now(UTC).replace(microsecond=0).isoformat(),
        "source": "billing",
        "workflow": "support-answer",
        "provider": "openai",
        "model": "gpt-4o",
        "input_tokens": 1000,
        "output_tokens": 200,
    }
    return usual | fields


def stored(shop: Project) -> list[StoredSpan]:
    rows = reader.list_traces(shop.id, TraceFilter(0, 2**62)).rows
    found = (reader.trace(shop.id, row.trace_id) for row in rows)
    return [span for detail in found if detail for span in detail.spans]


def test_a_call_is_stored_as_a_span_and_priced_by_its_day(post: Post, shop: Project) -> None:
    answer = post(event(duration_ms=1500, user="ann", session="s-1", run_id="run-1", attempt=2))
    [span] = stored(shop)
    assert answer == {"accepted": 1, "duplicate": 0, "conflict": [], "rejected": []}
    assert (span.kind, span.source, span.workflow, span.run_id) == ("llm", "event", "support-answer", "run-1")
    assert (span.user, span.session, span.attempt, span.service) == ("ann", "s-1", 2, "billing")
    assert (span.duration_ns, span.input_tokens, span.output_tokens) == (1_500_000_000, 1000, 200)
    assert (span.cost_nanousd, span.cost_source) == (4_500_000, "price")  # 1000 x $2.50/M + 200 x $10/M


def test_input_includes_cache_reads_and_is_not_counted_twice(post: Post, shop: Project) -> None:
    post(event(input_tokens=17_903, cache_read_tokens=17_408, output_tokens=0))
    [span] = stored(shop)
    # 495 x $2.50/M + 17,408 x $1.25/M
    assert (span.input_tokens, span.cost_nanousd) == (17_903, 1_237_500 + 21_760_000)


def test_posted_twice_it_counts_once(post: Post, shop: Project) -> None:
    given = event()
    assert (post(given)["accepted"], post(given)["duplicate"], len(stored(shop))) == (1, 1, 1)


@pytest.mark.parametrize("change", [{"output_tokens": 999}, {"timestamp": "-1 day"}])
def test_the_same_id_with_another_body_is_a_conflict_and_the_first_stays(
    post: Post, shop: Project, change: dict[str, Any]
) -> None:
    given = event()
    if "timestamp" in change:
        change = {"timestamp": (datetime.fromisoformat(given["timestamp"]) - timedelta(days=1)).isoformat()}
    post(given)
    answer = post(given | change)
    assert (answer["accepted"], answer["conflict"]) == (0, ["call-1"])
    assert [span.output_tokens for span in stored(shop)] == [200]


def test_two_sources_may_use_the_same_id(post: Post, shop: Project) -> None:
    assert post(event(), event(source="other"))["accepted"] == 2


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"input_tokens": -5}, "input_tokens", "whole number"),
    ({"input_tokens": "12"}, "input_tokens", "whole number"),
    ({"input_tokens": 12.5}, "input_tokens", "whole number"),
    ({"output_tokens": 10**12}, "output_tokens", "whole number"),
    ({"output_tokens": True}, "output_tokens", "whole number"),
    ({"cache_read_tokens": 1001}, "input_tokens", "includes cache_read_tokens"),
    ({"input_tokens": None, "cache_read_tokens": 5}, "input_tokens", "is required with cache_read_tokens"),
    ({"input_tokens": None, "output_tokens": None}, "input_tokens", "cost_usd"),
    ({"cost_usd": "NaN"}, "cost_usd", "number"),
    ({"cost_usd": -1}, "cost_usd", "number"),
    ({"timestamp": "yesterday"}, "timestamp", "RFC 3339"),
    ({"timestamp": "2026-11-01T00:00:00"}, "timestamp", "offset"),
    ({"timestamp": "2016-11-01T00:00:00Z"}, "timestamp", "retention"),
    ({"timestamp": "2036-11-01T00:00:00Z"}, "timestamp", "clock"),
    ({"timestamp": "9999-12-31T23:59:59Z"}, "timestamp", "clock"),
    ({"trace_id": "00" * 16}, "trace_id", "hex"),
    ({"trace_id": "xyz"}, "trace_id", "hex"),
    ({"status": "failed"}, "status", "ok, error"),
    ({"attempt": 0}, "attempt", "whole number"),
    ({"workflow": ""}, "workflow", "text"),
    ({"model": None}, "model", "required"),
    ({"user": "a\0b"}, "user", "NUL"),
    ({"output_token": 5}, "output_token", "did you mean output_tokens?"),
    ({"attributes": []}, "attributes", "object"),
]


@pytest.mark.parametrize(("change", "field", "reason"), BAD)
def test_a_bad_event_costs_itself_alone_and_is_named(
    post: Post, shop: Project, change: dict[str, Any], field: str, reason: str
) -> None:
    answer = post(event(event_id="good"), event(event_id="bad", **change))
    [rejected] = answer["rejected"]
    assert (answer["accepted"], rejected["index"], rejected["field"]) == (1, 1, field)
    assert reason in rejected["reason"]
    assert len(stored(shop)) == 1


def test_numbers_that_are_no_json_are_refused_by_their_field(post: Post) -> None:
    body = orjson.dumps({"events": [event(), event(event_id="2")]}).replace(b"1000", b"NaN", 1)
    answer = post(body=body)
    assert (answer["accepted"], [each["field"] for each in answer["rejected"]]) == (1, ["input_tokens"])


@pytest.mark.parametrize("body", [b"", b"[", b"[]", b'{"events":{}}', b"null", b"[" * 100_000])
def test_what_cannot_be_read_at_all_is_400(post: Post, body: bytes) -> None:
    assert post(body=body, status=400)["error"]["code"] == "unreadable"


def test_a_reported_cost_without_tokens_counts_and_an_unknown_model_stays_unpriced(post: Post, shop: Project) -> None:
    post(
        event(event_id="a", model="house-model", input_tokens=None, output_tokens=None, cost_usd="0.123456789"),
        event(event_id="b", model="house-model"),
    )
    found = {(span.cost_nanousd, span.cost_source, span.cost_reported_nanousd) for span in stored(shop)}
    assert found == {(123_456_789, "reported", 123_456_789), (None, None, None)}


def test_our_price_wins_and_the_reported_cost_is_kept_beside_it(post: Post, shop: Project) -> None:
    post(event(cost_usd="0.01"))
    [span] = stored(shop)
    assert (span.cost_nanousd, span.cost_reported_nanousd) == (4_500_000, 10_000_000)


def test_an_event_may_join_a_trace(post: Post, shop: Project) -> None:
    post(event(trace_id="AB" * 16, span_id="cd" * 8))
    [span] = stored(shop)
    assert (span.trace_id.hex(), span.span_id.hex()) == ("ab" * 16, "cd" * 8)


def test_what_an_event_says_is_shown_and_secrets_in_it_are_not(post: Post, shop: Project) -> None:
    post(event(attributes={"note": "key sk-proj-" + "a1B2" * 12, "region": "eu"}))
    [span] = stored(shop)
    [body] = reader.bodies(shop.id, span.trace_id).values()
    assert (span.tags, body.attributes["note"].startswith("key [redacted:")) == ({"region": "eu"}, True)
