"""Sums of time over many runs, as the store reads them from roll-ups."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


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
