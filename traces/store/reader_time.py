"""Where the time of many runs went: read from roll-ups alone, so that a month of a million runs takes milliseconds.

Sums of nanoseconds may be beyond 63 bits, so they come as numeric.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from aiops.core import sql
from aiops.core.periods import Period
from traces.analysis.time.behaviour import Behaviour, StepRow, queues, workflows
from traces.store import rollups
from traces.store.reader_lists import rows_by_id
from traces.types import TraceRow
from traces.types.time_kinds import TIME_KINDS
from traces.types.time_sums import Band, CallPath, TimeDays

MOST_ROWS = 100  # of workflows and steps
MOST_RUNS = 50_000  # that are looked through for the traces behind a figure


@dataclass(frozen=True, slots=True)
class Cohort:
    """Runs that are looked at together. None: all workflows, all releases; "" is runs that name none."""

    project_id: int
    period: Period
    workflow: str | None = None
    release: str | None = None

    def params(self) -> dict[str, Any]:
        return {
            "project_id": self.project_id, "first": self.period.start, "last": self.period.end,
            "workflow": self.workflow, "release": self.release, "zone": zone_name(self.period.start.tzinfo),
        }  # fmt: skip

    @property
    def days(self) -> tuple[date, ...]:
        """The days it touches; the last one is that of its last instant."""
        first, last = self.period.start, self.period.end - timedelta(microseconds=1)
        count = (last.astimezone(first.tzinfo).date() - first.date()).days + 1
        return tuple(first.date() + timedelta(days=each) for each in range(count))


def zone_name(zone: tzinfo | None) -> str:
    """As PostgreSQL knows it: the names of the tz database are its own."""
    return str(zone) if zone is not None else "UTC"


def time_days(cohort: Cohort) -> TimeDays:
    """Runs and critical time day by day. Hours of the roll-up belong to the day they begin in."""
    place = {day: number for number, day in enumerate(cohort.days)}
    runs: dict[str, list[int]] = defaultdict(lambda: [0] * len(place))
    unsplit = 0
    for workflow, day, count, not_split in sql.tuples("traces", "time_run_days", cohort.params()):
        unsplit += not_split
        if day in place and count:
            runs[workflow][place[day]] += count
    paths: dict[CallPath, list[int]] = defaultdict(lambda: [0] * len(place))
    for workflow, number, day, ns, names, step, span_kind, kind in sql.tuples(
        "traces", "time_path_days", cohort.params()
    ):
        if day in place and ns:
            known = number and names is not None
            path = CallPath(workflow, tuple(names), step, span_kind, kind) if known else _others(workflow)
            paths[path][place[day]] += int(ns)
    return TimeDays(
        cohort.days, {each: tuple(values) for each, values in runs.items()},
        {each: tuple(values) for each, values in paths.items()}, unsplit,
    )  # fmt: skip


def _others(workflow: str) -> CallPath:
    return CallPath(workflow, None, "(other)", "other", "unaccounted")


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, in some time."""

    workflows: frozenset[str]
    releases: frozenset[str]


def bands(cohort: Cohort) -> tuple[list[Band], Choices]:
    """Runs by how long they took, shortest first; a band is 19 % wide. And all workflows and releases of the time."""
    params = cohort.params()
    sums: dict[int, list[int]] = {}
    workflows, releases = set(), set()
    for workflow, release, band, runs, _, *kinds in sql.tuples("traces", "time_bands", params):
        workflows.add(workflow)
        releases.add(release)
        if cohort.workflow in (None, workflow) and cohort.release in (None, release):
            total = sums.setdefault(band, [0] * (1 + len(TIME_KINDS)))
            for place, value in enumerate((runs, *kinds)):
                total[place] += int(value)
    found = [_band(band, runs, kinds) for band, (runs, *kinds) in sorted(sums.items()) if runs]
    return found, Choices(frozenset(workflows), frozenset(releases))


def behaviour(cohort: Cohort) -> Behaviour:
    """Latency, throughput and failures of a period, and its queues; queues are those of all workflows."""
    params = cohort.params() | {"most": MOST_ROWS}
    hours = (cohort.period.to_ns - cohort.period.from_ns) / 3.6e12
    sums: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for workflow, _, band, runs, *_ in sql.tuples("traces", "time_bands", params):
        sums[workflow][band] += runs
    bands = {name: [_band(band, n, []) for band, n in sorted(of.items()) if n] for name, of in sums.items()}
    waits: dict[str, dict[int, int]] = defaultdict(dict)
    for name, bucket, n in sql.tuples("traces", "behaviour_queues", params):
        waits[name][bucket] = n
    steps = sql.tuples("traces", "behaviour_steps", params)
    return Behaviour(
        workflows(sql.tuples("traces", "behaviour_workflows", params), bands, hours),
        tuple(StepRow(of, step, kind, spans, bad, int(ns) // spans) for of, step, kind, spans, bad, ns in steps),
        queues(waits, hours),
    )


def _band(band: int, runs: int, sums: list[int]) -> Band:
    low, high = (int(2 ** ((band - 1) / 4)), int(2 ** (band / 4))) if band >= 0 else (0, 0)
    return Band(low, high, runs, {kind: ns for kind, ns in zip(TIME_KINDS, sums, strict=False) if ns})


def traces_behind(cohort: Cohort, step: str, kind: str, limit: int = 50) -> list[tuple[TraceRow, int]]:
    """The traces that spent most time on a step and kind, with that time; of the newest MOST_RUNS runs alone."""
    params = cohort.params() | {"step": step, "kind": kind, "most": MOST_RUNS, "limit": limit}
    found = dict(sql.tuples("traces", "time_part_traces", params))
    rows = rows_by_id(cohort.project_id, list(found))
    by_id = {row.trace_id: row for row in rows}
    return [(by_id[key.bytes], ns) for key, ns in found.items() if key.bytes in by_id]


def as_of(project_id: int) -> datetime | None:
    """Since when something waits to be added up; None when the sums hold all that is settled."""
    return rollups.oldest_mark(project_id)
