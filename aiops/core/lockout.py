"""Holds off an address that tries many wrong keys, so that guessing costs us no database query.

Counted in each process for itself (a guesser spread over N processes gets N times the tries, against 190 random bits).
Never by tenant: nobody can lock a project out of its own door by sending wrong keys with that project's key id.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

WRONG_KEYS_ALLOWED = 20  # within WINDOW_SECONDS
WINDOW_SECONDS = 60.0
ADDRESSES_REMEMBERED = 10_000


@dataclass(slots=True)
class _Tally:
    since: float
    wrong: int = 0


class Lockout:
    """`now` is a monotonic clock in seconds."""

    def __init__(self) -> None:
        self._tallies: OrderedDict[str, _Tally] = OrderedDict()
        self._lock = threading.Lock()

    def seconds_left(self, address: str, now: float | None = None) -> int:
        """How long this address has to wait; 0 when it may try."""
        tally = self._tallies.get(address)
        if tally is None or tally.wrong < WRONG_KEYS_ALLOWED:
            return 0
        left = tally.since + WINDOW_SECONDS - _clock(now)
        return int(left) + 1 if left > 0 else 0

    def count_wrong(self, address: str, now: float | None = None) -> None:
        moment = _clock(now)
        with self._lock:
            tally = self._tallies.pop(address, None)
            if tally is None or tally.since + WINDOW_SECONDS <= moment:
                tally = _Tally(since=moment)
            tally.wrong += 1
            if tally.wrong == WRONG_KEYS_ALLOWED:
                tally.since = moment  # a full window of silence from here
            self._tallies[address] = tally
            while len(self._tallies) > ADDRESSES_REMEMBERED:
                self._tallies.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._tallies.clear()


def _clock(now: float | None) -> float:
    return time.monotonic() if now is None else now
