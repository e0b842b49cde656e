"""Where the time of many runs went: read from roll-ups alone, so that a month of a million runs takes milliseconds.

Sums of nanoseconds may be beyond 63 bits, so they come as numeric.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from aiops.core import sql
from aiops.core.stats import log_buckets
from traces.analysis.time.behaviour import Behaviour, StepRow, percentiles, queues, services, workflows
from traces.store import rollups
from traces.store import time_days as kept
from traces.store.limits import bounded
from traces.store.reader_lists import rows_by_id
from traces.store.time_cohort import Cohort
from traces.types import TraceRow
from traces.types.time_kinds import TIME_KINDS
from traces.types.time_sums import Band, BandDays, CallPath, TimeDays

MOST_ROWS = 100  # of workflows and steps
MOST_TAGS = 200  # values of tags to choose from


def time_days(cohort: Cohort) -> TimeDays:
    """Runs and critical time day by day. Hours of the roll-up belong to the day they begin in."""
    if cohort.of_runs:
        return days_of_runs(cohort)[0]
    found = _Days(cohort)
    for workflow, day, count, not_split in kept.rows("time_run_days", "time", cohort):
        found.add_runs(workflow, day, count, not_split)
    for workflow, number, day, ns, *path in kept.rows("time_path_days", "path", cohort):
        found.add_path(day, ns, _path(workflow, number, path))
    return found.made()


def days_of_runs(cohort: Cohort, share: float | None = None) -> tuple[TimeDays, TimeDays]:
    """As `time_days`, of the newest MOST_RUNS runs of a cohort: those up to this share of durations, and the slower."""
    sides = _Days(cohort), _Days(cohort)
    params = cohort.params() | {"share": share}
    for slow, workflow, day, number, runs, unsplit, ns, *path in _of_runs("time_run_parts", params):
        if number is None:
            sides[slow].add_runs(workflow, day, runs, unsplit)
        else:
            sides[slow].add_path(day, ns, _path(workflow, number, path))
    rest, slowest = (each.made() for each in sides)
    return rest, slowest


def _of_runs(statement: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with bounded():
        return sql.tuples("traces", statement, params, runs=sql.statement("traces", "time_runs"))


class _Days:
    """Adds up what rows say of each day."""

    def __init__(self, cohort: Cohort) -> None:
        self.days = cohort.days
        self.place = {day: number for number, day in enumerate(self.days)}
        self.runs: dict[str, list[int]] = defaultdict(lambda: [0] * len(self.days))
        self.paths: dict[CallPath, list[int]] = defaultdict(lambda: [0] * len(self.days))
        self.unsplit = 0

    def add_runs(self, workflow: str, day: date, runs: int, unsplit: int) -> None:
        self.unsplit += unsplit
        if day in self.place and runs:
            self.runs[workflow][self.place[day]] += runs

    def add_path(self, day: date, ns: int, path: CallPath) -> None:
        if day in self.place and ns:
            self.paths[path][self.place[day]] += int(ns)

    def made(self) -> TimeDays:
        runs = {each: tuple(values) for each, values in self.runs.items()}
        return TimeDays(self.days, runs, {each: tuple(values) for each, values in self.paths.items()}, self.unsplit)


def _path(workflow: str, number: int, of: list[Any]) -> CallPath:
    names, step, span_kind, kind = of
    if not number or names is None:
        return CallPath(workflow, None, "(other)", "other", "unaccounted")
    return CallPath(workflow, tuple(names), step, span_kind, kind)


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, in some time; "" where runs name none."""

    workflows: frozenset[str]
    releases: frozenset[str]
    prompts: frozenset[str]
    models: frozenset[str]
    tags: tuple[tuple[str, str], ...]


def choices(cohort: Cohort) -> Choices:
    """All workflows; releases, prompts and models of the one that is asked for; tags of the project."""
    found: dict[str, set[str]] = defaultdict(set)
    for what, value in sql.tuples("traces", "time_choices", cohort.params()):
        found[what].add(value)
    tags = sql.tuples("traces", "time_tags", {"project_id": cohort.project_id, "most": MOST_TAGS})
    kinds = ("workflow", "release", "prompt", "model")
    workflows, releases, prompts, models = (frozenset(found[what]) for what in kinds)
    return Choices(workflows, releases, prompts, models, tuple((tag, value) for tag, value in tags))


