"""A token bucket: so many calls a second, minute or hour, with room for a burst. Pure: the caller tells the time."""

import re
from dataclasses import dataclass

from workflows.policies.durations import UNITS_MS
from workflows.policies.errors import PolicyError

FORM = "60/m burst 10"
_WRITTEN = re.compile(r"(\d{1,6})\s*/\s*(s|m|h|d)(?:,?\s*burst (\d{1,6}))?")


@dataclass(frozen=True, slots=True)
class Rate:
    calls: int
    per: str  # s, m, h or d
    burst: int

    @property
    def ms_per_call(self) -> float:
        return UNITS_MS[self.per] / self.calls

    def __str__(self) -> str:
        return f"{self.calls}/{self.per} burst {self.burst}"


@dataclass(frozen=True, slots=True)
class Bucket:
    """`level` calls could be made at `at_ms`; negative: calls that wait for their turn have been promised one."""

    level: float
    at_ms: int


def take(rate: Rate, bucket: Bucket | None, now_ms: int, patience_ms: int = 0) -> tuple[Bucket, int | None]:
    """Takes one call: the bucket after it, and the wait until its turn; None: longer than the patience, so none is
    taken. A clock that goes backwards fills nothing."""
    level = min(float(rate.burst), _filled(rate, bucket, now_ms))
    at_ms = max(now_ms, bucket.at_ms) if bucket else now_ms
    wait_ms = 0 if level >= 1 else int((1 - level) * rate.ms_per_call + 0.999)
    if wait_ms > patience_ms:
        return Bucket(level, at_ms), None
    return Bucket(level - 1, at_ms), wait_ms


def _filled(rate: Rate, bucket: Bucket | None, now_ms: int) -> float:
    if bucket is None:
        return float(rate.burst)
    return bucket.level + max(0, now_ms - bucket.at_ms) / rate.ms_per_call


def parse_rate(given: object, field: str = "rate") -> Rate | None:
    """From "60/m" (which allows a burst of one second's calls, at least one) or "60/m burst 10". Raises PolicyError."""
    if given is None or isinstance(given, Rate):
        return given
    found = _WRITTEN.fullmatch(given.strip().lower()) if isinstance(given, str) else None
    if found is None or int(found[1]) < 1 or (found[3] and int(found[3]) < 1):
        raise PolicyError(field, f"{given!r} is no rate; write it like {FORM} or 5/s")
    calls = int(found[1])
    burst = int(found[3]) if found[3] else max(1, calls * UNITS_MS["s"] // UNITS_MS[found[2]])
    return Rate(calls, found[2], burst)
