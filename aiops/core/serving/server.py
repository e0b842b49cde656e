"""The HTTP server: uvicorn, with bounds on the part of a request that comes before any application sees it."""

import asyncio
import socket
from typing import Any

import uvicorn
from uvicorn.protocols.http import httptools_impl

HEAD_BYTES = 64 * 1024
HEAD_SECONDS = 20.0
KEEP_ALIVE_SECONDS = 75
GRACEFUL_SECONDS = 10
# Of a body, before uvicorn stops reading until the application has taken it. Its own 64 KiB make a body of 700 KB a
# dozen round trips through the event loop, a tenth of all that a batch costs.
httptools_impl.HIGH_WATER_LIMIT = 1024 * 1024  # type: ignore[attr-defined]


class BoundedProtocol(httptools_impl.HttpToolsProtocol):
    """Closes connections whose request line and headers are too long or too slow in coming."""

    head_bytes = 0
    head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_here()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        between_requests = self.cycle is not None and self.cycle.response_complete and not self.cycle.more_body
        if self.head_timer is None and between_requests:
            self._expect_head()
        super().data_received(data)
        if self.head_timer is not None:
            self.head_bytes += len(data)
            if self.head_bytes > HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response("The request's headers are too long.")

    def on_headers_complete(self) -> None:
        self._head_is_here()
        super().on_headers_complete()

    def _expect_head(self) -> None:
        self.head_bytes = 0
        self.head_timer = self.loop.call_later(HEAD_SECONDS, self._close_late)

    def _head_is_here(self) -> None:
        if self.head_timer is not None:
            self.head_timer.cancel()
            self.head_timer = None

    def _close_late(self) -> None:
        self.head_timer = None
        self.transport.close()


def serve(application: Any, sockets: list[socket.socket]) -> None:
    """Serves until SIGTERM or SIGINT, then finishes the requests under way."""
    uvicorn.Server(configuration(application)).run(sockets)


def configuration(application: Any) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        http=BoundedProtocol,
        ws="none",
        loop="asyncio",
        access_log=False,
        log_config=None,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
        server_header=False,
        proxy_headers=False,
    )
