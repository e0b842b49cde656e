"""Keys that were right a moment ago, so that a busy door does not ask the database for each request.

An entry serves for FRESH_SECONDS; after that the row is read again, so a revoked key stops within that time in every
process (at once in the process that revoked it). Only right keys are kept: wrong ones cannot fill the memory.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from aiops.core.models import ApiKey

FRESH_SECONDS = 5.0
PROVEN_SECONDS = 3600.0
KEYS_REMEMBERED = 4096


@dataclass(slots=True)
class _Entry:
    key: ApiKey
    read_at: float


class KeyCache:
    def __init__(self) -> None:
        self._entries: OrderedDict[str, _Entry] = OrderedDict()  # by digest of the secret
        self._lock = threading.Lock()

    def fresh(self, digest: str, now: float | None = None) -> ApiKey | None:
        """The key with its project, as read at most FRESH_SECONDS ago."""
        entry = self._entries.get(digest)
        return entry.key if entry and _clock(now) - entry.read_at < FRESH_SECONDS else None

    def proven(self, digest: str, now: float | None = None) -> bool:
        """Whether this secret was right within the hour. Such a key may be looked up even from a locked-out address,
        so one misconfigured service cannot shut out its neighbours behind the same address."""
        entry = self._entries.get(digest)
        return entry is not None and _clock(now) - entry.read_at < PROVEN_SECONDS

    def keep(self, digest: str, key: ApiKey, now: float | None = None) -> None:
        with self._lock:
            self._entries.pop(digest, None)
            self._entries[digest] = _Entry(key, _clock(now))
            while len(self._entries) > KEYS_REMEMBERED:
                self._entries.popitem(last=False)

    def forget(self, digest: str) -> None:
        with self._lock:
            self._entries.pop(digest, None)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()


def _clock(now: float | None) -> float:
    return time.monotonic() if now is None else now
