"""A real server under bodies made to cost more than they weigh, and under clients that never finish theirs."""

import gzip
import http.client
import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.bench.stack import Stack, running
from tests.traces.otlp import wire

MEGABYTE = 1024 * 1024
BOMBS_OF_A_KIND = int(os.environ.get("BOMBS_OF_A_KIND", "24"))  # 64 for the long form
SLOW_CLIENTS = 500
GROWTH_MB = 150
PROTOBUF, JSON = "application/x-protobuf", "application/json"
BOMBS = {
    "zeros": (PROTOBUF, gzip.compress(bytes(64 * MEGABYTE), 1)),
    "empty spans": (PROTOBUF, gzip.compress(wire.field(1, wire.field(2, b"\x12\x00" * (MEGABYTE // 2))))),
    "empty JSON spans": (
        JSON,
        gzip.compress(b'{"resourceSpans":[{"scopeSpans":[{"spans":[' + b"{}," * (MEGABYTE // 3) + b"{}]}]}]}"),
    ),
    "empty events": (PROTOBUF, gzip.compress(wire.request_of(wire.span(1, b"\x5a\x00" * (MEGABYTE // 2))))),
}


def web_process(stack: Stack) -> int:
    (pid,) = [pid for pid in stack.processes() if b"manage.py\0web" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return pid


def memory_mb(pid: int, name: str) -> float:
    """VmRSS: now; VmHWM: the most there ever was."""
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith(name)]
    return int(line.split()[1]) / 1024


def send(stack: Stack, kind: str) -> tuple[str, int]:
    content_type, body = BOMBS[kind]
    connection = http.client.HTTPConnection(stack.url.removeprefix("http://"), timeout=60)
    headers = {"Authorization": f"Bearer {stack.key}", "Content-Type": content_type, "Content-Encoding": "gzip"}
    connection.request("POST", "/v1/traces", body, headers)
    status = connection.getresponse().status
    connection.close()
    return kind, status


@contextmanager
def slow_clients(stack: Stack, count: int) -> Iterator[None]:
    """Each announces a body, sends some of it and stops."""
    host, port = stack.url.removeprefix("http://").split(":")
    head = f"POST /v1/traces HTTP/1.1\r\nHost: {host}\r\nContent-Type: {PROTOBUF}\r\nContent-Length: 100000\r\n\r\n"
    with ExitStack() as open_ones:
        for _ in range(count):
            client = open_ones.enter_context(socket.create_connection((host, int(port)), timeout=10))
            client.sendall(head.encode() + b"x" * 1000)
        yield


@contextmanager
def watched(stack: Stack) -> Iterator[list[float]]:
    """Seconds that /healthz took, asked all the while."""
    took: list[float] = []
    done = threading.Event()

    def ask() -> None:
        while not done.wait(0.1):
            began = time.monotonic()
            connection = http.client.HTTPConnection(stack.url.removeprefix("http://"), timeout=30)
            connection.request("GET", "/healthz")
            assert connection.getresponse().status == 200
            connection.close()
            took.append(time.monotonic() - began)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield took
    finally:
        done.set()
        thread.join()


@pytest.mark.faults
def test_bombs_and_slow_clients_cost_little_and_the_server_answers() -> None:
    with running() as stack:
        pid = web_process(stack)
        send(stack, "empty events")
        before = memory_mb(pid, "VmRSS")
        kinds = list(BOMBS) * BOMBS_OF_A_KIND
        with slow_clients(stack, SLOW_CLIENTS), watched(stack) as took, ThreadPoolExecutor(12) as pool:
            statuses = Counter(pool.map(lambda kind: send(stack, kind), kinds))
        grown = memory_mb(pid, "VmHWM") - before
        assert {status for _, status in statuses} <= {200, 400, 413, 503}, statuses
        assert statuses["empty spans", 413] == statuses["empty JSON spans", 413] == BOMBS_OF_A_KIND
        assert grown < GROWTH_MB, (grown, statuses)
        assert max(took) < 1.0, sorted(took)[-5:]
