"""POST /api/v1/scores, and Langfuse's doors: stored once, conflicts and refusals named, shown with their trace."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.test import Client

from aiops.core.models import Project
from tests import people
from tests.factories import batch, llm
from tests.traces.api.otlp_json import START_NS, logs, record
from traces.ingest.write import write
from traces.store import retention, scores
from traces.types import Score

pytestmark = pytest.mark.django_db
Post = Callable[..., Any]
TRACE, SPAN = "ab" * 16, "cd" * 8


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def post(shop: Project) -> Post:
    key = people.key(shop, "ingest").text
    basic = base64.b64encode(f"pk-lf-anything:{key}".encode()).decode()

    def send(body: Any, path: str = "/api/v1/scores", status: int = 200) -> Any:
        data = body if isinstance(body, bytes) else orjson.dumps(body)
        answer = Client().post(path, data, "application/json", headers={"Authorization": f"Basic {basic}"})
        assert answer.status_code == status, answer.content
        return answer.json()

    return send


def event(**fields: Any) -> dict[str, Any]:
    return {"score_id": "s-1", "trace_id": TRACE, "name": "helpful", "value": 0.9, "source": "human"} | fields


def stored(shop: Project) -> list[Score]:
    return scores.of_trace(shop.id, bytes.fromhex(TRACE))


def test_a_score_is_stored_and_posted_twice_it_is_one(post: Post, shop: Project) -> None:
    given = event(span_id=SPAN, label="yes", comment="fine", timestamp="2026-11-01T12:00:00Z")
    assert post({"events": [given]}) == {"accepted": 1, "duplicate": 0, "conflict": [], "rejected": []}
    assert post({"events": [given, given]})["duplicate"] == 2
    [score] = stored(shop)
    assert (score.name, str(score.value), score.label, score.comment) == ("helpful", "0.9", "yes", "fine")
    assert (score.span_id, score.at_ns) == (bytes.fromhex(SPAN), 1_793_534_400_000_000_000)


def test_another_judgement_under_a_known_id_is_a_conflict_and_the_first_stays(post: Post, shop: Project) -> None:
    post({"events": [event()]})
    answer = post({"events": [event(value=0.1), event(score_id="s-2"), event(score_id="s-2", label="x")]})
    assert (answer["accepted"], answer["conflict"]) == (1, ["s-1", "s-2"])
    assert [str(score.value) for score in stored(shop)] == ["0.9", "0.9"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"value": None}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": True}, "value"),
        ({"source": "oracle"}, "source"),
        ({"trace_id": "xyz"}, "trace_id"),
        ({"trace_id": "00" * 16}, "trace_id"),
        ({"span_id": "12"}, "span_id"),
        ({"name": ""}, "name"),
        ({"comment": "x" * 10_001}, "comment"),
        ({"comment": "a\0b"}, "comment"),
        ({"timestamp": "yesterday"}, "timestamp"),
        ({"score": 1}, "score"),
    ],
)
def test_a_bad_score_costs_itself_alone_and_is_named(
    post: Post, shop: Project, change: dict[str, Any], field: str
) -> None:
    answer = post({"events": [event(), event(score_id="bad", **change)]})
    [rejected] = answer["rejected"]
    assert (answer["accepted"], rejected["index"], rejected["field"]) == (1, 1, field)
    assert len(stored(shop)) == 1


def test_a_label_alone_is_a_score(post: Post, shop: Project) -> None:
    post({"events": [event(value=None, label="wrong")]})
    assert [(score.value, score.label) for score in stored(shop)] == [(None, "wrong")]


def test_secrets_in_a_comment_are_not_stored(post: Post, shop: Project) -> None:
    post({"events": [event(comment="key sk-proj-" + "a1B2" * 12)]})
    assert stored(shop)[0].comment.startswith("key [redacted:")


def test_scores_of_another_project_are_not_seen(post: Post) -> None:
    post({"events": [event()]})
    assert scores.of_trace(people.project("other").id, bytes.fromhex(TRACE)) == []


def test_a_trace_answers_with_its_scores_and_its_page_shows_them(post: Post, shop: Project) -> None:
    call = llm()
    write(batch([call], project_id=shop.id))
    post({"events": [event(trace_id=call.trace_id.hex(), span_id=call.span_id.hex(), comment="as asked")]})
    read = people.key(shop, "read").text
    answer = Client().get(f"/api/v1/traces/{call.trace_id.hex()}", headers={"x-api-key": read}).json()
    [score] = answer["scores"]
    assert (score["value"], score["name"], score["span_id"]) == (0.9, "helpful", call.span_id.hex())
    client = Client()
    client.force_login(people.person(of=shop), "allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/p/shop/traces/{call.trace_id.hex()}/").content.decode()
    assert "1 score of this trace" in page
    assert "as asked" in page


def test_scores_go_with_the_summaries_of_their_traces(post: Post, shop: Project) -> None:
    post({"events": [event(timestamp="2026-01-01T00:00:00Z")]})
    at = datetime(2026, 1, 1, tzinfo=UTC)
    retention.expire_summaries(shop.id, at + timedelta(days=399))
    assert len(stored(shop)) == 1
    retention.expire_summaries(shop.id, at + timedelta(days=401))
    assert stored(shop) == []


def test_an_evaluation_in_the_logs_becomes_a_score(post: Post, shop: Project) -> None:
    given = {"gen_ai__evaluation__name": "relevance", "gen_ai__evaluation__score__value": 0.5}
    body = logs(record("gen_ai.evaluation.result", None, START_NS, (TRACE, SPAN), **given))
    for _ in range(2):
        assert post(body, "/v1/logs") == {}
    [score] = stored(shop)
    assert (score.name, str(score.value), score.source) == ("relevance", "0.5", "model")


def theirs(**fields: Any) -> dict[str, Any]:
    return {"id": "l-1", "traceId": TRACE, "name": "n", "value": 1.0, "dataType": "NUMERIC"} | fields


def test_langfuse_scores_in_a_list_are_taken_and_the_bad_ones_named(post: Post, shop: Project) -> None:
    assert post([theirs(), theirs(id="l-2", value="good")], "/api/public/scores", 202) == {"message": "Accepted"}
    answer = post([theirs(), theirs(id="l-3", traceId="short"), theirs(traceId=None)], "/api/public/scores", 207)
    assert (answer["accepted"], answer["rejected"]) == (1, 2)
    assert ["traceId" in each["message"] for each in answer["errors"]] == [True, True]
    assert [(score.score_id, score.label) for score in stored(shop)] == [("l-1", None), ("l-2", "good")]


def test_one_langfuse_score_is_answered_with_its_id(post: Post) -> None:
    assert post(theirs(), "/api/public/scores") == {"id": "l-1"}
    assert post(theirs(value=None), "/api/public/scores", 400)["error"]["field"] == "value"


def test_of_a_langfuse_batch_scores_are_taken_and_the_rest_is_named(post: Post, shop: Project) -> None:
    items = [
        {"id": "e1", "type": "score-create", "body": theirs()},
        {"id": "e2", "type": "trace-create", "body": {}},
        {"id": "e3", "type": "score-create", "body": theirs(name="")},
        "nonsense",
    ]
    answer = post({"batch": items}, "/api/public/ingestion", 207)
    assert [each["id"] for each in answer["successes"]] == ["e1"]
    assert [each["id"] for each in answer["errors"]] == ["e2", "e3", ""]
    assert len(stored(shop)) == 1


@pytest.mark.parametrize("path", ["/api/public/scores", "/api/public/ingestion", "/api/v1/scores"])
@pytest.mark.parametrize("body", [b"[" * 100_000, b"nul", b'{"batch":[}'])
def test_what_cannot_be_read_is_400(post: Post, path: str, body: bytes) -> None:
    assert post(body, path, 400)["error"]["code"] == "unreadable"
