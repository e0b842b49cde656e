"""Whether to try again, and when. Pure: the caller draws the jitter and tells the time left."""

import re
from dataclasses import dataclass

from workflows.policies import failures
from workflows.policies.durations import parse_ms, written
from workflows.policies.errors import PolicyError
from workflows.policies.failures import Failure

MOST_RETRIES = 20
MOST_DOUBLINGS = 40
FORM = "exponential 0.5s..20s, full jitter"
_WRITTEN = re.compile(r"(exponential|linear)\s+(\S+?)\s*\.\.\s*([^\s,]+)(?:,\s*(full|equal|no) jitter)?")
_CONSTANT = re.compile(r"(constant)\s+([^\s,]+)(?:,\s*(full|equal|no) jitter)?")


@dataclass(frozen=True, slots=True)
class Backoff:
    """How long to wait before retry 0, 1, 2, ...; `jitter` full: anywhere from 0 to that, equal: the upper half."""

    kind: str = "exponential"
    first_ms: int = 500
    most_ms: int = 20_000
    jitter: str = "full"

    def delay_ms(self, retry: int, draw: float) -> int:
        """`draw` in [0, 1). Source: AWS Architecture Blog, "Exponential Backoff And Jitter" (2015): full jitter ends
        contention soonest."""
        whole = min(self.most_ms, self._unjittered_ms(retry))
        if self.jitter == "no":
            return whole
        return int(whole * draw) if self.jitter == "full" else whole // 2 + int((whole - whole // 2) * draw)

    def _unjittered_ms(self, retry: int) -> int:
        if self.kind == "constant":
            return self.first_ms
        if self.kind == "linear":
            return self.first_ms * (retry + 1)
        return self.first_ms << min(retry, MOST_DOUBLINGS)

    def __str__(self) -> str:
        span = (
            written(self.first_ms) if self.kind == "constant" else f"{written(self.first_ms)}..{written(self.most_ms)}"
        )
        return f"{self.kind} {span}, {self.jitter} jitter"


def parse_backoff(text: object, field: str = "backoff") -> Backoff:
    """From "exponential 0.5s..20s, full jitter", "linear 1s..10s", "constant 2s, no jitter". Raises PolicyError."""
    said = text.strip().lower() if isinstance(text, str) else ""
    if found := _CONSTANT.fullmatch(said):
        wait = parse_ms(found[2], field)
        return Backoff("constant", wait, wait, found[3] or "full")
    found = _WRITTEN.fullmatch(said)
    if found is None:
        raise PolicyError(field, f"{text!r} is no way to wait; write it like {FORM}, linear 1s..10s or constant 2s")
    first, most = parse_ms(found[2], field), parse_ms(found[3], field)
    if first > most:
        raise PolicyError(field, f"{found[2]} is longer than {found[3]}: the shorter one comes first")
    return Backoff(found[1], first, most, found[4] or "full")


@dataclass(frozen=True, slots=True)
class Retry:
    """`times` tries after the first one."""

    times: int = 0
    backoff: Backoff = Backoff()
    on: tuple[str, ...] = failures.PROVIDER_CODES

    def next_delay_ms(self, retries: int, failure: Failure, draw: float, left_ms: float) -> int | None:
        """The wait before another try, after `retries` of them; None: no more.

        What the provider asked for (Retry-After) holds where it is longer than our own wait. A wait that does not fit
        into the time that is left is not begun: the next rung has the time instead.
        """
        if retries >= self.times or not failures.matches(self.on, failure):
            return None
        delay = max(self.backoff.delay_ms(retries, draw), failure.retry_after_ms or 0)
        return delay if delay < left_ms else None


def parse_times(given: object, field: str = "retries") -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= MOST_RETRIES:
        raise PolicyError(field, f"{given!r} is no number of retries from 0 to {MOST_RETRIES}")
    return given
