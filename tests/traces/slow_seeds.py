"""Weeks of made-up runs, settled without the door: what the page says of many seeds is read in seconds.

SLOW_SEEDS=20 tests twenty seeds of each kind instead of a few.
"""

import os
from datetime import UTC, date, datetime, timedelta

from aiops.core.periods import Period
from aiops.demo.runs import Run, SimSpan
from aiops.demo.slowness import DAYS, WINDOW, Slowness
from traces import rollup
from traces.panels import time_cohort, time_sides
from traces.settle.results import _run_row
from traces.settle.runs import replace
from traces.settle.steps import count_once, find_runs
from traces.settle.time import split_time
from traces.settle.values import SettlingSpan, SettlingTrace
from traces.store import time_paths
from traces.store.time_cohort import Cohort

SEEDS = int(os.environ.get("SLOW_SEEDS", "3"))
LAST = date(2026, 11, 22)
NOW_NS = int(datetime(2026, 11, 24, tzinfo=UTC).timestamp()) * 10**9
KINDS = {"RETRIEVER": "retriever", "TOOL": "tool", "LLM": "llm"}


def kind_of(span: SimSpan) -> str:
    by_otel_kind = {2: "http", 4: "queue", 5: "step"}
    return by_otel_kind.get(span.otel_kind) or KINDS[span.attributes["openinference.span.kind"]]


def settling(project_id: int, run: Run) -> SettlingTrace:
    spans = [
        SettlingSpan(
            span_id=s.span_id, parent_span_id=s.parent_id, start_ns=s.start_ns, duration_ns=s.end_ns - s.start_ns,
            kind=kind_of(s), name=s.name, status="error" if s.error else "ok", service="shop",
            workflow=run.workflow.name, run_id=None, provider=None, model=None, input_tokens=None, output_tokens=None,
            cost_nanousd=None, session=None, business_key=None, user_id=None, release=None, prompt_fingerprint=None,
            tags=None, usage_counted=False, uncounted_reason=None, superseded=False, stored_order=(b"", place),
        )
        for place, s in enumerate(sorted(run.spans, key=lambda s: s.start_ns))
    ]  # fmt: skip
    return SettlingTrace(project_id, run.trace_id, spans, run.workflow.name, None, (0, None))


def store(project_id: int, seed: Slowness) -> None:
    """The runs of a seed as settling leaves them, and their roll-ups."""
    for some in _batches(list(seed.runs()), 1000):
        traces = [settling(project_id, run) for run in some]
        for step in (count_once, find_runs, split_time):
            step(traces)
        paths = {path for trace in traces for run in trace.runs for path in run.paths}
        ids = time_paths.numbered(project_id, paths, NOW_NS)
        rows = [_run_row(trace, run, ids) for trace in traces for run in trace.runs]
        replace(project_id, [trace.trace_id for trace in traces], rows)
    rollup.recompute_ready(project_id, NOW_NS, 0)


def _batches(runs: list[Run], size: int) -> list[list[Run]]:
    return [runs[at : at + size] for at in range(0, len(runs), size)]


def cohorts(project_id: int, workflow: str | None = None) -> tuple[Cohort, Cohort]:
    """The last four weeks and the four before."""
    end = datetime(LAST.year, LAST.month, LAST.day, tzinfo=UTC) + timedelta(days=1)
    now = Period(end - timedelta(days=WINDOW), end)
    before = Period(end - timedelta(days=DAYS), end - timedelta(days=WINDOW))
    return Cohort(project_id, now, workflow), Cohort(project_id, before, workflow)


def said(project_id: int, workflow: str | None = None) -> str:
    return time_cohort.answer(sides(project_id, workflow), time_cohort.Wanted(workflow, lambda **_: ""))[0]


def sides(project_id: int, workflow: str | None = None) -> time_sides.Sides:
    now, before = cohorts(project_id, workflow)
    return time_sides.read(now, before.period, "in the 28 days before", None)