def band_days(cohort: Cohort) -> BandDays:
    """Runs by how long they took, day by day; a band is 19 % wide."""
    place = {day: number for number, day in enumerate(cohort.days)}
    none = (0,) * (1 + len(TIME_KINDS))
    sums: dict[str, dict[tuple[int, int], list[tuple[int, ...]]]] = defaultdict(
        lambda: defaultdict(lambda: [none] * len(place))
    )
    params = cohort.params()
    of_runs = cohort.of_runs
    rows = _of_runs("time_run_bands", params) if of_runs else kept.rows("time_band_days", "time", cohort)
    for workflow, band, day, runs, *kinds in rows:
        if day in place and runs:
            sums[workflow][_ends(band)][place[day]] = (runs, *map(int, kinds))
    made = {name: {ends: tuple(days) for ends, days in bands.items()} for name, bands in sums.items()}
    return BandDays(cohort.days, made)


def behaviour(cohort: Cohort) -> Behaviour:
    """Latency, throughput and failures of a period, and its queues; queues are those of all workflows."""
    params = cohort.params() | {"most": MOST_ROWS}
    hours = (cohort.period.to_ns - cohort.period.from_ns) / 3.6e12
    bands = band_days(cohort)
    of_workflow = {name: bands.totals(name) for name in bands.bands}
    waits: dict[str, dict[int, int]] = defaultdict(dict)
    for name, bucket, n in sql.tuples("traces", "behaviour_histogram", params | {"measure": "queue_wait_ns"}):
        waits[name][bucket] = n
    of_step = _bands_by_name("step_duration_band", params)
    of_service = _bands_by_name("service_duration_band", params) if cohort.workflow is None else {}
    steps = sql.tuples("traces", "behaviour_steps", params)
    return Behaviour(
        workflows(sql.tuples("traces", "behaviour_workflows", params), of_workflow, hours),
        tuple(
            StepRow(
                of,
                step,
                kind,
                spans,
                bad,
                int(ns) // spans,
                *percentiles(of_step.get("\x1f".join((of[:200], step[:200], kind)), ())),
            )
            for of, step, kind, spans, bad, ns in steps
        ),
        queues(waits, hours),
        services({(name.partition(" ")[2], name.partition(" ")[0]): of_service[name] for name in of_service}, hours),
    )


def spans_p95(cohort: Cohort, names: Sequence[str]) -> dict[str, int]:
    """How long all but the slowest 5 % of the spans of a "kind name" took at most, of all workflows, right to 1 %.
    Those that roll-ups have no room for are left out."""
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    for name, bucket, n in sql.tuples("traces", "time_span_buckets", cohort.params() | {"names": list(names)}):
        counts[name][bucket] = n
    return {name: round(log_buckets.quantile(of, 0.95) or 0) for name, of in counts.items()}


def _bands_by_name(measure: str, params: Mapping[str, Any]) -> dict[str, list[Band]]:
    found: dict[str, list[Band]] = defaultdict(list)
    for name, band, n in sql.tuples("traces", "behaviour_histogram", {**params, "measure": measure}):
        if name != "(other)":
            found[name].append(Band(*_ends(band), n, {}))
    return found


def _ends(band: int) -> tuple[int, int]:
    return (int(2 ** ((band - 1) / 4)), int(2 ** (band / 4))) if band >= 0 else (0, 0)


def traces_behind(cohort: Cohort, step: str, kind: str, limit: int = 50) -> list[tuple[TraceRow, int]]:
    """The traces that spent most time on a step and kind, with that time; of the newest MOST_RUNS runs alone."""
    params = cohort.params() | {"step": step, "kind": kind, "limit": limit}
    found = dict(_of_runs("time_part_traces", params))
    rows = rows_by_id(cohort.project_id, list(found))
    by_id = {row.trace_id: row for row in rows}
    return [(by_id[key.bytes], ns) for key, ns in found.items() if key.bytes in by_id]


def as_of(project_id: int) -> datetime | None:
    """Since when something waits to be added up; None when the sums hold all that is settled."""
    return rollups.oldest_mark(project_id)
