"""A managed workflow called from a caller's process: an answer in time, whatever the other side does.

The servers are real ones on loopback. RUNS_TRIES tries of each trouble (default 25, eight troubles: 200 in all); the
long form takes more: RUNS_TRIES=125 pytest tests/aiops/client/test_runs.py.
"""

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from aiops import client
from aiops.client.runs import MOST_AT_ONCE
from tests.listeners import http_listener, raw_listener

TRIES = int(os.environ.get("RUNS_TRIES", "25"))
DEADLINE_S = 1.0
Talk = Callable[[socket.socket], None]


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AIOPS_URL", "AIOPS_KEY", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS"):
        monkeypatch.delenv(name, raising=False)
    yield
    client._sender.target = None


def answered(body: bytes, status: str = "200 OK") -> Talk:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()

    def talk(wire: socket.socket) -> None:
        wire.recv(65536)
        wire.sendall(head + body)

    return talk


def hang(wire: socket.socket) -> None:
    while wire.recv(65536):
        pass


def trickle(wire: socket.socket) -> None:
    wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{")
    for _ in range(200):
        wire.sendall(b" ")
        time.sleep(0.02)


TROUBLES: dict[str, Talk] = {
    "hangs": hang,
    "trickles": trickle,
    "hangs up": lambda wire: wire.close(),
    "answers no HTTP": lambda wire: wire.sendall(b"\x00\xff" * 100),
    "answers no JSON": answered(b"<html>"),
    "answers no run": answered(b"[]"),
    "its database is down": answered(b'{"error":{"code":"unavailable","message":"later"}}', "503 Service Unavailable"),
    "the run never ends": answered(b'{"id":"1","state":"running"}'),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_whatever_the_server_does_the_fallback_comes_in_time(trouble: str) -> None:
    with raw_listener(TROUBLES[trouble]) as port:
        client.configure(f"http://127.0.0.1:{port}", "key")

        def once(_: int) -> tuple[Any, bool, float]:
            began = time.monotonic()
            answer = client.run("support-answer", {"q": 1}, deadline_seconds=DEADLINE_S, fallback="later")
            return answer.value, answer.is_fallback, time.monotonic() - began

        with ThreadPoolExecutor(25) as callers:
            found = list(callers.map(once, range(TRIES)))
    assert {(value, fell) for value, fell, _ in found} == {("later", True)}
    assert max(took for _, _, took in found) <= DEADLINE_S


def test_nobody_listens_and_the_fallback_comes_before_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        client.configure(f"http://127.0.0.1:{server.getsockname()[1]}", "key")
    answer = client.run("support-answer", deadline_seconds=30, fallback=lambda: ["made", "now"])
    assert answer.value == ["made", "now"]
    assert "cannot be started" in answer.reason


@contextmanager
def runs_server(*states: dict[str, Any]) -> Iterator[list[tuple[str, str, dict[str, str], bytes]]]:
    """Tells one state after the other, the last one for ever; what it was asked."""
    asked: list[tuple[str, str, dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            asked.append((self.command, self.path, dict(self.headers), body))
            said = json.dumps({"id": "r1"} | states[min(len(asked), len(states)) - 1]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    client.configure(f"http://127.0.0.1:{server.server_address[1]}", "key")
    try:
        yield asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_output_of_a_run_comes_back() -> None:
    done = {"state": "succeeded", "output": {"text": "hello"}}
    with runs_server({"state": "queued"}, {"state": "running"}, done) as asked:
        answer = client.run("a/b", {"q": "x"}, deadline_seconds=5, fallback=None, idempotency_key="k")
    assert (answer.value, answer.is_fallback, answer.run_id) == ({"text": "hello"}, False, "r1")
    [(method, path, headers, body), *looks] = asked
    assert (method, path, headers["Idempotency-Key"]) == ("POST", "/api/v1/workflows/a%2Fb/runs", "k")
    assert json.loads(body) == {"input": {"q": "x"}, "deadline": "5000ms"}
    assert {(each[0], each[1]) for each in looks} == {("GET", "/api/v1/runs/r1")}


def test_a_run_that_ended_badly_falls_back_and_says_why() -> None:
    with runs_server({"state": "failed", "error": {"code": "step_failed", "message": "draft: 429"}}):
        answer = client.run("a", deadline_seconds=5, fallback="later")
    assert (answer.value, answer.reason) == ("later", "the run failed: step_failed: draft: 429")


def test_a_refusal_falls_back_at_once() -> None:
    with http_listener() as listener:
        listener.status, listener.body = 404, b'{"error":{"code":"unknown_workflow"}}'
        client.configure(listener.url.removesuffix("/hook"), "key")
        answer = client.run("a", deadline_seconds=5, fallback="later")
    assert (answer.value, len(listener.asked)) == ("later", 1)
    assert "unknown_workflow" in answer.reason


@pytest.mark.parametrize("given", [{"q": object()}, {"q": float("nan")}])
def test_an_input_that_is_no_json_falls_back(given: dict[str, Any]) -> None:
    client.configure("http://127.0.0.1:1", "key")
    assert "no JSON" in client.run("a", given, deadline_seconds=1, fallback=None).reason


def test_without_an_address_the_fallback_comes_at_once() -> None:
    assert client.run("a", deadline_seconds=1, fallback="later").reason == "set AIOPS_URL and AIOPS_KEY"


def test_more_callers_than_there_are_places_have_their_fallback_at_once() -> None:
    with raw_listener(hang) as port:
        client.configure(f"http://127.0.0.1:{port}", "key")
        with ThreadPoolExecutor(MOST_AT_ONCE + 1) as callers:
            asked = [
                callers.submit(client.run, "a", deadline_seconds=2, fallback="later") for _ in range(MOST_AT_ONCE + 1)
            ]
            reasons = {each.result().reason for each in asked}
    assert f"{MOST_AT_ONCE} calls wait already" in reasons
