"""The doors of JSON take what the OTLP doors take: plain, gzip, deflate and zstd, within the same bounds."""

import gzip
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
import zstandard
from django.db import connection
from django.test import Client

from aiops.core import bodies
from aiops.core.events import MAX_EVENTS
from aiops.core.models import Project
from aiops.core.turns import Turns
from tests import people

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC).isoformat()
TRACE = "0af7651916cd43dd8448eb211c80319c"
USAGE = {"event_id": "e", "timestamp": NOW, "workflow": "w", "provider": "openai", "model": "gpt-4o", "input_tokens": 1}
SCORE = {"score_id": "s", "trace_id": TRACE, "name": "n", "value": 1, "source": "rule"}
OUTCOME = {"outcome_id": "o", "workflow": "w", "run_id": "r", "occurred_at": NOW, "status": "success"}
THEIR_SCORE = {"id": "x", "traceId": TRACE, "name": "n", "value": 1}
DOORS: dict[str, tuple[Any, int]] = {
    "/api/v1/usage": ({"events": [USAGE]}, 200),
    "/api/v1/scores": ({"events": [SCORE]}, 200),
    "/api/v1/outcomes": ({"events": [OUTCOME]}, 200),
    "/api/public/scores": ([THEIR_SCORE], 202),
    "/api/public/ingestion": ({"batch": [{"id": "1", "type": "score-create", "body": THEIR_SCORE}]}, 207),
}
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "identity": bytes,
}
doors = pytest.mark.parametrize("path", DOORS)
encodings = pytest.mark.parametrize("encoding", COMPRESS)


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def post(shop: Project) -> Callable[[str, bytes, str], Any]:
    key = people.key(shop, "ingest", "outcomes").text

    def send(path: str, body: bytes, encoding: str) -> Any:
        headers = {"Authorization": f"Bearer {key}", "Content-Encoding": encoding}
        return Client().post(path, body, content_type="application/json", headers=headers)

    return send


@doors
@encodings
def test_a_batch_is_taken_however_it_is_packed(post: Any, path: str, encoding: str) -> None:
    batch, status = DOORS[path]
    answer = post(path, COMPRESS[encoding](orjson.dumps(batch)), encoding)
    assert answer.status_code == status, answer.content
    assert not answer.json().get("rejected"), answer.content
    assert not answer.json().get("errors"), answer.content


@doors
@encodings
def test_one_byte_too_many_is_413_also_after_it_is_unpacked(post: Any, path: str, encoding: str, settings: Any) -> None:
    settings.MAX_BODY_BYTES = 1_000
    answer = post(path, COMPRESS[encoding](b" " * 1_001), encoding)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


@doors
def test_an_encoding_we_do_not_take_is_415_with_those_we_do(post: Any, path: str) -> None:
    answer = post(path, b"{}", "br")
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "unsupported_encoding")
    assert "gzip, deflate, zstd" in answer.json()["error"]["message"]


@doors
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_what_is_not_packed_as_it_says_or_is_cut_short_is_400(post: Any, path: str, encoding: str) -> None:
    packed = COMPRESS[encoding](orjson.dumps(DOORS[path][0]))
    for body in (b"{}", packed[:-5]):
        answer = post(path, body, encoding)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unreadable")


def test_a_large_body_waits_for_its_turn_and_a_small_one_does_not(post: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "large_bodies", Turns(wait_seconds=30.0, most_waiting=0))
    large = gzip.compress(orjson.dumps(DOORS["/api/v1/usage"][0]) + b" " * bodies.SMALL_BYTES, 1)
    with bodies.large_bodies.turn():
        answer = post("/api/v1/usage", large, "gzip")
        assert (answer.status_code, answer["Retry-After"]) == (503, "2")
        assert post("/api/v1/usage", orjson.dumps(DOORS["/api/v1/usage"][0]), "").status_code == 200
    assert post("/api/v1/usage", large, "gzip").json()["duplicate"] == 1


@doors
@pytest.mark.parametrize(
    ("body", "encoding", "kind", "code"),
    [
        (b"{", "identity", "application/json", "unreadable"),
        (b"{}", "gzip", "application/json", "unreadable"),
        (b"{}", "br", "application/json", "unsupported_encoding"),
        (b"[" * 20_000 + b"0", "identity", "application/json", "unreadable"),
        (b"a=1", "identity", "text/plain", "unsupported_media_type"),
    ],
)
def test_a_request_that_is_refused_whole_shows_on_ingest_health(
    shop: Project, path: str, body: bytes, encoding: str, kind: str, code: str
) -> None:
    key = people.key(shop, "ingest", "outcomes").text
    headers = {"Authorization": f"Bearer {key}", "Content-Encoding": encoding, "User-Agent": "nightly/1"}
    answer = Client().post(path, body, content_type=kind, headers=headers)
    assert answer.status_code in (400, 415)
    assert whole() == [(shop.pk, "nightly/1", f"request.{code}", 1)]


@doors
def test_too_many_events_show_on_ingest_health(shop: Project, post: Any, path: str) -> None:
    many: list[Any] = [{}] * (MAX_EVENTS + 1)
    name = next(iter(DOORS[path][0])) if isinstance(DOORS[path][0], dict) else None
    assert post(path, orjson.dumps({name: many} if name else many), "identity").status_code == 413
    assert [row[2] for row in whole()] == ["request.too_large"]


@doors
def test_one_refused_event_is_no_refused_request(shop: Project, post: Any, path: str) -> None:
    sent, _ = DOORS[path]
    name = next(iter(sent)) if isinstance(sent, dict) else None
    post(path, orjson.dumps({name: [{"id": 1}]} if name else {"id": 1}), "identity")
    assert whole() == []


def whole() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT project_id, client, code, n FROM ingest_count WHERE code LIKE 'request.%'")
        return list(cursor.fetchall())
