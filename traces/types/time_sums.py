"""Sums of time over many runs, as the store reads them from roll-ups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from traces.types.time_kinds import TIME_KINDS


class Part(NamedTuple):
    """Where time is spent: a step of a workflow and what its time is. Step "" is outside any span."""

    workflow: str
    step: str
    kind: str


class CallPath(NamedTuple):
    """Names from the top down; `names` None: paths that were added up as others."""

    workflow: str
    names: tuple[str, ...] | None
    step: str
    span_kind: str
    kind: str


@dataclass(frozen=True, slots=True)
class TimeDays:
    """One period by day. `runs[workflow][i]` and `paths[path][i]` are about `days[i]`; the paths of a workflow add up
    to the duration of its runs that were split. `unsplit` runs are in none of them."""

    days: tuple[date, ...]
    runs: Mapping[str, tuple[int, ...]]
    paths: Mapping[CallPath, tuple[int, ...]]
    unsplit: int

    def run_count(self) -> int:
        return sum(map(sum, self.runs.values()))


@dataclass(frozen=True, slots=True)
class Band:
    """Runs that took longer than `low_ns` and up to `high_ns`: how many, and their critical ns by time kind."""

    low_ns: int
    high_ns: int
    runs: int
    critical_ns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class BandDays:
    """One period by workflow, band and day. `bands[workflow][low, high]` holds for each of `days` the runs that took
    longer than `low` ns and up to `high`, then their critical ns by time kind, in the order of TIME_KINDS."""

    days: tuple[date, ...]
    bands: Mapping[str, Mapping[tuple[int, int], tuple[tuple[int, ...], ...]]]

    def totals(self, workflow: str | None = None) -> list[Band]:
        """Of all days, shortest first; None: of all workflows."""
        parts: dict[tuple[int, int], list[tuple[int, ...]]] = {}
        for name, bands in self.bands.items():
            if workflow in (None, name):
                for ends, days in bands.items():
                    parts.setdefault(ends, []).extend(days)
        sums = {ends: [sum(column) for column in zip(*days, strict=True)] for ends, days in parts.items()}
        return [band_of(ends, total) for ends, total in sorted(sums.items()) if total[0]]


def band_of(ends: tuple[int, int], values: Sequence[int]) -> Band:
    """`values`: runs, then critical ns by time kind."""
    return Band(*ends, values[0], {kind: ns for kind, ns in zip(TIME_KINDS, values[1:], strict=False) if ns})


SLOWEST: Literal["slowest"] = "slowest"


@dataclass(frozen=True, slots=True)
class Against:
    """What runs are compared with, other than those of another time; `value` "" is runs that name none."""

    what: Literal["slowest", "release", "prompt", "model"]
    value: str = ""
