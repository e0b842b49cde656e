"""What a process keeps of requests, so that the next ones are read faster, gets old: erased is erased there too."""

from time import monotonic

from traces.otlp import protobuf

SECONDS_KEPT = 60.0
_since = monotonic()


def forget_old(now: float) -> None:
    """Drops raw resources when the first of them may be that old; `now` on the monotonic clock."""
    global _since  # noqa: PLW0603 - one for the process, as what is kept
    if now - _since >= SECONDS_KEPT:
        _since = now
        protobuf.forget()
