"""Real servers on loopback that stand for the world outside: one asked over HTTP, raw ones that misbehave."""

import email
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Listener:
    """Answers `status` and `body` to everything, and remembers what it was asked."""

    port: int
    status: int = 200
    body: bytes = b"ok"
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


@contextmanager
def http_listener(certificate: Path | None = None) -> Iterator[Listener]:
    """With TLS when given a certificate (and its key beside it)."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            listener.asked.append(Asked(self.command, self.path, headers, body))
            self.send_response(listener.status)
            for name, value in {"Content-Length": str(len(listener.body)), **listener.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(listener.body)

        do_GET = do_POST = do_PUT = answer  # noqa: N815  named by the standard library

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A caller that hangs up is no fault."""

    server = Server(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate.with_suffix(".key"))
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    listener = Listener(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def raw_listener(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port behind which `talk` does what it likes with each connection, until the caller hangs up."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve(wire: socket.socket) -> None:
        with wire:
            try:
                talk(wire)
            except OSError:
                return

    def accept() -> None:
        while True:
            try:
                wire, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(wire,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


class Mailbox(socketserver.ThreadingTCPServer):
    """As much of a mail server as takes letters."""

    allow_reuse_address = daemon_threads = True
    letters: list[Message]
    refuses = False


class _Talk(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.say("220 post")
        for line in iter(self.rfile.readline, b""):
            word = line.strip().upper()[:4]
            if word == b"DATA":
                self.say("354 go on")
                lines = list(iter(self.rfile.readline, b".\r\n"))
                self.server.letters.append(email.message_from_bytes(b"".join(lines)))
                self.say("250 taken")
            elif word == b"RCPT" and self.server.refuses:
                self.say("450 come again later")
            else:
                self.say("221 bye" if word == b"QUIT" else "250 ok")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    with Mailbox(("127.0.0.1", 0), _Talk) as server:
        server.letters = []
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
