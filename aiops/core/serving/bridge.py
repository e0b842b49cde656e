"""An ASGI application that runs a WSGI one in threads, once the request's body is whole and within bounds.

Slow clients cost the event loop a few kilobytes each, never a thread; Django runs at its synchronous speed.
"""

import asyncio
import io
import os
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import quote

from aiops.core import refusals
from aiops.core.errors import ApiError
from aiops.core.serving.bodies import GRACE_SECONDS, Body, Budget, ClientGoneError, Receive

Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

SEND_SECONDS = 60.0
DRAIN_SECONDS = 5.0
WHOLE_BYTES = 1024 * 1024
FILE_BYTES = 64 * 1024


@dataclass
class Bridge:
    """`wsgi` is the application behind; `threads` how many requests it works on at once."""

    wsgi: Callable[..., Iterable[bytes]]
    threads: int
    max_body_bytes: int
    max_inflight_bytes: int
    grace_seconds: float = GRACE_SECONDS
    at_once: frozenset[str] = frozenset()  # paths with a thread of their own: a probe must not wait behind a crowd
    budget: Budget = field(init=False)
    pool: ThreadPoolExecutor = field(init=False)
    own_thread: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self.budget = Budget(self.max_inflight_bytes)
        self.pool = ThreadPoolExecutor(self.threads, thread_name_prefix="request")
        self.own_thread = ThreadPoolExecutor(1, thread_name_prefix="at-once")

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _serve(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        try:
            exchange = await self._work(scope, headers.get(b"content-length"), receive, send)
        except ApiError as error:
            refused = error.with_traceback(None)  # its frames would keep the body alive
        except ClientGoneError:
            return
        else:
            await exchange.send_rest()
            return
        await _refuse(refused, scope["path"], headers.get(b"content-type", b"").decode("latin-1"), send)
        await _drain(receive, send)

    async def _work(self, scope: dict[str, Any], length: bytes | None, receive: Receive, send: Send) -> "Exchange":
        """Reads the body and runs the application over it; the body is let go on return."""
        body = Body(self.budget, self.max_body_bytes, grace_seconds=self.grace_seconds)
        try:
            body.check_announced(length)
            environ = _environ(scope, await body.read(receive))
            exchange = Exchange(asyncio.get_running_loop(), send)
            pool = self.own_thread if scope["path"] in self.at_once else self.pool
            await exchange.loop.run_in_executor(pool, exchange.run, self.wsgi, environ)
            return exchange
        finally:
            body.release()


class File:
    """PEP 3333's file wrapper: an answer that lies in a file."""

    def __init__(self, file: IO[bytes], block_bytes: int = 64 * 1024) -> None:
        self.file, self.block_bytes = file, block_bytes

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(self.block_bytes), b"")

    def kept(self) -> IO[bytes] | None:
        """The same file from where it stands, open beyond the application's answer; None: it is no file of the disk."""
        try:
            kept = os.fdopen(os.dup(self.file.fileno()), "rb")
        except (AttributeError, io.UnsupportedOperation):  # a slice of one, for example
            return None
        kept.seek(self.file.tell())
        return kept

    def close(self) -> None:
        self.file.close()


@dataclass
class Exchange:
    """One answer on its way out: small ones leave after the thread is free again, streams as they are made."""

    loop: asyncio.AbstractEventLoop
    send: Send
    status: int = 500
    headers: Headers = field(default_factory=list)
    rest: bytes | None = None
    file: IO[bytes] | None = None

    def start_response(self, status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> None:
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    def run(self, wsgi: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> None:
        """In a thread: calls the application and closes its answer."""
        response = wsgi(environ, self.start_response)
        try:
            if self._is_small(response):
                self.rest = b"".join(response)
            elif isinstance(response, File):
                self.file = response.kept()
            if self.rest is None and self.file is None:
                self._stream(response)
        finally:
            if hasattr(response, "close"):
                response.close()

    async def send_rest(self) -> None:
        if self.rest is not None:
            await self.send({"type": "http.response.start", "status": self.status, "headers": self.headers})
            await self.send({"type": "http.response.body", "body": self.rest})
        if self.file is not None:
            with self.file:
                await self._send_file(self.file)

    async def _send_file(self, file: IO[bytes]) -> None:
        """No thread waits for the client; one that takes nothing for a minute loses its connection."""
        await self.send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        while chunk := file.read(FILE_BYTES):
            async with asyncio.timeout(SEND_SECONDS):
                await self.send({"type": "http.response.body", "body": chunk, "more_body": True})
        await self.send({"type": "http.response.body", "body": b""})

    def _is_small(self, response: Iterable[bytes]) -> bool:
        if not isinstance(response, File) and not getattr(response, "streaming", False):
            return True
        length = dict(self.headers).get(b"content-length", b"")
        return length.isdigit() and int(length) <= WHOLE_BYTES

    def _stream(self, response: Iterable[bytes]) -> None:
        self._now({"type": "http.response.start", "status": self.status, "headers": self.headers})
        for chunk in response:
            self._now({"type": "http.response.body", "body": chunk, "more_body": True})
        self._now({"type": "http.response.body", "body": b""})

    def _now(self, message: dict[str, Any]) -> None:
        """Waits until the client has taken it; a client that takes nothing for a minute loses its connection."""
        asyncio.run_coroutine_threadsafe(_awaited(self.send(message)), self.loop).result(SEND_SECONDS)


async def _awaited(sending: Awaitable[None]) -> None:
    await sending


async def _refuse(error: ApiError, path: str, content_type: str, send: Send) -> None:
    refusal = refusals.render(error, path, content_type)
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in refusal.headers.items()]
    headers += [(b"content-length", str(len(refusal.body)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": refusal.body, "more_body": True})


async def _drain(receive: Receive, send: Send) -> None:
    """Throws away what the client still sends, for a while: a connection closed under its hands hides our answer."""
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while (await receive()).get("more_body", False):
                pass
    except TimeoutError:
        pass
    await send({"type": "http.response.body", "body": b""})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        phase = (await receive())["type"]
        await send({"type": f"{phase}.complete"})
        if phase == "lifespan.shutdown":
            return


def _environ(scope: dict[str, Any], body: bytes) -> dict[str, Any]:
    """PEP 3333's view of an ASGI request."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 80),
        "REMOTE_ADDR": client[0],
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REQUEST_URI": quote(scope["path"]),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.file_wrapper": File,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        _add_header(environ, name.decode("latin-1"), value.decode("latin-1"))
    return environ


def _add_header(environ: dict[str, Any], name: str, value: str) -> None:
    """Names with an underscore are dropped: they would pass for those with a hyphen."""
    if "_" in name or name in {"content-length", "transfer-encoding"}:
        return
    key = "CONTENT_TYPE" if name == "content-type" else f"HTTP_{name.upper().replace('-', '_')}"
    separator = "; " if name == "cookie" else ","
    environ[key] = f"{environ[key]}{separator}{value}" if key in environ else value
