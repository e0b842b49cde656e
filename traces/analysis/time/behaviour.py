"""How the system behaves: latency, throughput, failures by workflow and step; waits and depth of queues. Pure.

The mean depth of a queue is what waited in it on average: by Little's law the arrivals per second times the mean wait,
that is the sum of all waits over the length of the period.

Source: Little, Operations Research 9 (1961) 383.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aiops.core.stats.log_buckets import quantile as bucket_quantile
from aiops.core.stats.log_buckets import value_of
from traces.analysis.time.slices import quantile
from traces.types.time_sums import Band


@dataclass(frozen=True, slots=True)
class WorkflowRow:
    """Percentiles are None where no run was split."""

    workflow: str
    runs: int
    failed: int
    per_hour: float
    p50_ns: int | None
    p95_ns: int | None
    p99_ns: int | None


@dataclass(frozen=True, slots=True)
class StepRow:
    workflow: str
    step: str
    kind: str
    spans: int
    failed: int
    mean_ns: int
    p50_ns: int | None = None  # None: of steps that are too rare, or were added up before there were percentiles
    p95_ns: int | None = None
    p99_ns: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """The spans that one service sent."""

    service: str
    spans: int
    failed: int
    per_hour: float
    p50_ns: int | None
    p95_ns: int | None
    p99_ns: int | None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """Work that was taken from a queue, by its service and name; `depth` is how much of it waited on average."""

    name: str
    taken: int
    per_hour: float
    p50_ns: int
    p95_ns: int
    p99_ns: int
    depth: float


@dataclass(frozen=True, slots=True)
class Behaviour:
    workflows: tuple[WorkflowRow, ...]
    steps: tuple[StepRow, ...]
    queues: tuple[QueueRow, ...]
    services: tuple[ServiceRow, ...]


def workflows(
    counts: Iterable[tuple[str, int, int]], bands: Mapping[str, Sequence[Band]], hours: float
) -> tuple[WorkflowRow, ...]:
    """`counts`: (workflow, runs, failed)."""
    return tuple(
        WorkflowRow(
            name, runs, failed, runs / hours,
            *percentiles(bands.get(name, ())),
        )
        for name, runs, failed in counts
    )  # fmt: skip


def percentiles(bands: Sequence[Band]) -> tuple[int | None, int | None, int | None]:
    return quantile(bands, 0.5), quantile(bands, 0.95), quantile(bands, 0.99)


def services(bands: Mapping[tuple[str, str], Sequence[Band]], hours: float) -> tuple[ServiceRow, ...]:
    """`bands`: by service and status, shortest first; the busiest service first."""
    found = []
    for service in {name for name, _ in bands}:
        of = sorted((band for (name, _), each in bands.items() if name == service for band in each), key=_place)
        spans, failed = sum(band.runs for band in of), sum(band.runs for band in bands.get((service, "error"), ()))
        found.append(ServiceRow(service, spans, failed, spans / hours, *percentiles(of)))
    return tuple(sorted(found, key=lambda row: (-row.spans, row.service)))


def _place(band: Band) -> tuple[int, int]:
    return band.low_ns, band.high_ns


def queues(waits: Mapping[str, Mapping[int, int]], hours: float) -> tuple[QueueRow, ...]:
    """`waits`: for each name how many waits fell into which log bucket; the longest queue first."""
    found = []
    for name, counts in waits.items():
        taken = sum(counts.values())
        waited = sum(value_of(bucket) * n for bucket, n in counts.items())
        p50, p95, p99 = (round(bucket_quantile(counts, share) or 0) for share in (0.5, 0.95, 0.99))
        found.append(QueueRow(name, taken, taken / hours, p50, p95, p99, waited / (hours * 3.6e12)))
    return tuple(sorted(found, key=lambda row: (-row.depth, row.name)))
