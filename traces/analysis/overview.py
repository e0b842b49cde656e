"""How much, how often wrong and how fast, part by part of a time: what the overview's charts draw. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aiops.core.stats import log_buckets

SHOWN = 6  # values that have a colour of their own


@dataclass(frozen=True, slots=True)
class Share:
    """One value of the dimension, or `others` of them added up: how many in each part, and how many of them failed."""

    value: str
    count: tuple[int, ...]
    failed: tuple[int, ...]
    others: int = 0

    @property
    def title(self) -> str:
        return f"{self.others} others" if self.others else self.value or "None named"


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Of each part; None where nothing ended in it."""

    p50_ns: tuple[int | None, ...]
    p95_ns: tuple[int | None, ...]


def shares(rows: Iterable[tuple[int, str, int, int]], parts: int, most: int = SHOWN) -> list[Share]:
    """(place, value, count, failed) by value, the largest first; those beyond `most` as one, and (other) among them."""
    found: dict[str, tuple[list[int], list[int]]] = {}
    for place, value, count, failed in rows:
        if 0 <= place < parts:
            counts, bad = found.setdefault(value, ([0] * parts, [0] * parts))
            counts[place] += count
            bad[place] += failed
    made = [Share(value, tuple(counts), tuple(bad)) for value, (counts, bad) in found.items()]
    made.sort(key=lambda each: (each.value == "(other)", -sum(each.count), each.value))
    if len(made) <= most:
        return made
    shown, rest = made[: most - 1], made[most - 1 :]
    return [*shown, Share("", _added([each.count for each in rest]), _added([each.failed for each in rest]), len(rest))]


def _added(columns: Sequence[Sequence[int]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*columns, strict=True)))


def percentiles(rows: Iterable[tuple[int, int, int]], parts: int) -> Percentiles:
    """(place, log bucket, n)."""
    counts: list[dict[int, int]] = [{} for _ in range(parts)]
    for place, bucket, n in rows:
        if 0 <= place < parts:
            counts[place][bucket] = counts[place].get(bucket, 0) + n
    return Percentiles(_quantiles(counts, 0.5), _quantiles(counts, 0.95))


def _quantiles(counts: Sequence[Mapping[int, int]], q: float) -> tuple[int | None, ...]:
    found = (log_buckets.quantile(each, q) for each in counts)
    return tuple(None if each is None else round(each) for each in found)
