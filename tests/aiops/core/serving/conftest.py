import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

import pytest
import uvicorn

from aiops.core.embedded import listeners
from aiops.core.serving import server as serving
from aiops.core.serving.bridge import Bridge

MEGABYTE = 1024 * 1024


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answers with the body's length; /headers with what it was told; /stream in pieces; /file 16 MB of a file."""
    if environ["PATH_INFO"] == "/stream":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return Stream(b"piece " for _ in range(1000))
    if environ["PATH_INFO"] == "/file":
        file = TemporaryFile()  # noqa: SIM115 - the wrapper closes it
        file.write(b"head" + bytes(16 * MEGABYTE))
        file.seek(4)
        start_response("200 OK", [("Content-Length", str(16 * MEGABYTE))])
        return environ["wsgi.file_wrapper"](file)  # type: ignore[no-any-return]
    told = repr(sorted((name, value) for name, value in environ.items() if name.startswith("HTTP_X")))
    answer = told if environ["PATH_INFO"] == "/headers" else str(len(environ["wsgi.input"].read()))
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer.encode()]


@dataclass
class Stream:
    pieces: Iterator[bytes]
    streaming = True

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces


@dataclass
class Served:
    port: int
    bridge: Bridge

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def exchange(self, request: bytes) -> bytes:
        """Sends the bytes as they are and answers all that comes back until the server closes."""
        with self.connect() as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The real server, with bounds small enough to be reached in a test."""
    bridge = Bridge(echo, threads=4, max_body_bytes=MEGABYTE, max_inflight_bytes=3 * MEGABYTE, grace_seconds=0.5)
    monkeypatch.setattr(serving, "HEAD_SECONDS", 0.5)
    listener = listeners.listen("127.0.0.1", 0)
    server = uvicorn.Server(serving.configuration(bridge))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    yield Served(listener.getsockname()[1], bridge)
    server.should_exit = True
    thread.join()
    bridge.pool.shutdown()
