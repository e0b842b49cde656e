"""Reads a request's body within bounds: its size, the bytes all bodies hold in this process, and a least speed."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiops.core.errors import ApiError

Receive = Callable[[], Awaitable[dict[str, Any]]]

GRACE_SECONDS = 30.0
LEAST_BYTES_PER_SECOND = 16 * 1024


class ClientGoneError(Exception):
    """The client hung up before its body was whole."""


@dataclass
class Budget:
    """Bytes of bodies that this process holds now, and how many it may. Used from the event loop alone."""

    limit: int
    held: int = 0

    def take(self, size: int) -> None:
        if self.held + size > self.limit:
            raise ApiError(503, "overloaded", "Too many bytes are in flight; send again in a second.", retry_after=1)
        self.held += size

    def give_back(self, size: int) -> None:
        self.held -= size


@dataclass
class Body:
    """A body being read. `size` bytes are held in the budget until `release`."""

    budget: Budget
    max_bytes: int
    size: int = 0
    grace_seconds: float = GRACE_SECONDS

    def check_announced(self, content_length: bytes | None) -> None:
        """Refuses by the announced length, before a byte is read. Raises ApiError."""
        if content_length is None:
            return
        if not content_length.isdigit():
            raise ApiError(400, "bad_length", "Content-Length is not a number.")
        if int(content_length) > self.max_bytes:
            raise self._too_large()
        if self.budget.held + int(content_length) > self.budget.limit:
            raise ApiError(503, "overloaded", "Too many bytes are in flight; send again in a second.", retry_after=1)

    async def read(self, receive: Receive) -> bytes:
        """The whole body. Raises ApiError 413, 408, 503 or ClientGoneError."""
        started = time.monotonic()
        chunks: list[bytes] = []
        while True:
            message = await self._next(receive, started)
            if message["type"] == "http.disconnect":
                raise ClientGoneError
            chunk = message.get("body", b"")
            if self.size + len(chunk) > self.max_bytes:
                raise self._too_large()
            self.budget.take(len(chunk))
            self.size += len(chunk)
            chunks.append(chunk)
            if not message.get("more_body", False):
                return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def release(self) -> None:
        self.budget.give_back(self.size)
        self.size = 0

    async def _next(self, receive: Receive, started: float) -> dict[str, Any]:
        allowed = self.grace_seconds + self.size / LEAST_BYTES_PER_SECOND
        try:
            async with asyncio.timeout(started + allowed - time.monotonic()):
                return await receive()
        except TimeoutError:
            raise ApiError(408, "too_slow", "The body came too slowly.") from None

    def _too_large(self) -> ApiError:
        return ApiError(413, "too_large", f"The body is over {self.max_bytes} bytes. Send smaller batches.")
