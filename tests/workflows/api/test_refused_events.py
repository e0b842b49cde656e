"""What the JSON doors refuse shows on Ingest health with its reason, as refused spans do."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from aiops.core.models import Project
from tests import people
from tests.workflows.doors import query
from traces.store import quarantine, reader

pytestmark = pytest.mark.django_db
SECRET = "sk-proj-" + "a1B2" * 12
AT = datetime.now(UTC).replace(microsecond=0).isoformat()
OUTCOME = {"outcome_id": "o-1", "source": "crm", "workflow": "w", "run_id": "r", "occurred_at": AT, "status": "success"}
SCORE = {"score_id": "o-1", "trace_id": "ab" * 16, "name": "helpful", "value": 1, "source": "human"}
USAGE = {"event_id": "o-1", "timestamp": AT, "workflow": "w", "provider": "openai", "model": "gpt-4o"} | {
    "input_tokens": 5,
    "output_tokens": 1,
}
# (path, a good event, how to spoil it, the field that is named, the code that is counted, what Stored counts)
DOORS: list[tuple[str, dict[str, Any], dict[str, Any], str, str, str]] = [
    ("/api/v1/outcomes", OUTCOME, {"status": "won"}, "status", "bad_outcome", "outcomes"),
    ("/api/v1/scores", SCORE, {"value": "much"}, "value", "bad_score", "scores"),
    ("/api/v1/usage", USAGE, {"input_tokens": -1}, "input_tokens", "bad_event", "accepted"),
    ("/api/v1/usage", USAGE, {"model": SECRET * 9}, "model", "bad_event", "accepted"),
    ("/api/v1/outcomes", OUTCOME, {"a\0b\ud800": 1}, "a\N{REPLACEMENT CHARACTER}b?", "bad_outcome", "outcomes"),
]


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


def post(project: Project, path: str, *events: Any) -> None:
    key = people.key(project, "ingest", "outcomes").text
    data = json.dumps({"events": events})  # which also writes what is no UTF-8
    answer = Client().post(path, data, content_type="application/json", headers={"x-api-key": key})
    assert answer.status_code == 200, answer.content


@pytest.mark.parametrize(("path", "good", "spoilt", "field", "code", "stored"), DOORS)
def test_a_refused_event_is_counted_and_kept_with_its_reason(
    shop: Project, path: str, good: dict[str, Any], spoilt: dict[str, Any], field: str, code: str, stored: str
) -> None:
    post(shop, path, good, {**good, **spoilt})
    counts = reader.ingest_counts(shop.pk, 0, 2**62)
    assert (counts.by_code[stored], counts.by_code[f"rejected.{code}"], counts.received) == (1, 1, 2)
    [kept] = reader.quarantined(shop.pk)
    assert (kept.code, kept.field, kept.name) == (code, field, "o-1")
    assert kept.reason


def test_its_plain_fields_are_kept_without_their_secrets(shop: Project) -> None:
    post(shop, "/api/v1/outcomes", OUTCOME | {"key": SECRET, "attributes": {"deep": [SECRET]}})
    [(body,)] = query("SELECT body FROM quarantine")
    attributes = quarantine.decode(bytes(body))["attributes"]
    assert attributes["workflow"] == "w"
    assert attributes["key"].startswith("[redacted:")
    assert "attributes" not in attributes


@pytest.mark.parametrize("event", [7, None, [], {}, {"outcome_id": []}])
def test_what_is_hardly_an_event_is_counted_too(shop: Project, event: Any) -> None:
    post(shop, "/api/v1/outcomes", event)
    assert reader.ingest_counts(shop.pk, 0, 2**62).by_code == {"rejected.bad_outcome": 1}


def test_the_page_speaks_of_events_and_says_why(shop: Project) -> None:
    post(shop, "/api/v1/outcomes", OUTCOME, OUTCOME | {"outcome_id": "o-2", "status": "won"})
    client = Client()
    client.force_login(people.person(of=shop), "allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/p/shop/ingest/").content.decode()
    assert "1 of 2 spans and events" in page
    assert "must be one of success, failure, withdrawn" in page
    assert "New outcomes" in page


def test_bars_of_spans_do_not_count_outcomes(shop: Project) -> None:
    post(shop, "/api/v1/outcomes", OUTCOME, OUTCOME | {"status": "won"})
    now_ns = int(datetime.now(UTC).timestamp()) * 10**9
    bars = reader.ingest_counts(shop.pk, now_ns - 600 * 10**9, now_ns + 60 * 10**9).over_time
    assert [(bar.accepted, bar.rejected) for bar in bars if bar.accepted or bar.rejected] == []
