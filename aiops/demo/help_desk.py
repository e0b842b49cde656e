"""A stand-in for a help desk on loopback: hands out new tickets, takes labels, and knows afterwards which were right.

with HelpDesk() as desk:
    desk.new = [{"id": "T-1", "subject": "...", "body": "..."}]
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, cast

Json = dict[str, Any]


class HelpDesk:
    """`labels` by ticket; `failing`: so many requests are answered 503 first; a key seen before changes nothing."""

    def __init__(self) -> None:
        self.new: list[Json] = []
        self.labels: dict[str, Json] = {}
        self.keys_seen: dict[str, str] = {}
        self.failing = 0
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.desk = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "HelpDesk":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def fails(self) -> bool:
        with self._lock:
            self.failing -= 1
            return self.failing >= 0

    def label(self, ticket: str, key: str, labels: Json) -> None:
        with self._lock:
            if key not in self.keys_seen:
                self.keys_seen[key] = ticket
                self.labels[ticket] = labels


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    desk: HelpDesk


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def desk(self) -> HelpDesk:
        return cast("_Server", self.server).desk

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Silent."""

    def do_GET(self) -> None:
        self._send(200, {"tickets": self.desk.new} if self.path.startswith("/tickets") else {})

    def do_PUT(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        if self.desk.fails():
            self._send(503, {"error": "busy"})
            return
        self.desk.label(self.path.split("/")[2], self.headers.get("Idempotency-Key", ""), body)
        self._send(200, {"ok": True})

    def _send(self, status: int, body: Json) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
