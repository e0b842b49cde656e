"""One at a time, with a short queue: who finds it full is told to come again instead of holding a thread."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aiops.core.errors import ApiError


class Turns:
    """`most_waiting` threads wait up to `wait_seconds` each; the next is refused at once."""

    def __init__(self, wait_seconds: float, most_waiting: int) -> None:
        self.wait_seconds = wait_seconds
        self._busy = threading.Lock()
        self._places = threading.BoundedSemaphore(1 + most_waiting)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Raises ApiError 503."""
        if not self._places.acquire(blocking=False):
            raise overloaded()
        try:
            if not self._busy.acquire(timeout=self.wait_seconds):
                raise overloaded()
            try:
                yield
            finally:
                self._busy.release()
        finally:
            self._places.release()


def overloaded() -> ApiError:
    return ApiError(503, "overloaded", "Other large bodies are being read; send it again.", retry_after=2)
