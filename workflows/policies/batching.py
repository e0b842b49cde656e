"""Whether to wait for company: several questions in one call, or a provider's batch at half the price."""

import re
from dataclasses import dataclass

from workflows.policies.durations import parse_ms, written
from workflows.policies.errors import PolicyError

FORM = "micro 16 within 2s, or provider within 24h"
MOST_TOGETHER = 1000
_MICRO = re.compile(r"micro (\d{1,4}) within (\S+)")
_PROVIDER = re.compile(r"provider within (\S+)")


@dataclass(frozen=True, slots=True)
class Batch:
    """micro: up to `most` items share one call, none waits longer than `within_ms` for company.
    provider: items go into a provider's batch, whose answer may take `within_ms`."""

    kind: str
    most: int
    within_ms: int

    def __str__(self) -> str:
        if self.kind == "provider":
            return f"provider within {written(self.within_ms)}"
        return f"micro {self.most} within {written(self.within_ms)}"


def due(batch: Batch, waiting: int, oldest_ms: int) -> bool:
    """Whether those that wait go now: there are enough, or the first has waited long enough."""
    return waiting >= batch.most or (waiting > 0 and oldest_ms >= batch.within_ms)


def may_wait(batch: Batch, left_ms: float) -> bool:
    """Whether an item still has its answer in time if it waits; otherwise it is asked alone, at once."""
    return left_ms > batch.within_ms


def parse_batch(given: object, field: str = "batch") -> Batch | None:
    """From "micro 16 within 2s" or "provider within 24h". Raises PolicyError."""
    if given is None or isinstance(given, Batch):
        return given
    said = given.strip().lower() if isinstance(given, str) else ""
    if found := _PROVIDER.fullmatch(said):
        return Batch("provider", MOST_TOGETHER, parse_ms(found[1], field))
    found = _MICRO.fullmatch(said)
    if found is None or not 2 <= int(found[1]) <= MOST_TOGETHER:
        raise PolicyError(field, f"{given!r} is no batch; write it like {FORM} (2 to {MOST_TOGETHER} items)")
    return Batch("micro", int(found[1]), parse_ms(found[2], field))
