"""The Python client against a server on loopback: what arrives, what is sent again; its caller never notices."""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from aiops.client.sender import BATCH, MAX_BUFFERED, Sender, Target

ACCEPTED = {"accepted": 1, "duplicate": 0, "conflict": [], "rejected": []}


class Door(ThreadingHTTPServer):
    """Answers with the statuses it is told to, one after the other, then 200; keeps what was posted."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.statuses: list[int] = []
        self.answer: dict[str, Any] = ACCEPTED
        self.posts: list[tuple[str, str, list[dict[str, Any]]]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def events(self) -> list[dict[str, Any]]:
        return [event for _, _, events in self.posts for event in events]


class Handler(BaseHTTPRequestHandler):
    server: Door

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        if status == 200:
            self.server.posts.append((self.path, self.headers["Authorization"], body["events"]))
        answer = json.dumps(self.server.answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.fixture
def door() -> Iterator[Door]:
    server = Door()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def sender(door: Door) -> Sender:
    return Sender(Target(door.url, "key"))


def test_events_arrive_in_batches_of_one_door(door: Door, sender: Sender) -> None:
    for number in range(3):
        sender.put("usage", {"event_id": str(number)})
    sender.put("outcomes", {"outcome_id": "o"})
    assert sender.flush(5)
    assert [(path, key, len(events)) for path, key, events in door.posts] == [
        ("/api/v1/usage", "Bearer key", 3),
        ("/api/v1/outcomes", "Bearer key", 1),
    ]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_trouble_that_passes_is_waited_out_and_nothing_is_lost(door: Door, sender: Sender, status: int) -> None:
    door.statuses = [status]
    sender.put("usage", {"event_id": "1"})
    assert (sender.flush(10), door.events()) == (True, [{"event_id": "1"}])


def test_a_refusal_is_logged_and_not_repeated(door: Door, sender: Sender, caplog: pytest.LogCaptureFixture) -> None:
    door.statuses = [401]
    sender.put("usage", {"event_id": "1"})
    assert (sender.flush(5), door.posts) == (True, [])
    assert "refused: 401" in caplog.text


def test_what_the_door_rejects_is_named_in_the_log(
    door: Door, sender: Sender, caplog: pytest.LogCaptureFixture
) -> None:
    door.answer = ACCEPTED | {"rejected": [{"index": 0, "field": "model", "reason": "is required"}], "conflict": ["7"]}
    with caplog.at_level(logging.WARNING, "aiops.client"):
        sender.put("usage", {"event_id": "1"})
        sender.flush(5)
    assert "rejected: model is required" in caplog.text
    assert "known with another body: ['7']" in caplog.text


def test_nobody_listening_holds_nobody_up(caplog: pytest.LogCaptureFixture) -> None:
    sender = Sender(Target("http://127.0.0.1:9", "key"))
    for number in range(MAX_BUFFERED + BATCH + 5):
        sender.put("usage", {"event_id": str(number)})
    assert len(sender.buffer) <= MAX_BUFFERED
    assert not sender.flush(0.1)
    sender.buffer.clear()


def test_without_an_address_events_are_dropped_and_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("AIOPS_URL", "AIOPS_KEY", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS"):
        monkeypatch.delenv(name, raising=False)
    sender = Sender()
    sender.put("usage", {"event_id": "1"})
    assert sender.flush(5)
    assert "set AIOPS_URL and AIOPS_KEY" in caplog.text


@pytest.mark.parametrize(
    "environment",
    [
        {"AIOPS_URL": "http://here/", "AIOPS_KEY": "k"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://here", "OTEL_EXPORTER_OTLP_HEADERS": "a=b,X-Api-Key=k"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://here", "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20k"},
    ],
)
def test_the_environment_of_opentelemetry_serves(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    for name in ("AIOPS_URL", "AIOPS_KEY", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Target.from_environment() == Target("http://here", "k")


PROGRAM = """
import os
from aiops.client import outcome, score, usage
usage(workflow="w", provider="openai", model="gpt-4o", input_tokens=1, cost_usd="0.01")
if not os.fork():
    usage(workflow="child", provider="openai", model="gpt-4o", input_tokens=2)
    raise SystemExit
os.wait()
outcome(workflow="w", key="ticket-17", status="success", minutes_saved=6)
score(trace_id="ab" * 16, name="helpful", value=1, source="human")
"""


def test_a_program_that_ends_has_sent_everything_and_so_has_its_fork(door: Door) -> None:
    environment = os.environ | {"AIOPS_URL": door.url, "AIOPS_KEY": "k"}
    subprocess.run([sys.executable, "-c", PROGRAM], env=environment, check=True, timeout=30)
    events = door.events()
    assert sorted(str(event.get("workflow", event.get("name"))) for event in events) == ["child", "helpful", "w", "w"]
    assert len({str(sorted(event.items())) for event in events}) == 4


def test_only_the_standard_library_is_needed(door: Door) -> None:
    program = (
        "import sys; import aiops.client; print([m for m in sys.modules if m.split('.')[0] in {'django', 'orjson'}])"
    )
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=30)
    assert told.stdout.strip() == "[]"
