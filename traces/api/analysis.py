"""GET /api/v1/analysis/time and /latency: the numbers of the pages "Where did the time go" and "System behaviour"."""

from datetime import UTC
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from aiops.core.drf import asked
from aiops.core.forms import AnalysisForm
from aiops.core.periods import Period
from traces.analysis.time import flame
from traces.analysis.time.behaviour import QueueRow, ServiceRow, StepRow, WorkflowRow
from traces.analysis.time.change import Change, Effect
from traces.api import schema_analysis
from traces.api.traces import project_of
from traces.forms import TimeForm
from traces.panels import time_cohort, time_sides, time_tail
from traces.store import reader_time
from traces.store.time_cohort import Cohort
from traces.types.time_kinds import TIME_KINDS

Json = dict[str, Any]
MOST_PATHS = 500


class Time(APIView):
    required_scope = "read"

    @extend_schema(**schema_analysis.TIME)
    def get(self, request: Request) -> Response:
        form = asked(request, TimeForm, TimeForm.OF_API)
        compared, period = form.windows()
        cohort = form.cohort(project_of(request), period)
        words = f"in the {period.before_label()}" if not form.cleaned_data["compare_from"] else f"on {compared.label()}"
        sides = time_sides.read(cohort, compared, words, form.cleaned_data["against"])
        if sides.same_time:
            compared = period
        sentence, change = time_cohort.answer(sides, time_cohort.Wanted(cohort.workflow, lambda **_: ""))
        tail = time_tail.panel(sides)
        return Response(_shape(sides, period, compared, change, sentence) | {"p95": _tails(tail)})


class Latency(APIView):
    required_scope = "read"

    @extend_schema(**schema_analysis.LATENCY)
    def get(self, request: Request) -> Response:
        form = asked(request, AnalysisForm, AnalysisForm.OF_API)
        period = form.period()
        found = reader_time.behaviour(Cohort(project_of(request), period, form.cleaned_data["workflow"] or None))
        return Response(
            {
                "from": _text(period, "start"),
                "to": _text(period, "end"),
                "workflows": [
                    {
                        "workflow": row.workflow,
                        "runs": row.runs,
                        "failed": row.failed,
                        "runs_per_hour": round(row.per_hour, 6),
                        **_percentiles(row),
                    }
                    for row in found.workflows
                ],
                "steps": [
                    {
                        "workflow": row.workflow,
                        "step": row.step,
                        "kind": row.kind,
                        "spans": row.spans,
                        "failed": row.failed,
                        "mean_ms": _ms(row.mean_ns),
                        **_percentiles(row),
                    }
                    for row in found.steps
                ],
                "services": [
                    {
                        "service": row.service,
                        "spans": row.spans,
                        "failed": row.failed,
                        "spans_per_hour": round(row.per_hour, 6),
                        **_percentiles(row),
                    }
                    for row in found.services
                ],
                "queues": [
                    {
                        "name": row.name,
                        "taken": row.taken,
                        "taken_per_hour": round(row.per_hour, 6),
                        "mean_depth": round(row.depth, 6),
                        **_percentiles(row),
                    }
                    for row in found.queues
                ],
            }
        )


def _percentiles(row: WorkflowRow | QueueRow | StepRow | ServiceRow) -> Json:
    found = {"p50_ms": row.p50_ns, "p95_ms": row.p95_ns, "p99_ms": row.p99_ns}
    return {name: None if ns is None else _ms(ns) for name, ns in found.items()}


def _tails(tail: time_tail.TailPanel | None) -> Json | None:
    if tail is None:
        return None
    whole = tail.whole
    return {
        "workflow": whole.workflow,
        "before_ms": _ms(whole.before_ns or 0),
        "after_ms": _ms(whole.now_ns or 0),
        **_effect(whole.effect),
        "by_kind": [{"kind": row.kind} | _effect(row.effect) for row in tail.rows],
        "sentence": tail.answer,
    }


def _shape(sides: time_sides.Sides, period: Period, compared: Period, change: Change | None, sentence: str) -> Json:
    now = sides.now
    means, runs = flame.means(now), now.run_count()
    paths = sorted(now.paths.items(), key=lambda item: -sum(item[1]))[:MOST_PATHS]
    return {
        "from": _text(period, "start"),
        "to": _text(period, "end"),
        "compare_from": _text(compared, "start"),
        "compare_to": _text(compared, "end"),
        "runs": runs,
        "compared_runs": sides.before.run_count() if sides.before else 0,
        "unsplit_runs": now.unsplit,
        "notes": list(sides.notes),
        "mean_ms": _ms(sum(means.values())) if runs else None,
        "by_kind": [
            {"kind": kind, "critical_ms": _ms(means[kind]), "self_ms": None} for kind in TIME_KINDS if kind in means
        ],
        "paths": [
            {
                "path": [path.workflow, *(path.names if path.names is not None else ("(other)",))],
                "step": path.step,
                "kind": path.kind,
                "critical_ms": _ms(sum(ns) / runs),
            }
            for path, ns in paths
            if runs
        ],
        "change": _change(change, sentence),
    }


def _change(change: Change | None, sentence: str) -> Json:
    if change is None:
        return {"mean_ms": None, "by_kind": [], "by_step": [], "sentence": sentence}
    return {
        "mean_ms": _ms(change.after_ns - change.before_ns),
        "by_kind": [{"kind": each.part.kind} | _effect(each) for each in change.kinds],
        "by_step": [
            {"workflow": each.part.workflow, "step": each.part.step, "kind": each.part.kind} | _effect(each)
            for each in change.effects[:MOST_PATHS]
        ],
        "sentence": sentence,
    }


def _effect(each: Effect) -> Json:
    low, high = (None if end is None else _ms(end) for end in (each.low, each.high))
    return {"ms": _ms(each.ns), "low": low, "high": high, "verdict": each.verdict}


def _ms(ns: float) -> float:
    return round(ns / 1e6, 6)


def _text(period: Period, end: str) -> str:
    return str(getattr(period, end).astimezone(UTC).isoformat(timespec="seconds")).replace("+00:00", "Z")
