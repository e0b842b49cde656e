"""Writes what the steps concluded: summaries, verdicts that differ from the rows, runs, and marks for the roll-ups."""

from collections.abc import Mapping, Sequence
from typing import Any

from traces.analysis.time.folded import Path
from traces.settle.runs import replace
from traces.settle.values import Run, SettlingTrace, Summary
from traces.settle.versions import seen
from traces.store import marks, settling, sketch, time_paths, versions

Row = dict[str, Any]


def write(project_id: int, now_ns: int, traces: Sequence[SettlingTrace]) -> int:
    """How many traces are settled now; those that saw new spans meanwhile stay open and nothing of them is written."""
    if not traces:
        return 0
    settled = settling.replace_summaries(project_id, now_ns, [_summary_row(trace) for trace in traces])
    final = [trace for trace in traces if trace.trace_id in settled]
    changed = settling.correct_spans(project_id, [row for trace in final for row in _span_rows(trace)])
    ids = time_paths.numbered(project_id, {path for trace in final for run in trace.runs for path in run.paths}, now_ns)
    runs = [_run_row(trace, run, ids) for trace in final for run in trace.runs]
    starts_ns = [trace.summary.start_ns for trace in final if trace.summary]
    replace(project_id, [trace.trace_id for trace in final], runs, starts_ns)
    marks.add(project_id, "span", changed)
    versions.note(project_id, seen(final))
    return len(final)


def _summary_row(trace: SettlingTrace) -> Row:
    summary = trace.summary
    if summary is None:
        raise ValueError("no step summarised the trace")
    seen_spans, seen_last = trace.token
    row: Row = {
        "trace_id": trace.trace_id.hex(),
        "seen_spans": seen_spans,
        "seen_last": seen_last,
        "start_ns": summary.start_ns,
        "end_ns": summary.end_ns,
        "name": summary.name,
        "has_root": summary.has_root,
        "service": summary.service,
        "workflow": summary.workflow,
        "workflow_reason": summary.workflow_reason,
        "status": summary.status,
        "models": summary.models,
        "providers": summary.providers,
        "kinds": summary.kinds,
        "session": summary.session,
        "user_id": summary.user_id,
        "search": summary.search,
        "findings": summary.findings,
        "cause": summary.cause,
        "traits": summary.traits,
        "documents": summary.documents,
        "failure": summary.failure,
        **_shared(summary),
    }
    return row | sketch.of_row(row)


def _run_row(trace: SettlingTrace, run: Run, ids: Mapping[Path, int]) -> Row:
    by_path: dict[int, int] = {}
    for path, ns in run.paths.items():
        by_path[ids[path]] = by_path.get(ids[path], 0) + ns
    return {
        "trace_id": trace.trace_id.hex(),
        "run_id": run.run_id,
        "start_ns": run.start_ns,
        "duration_ns": run.duration_ns,
        "workflow": run.workflow,
        "status": run.status,
        "session": run.session,
        "business_key": run.business_key,
        "critical_ns": run.critical_ns,
        "path_ids": list(by_path),
        "path_ns": list(by_path.values()),
        **_shared(run),
    }


def _shared(of: Summary | Run) -> Row:
    """What a summary and a run both have."""
    sums = of.sums
    return {
        "span_count": sums.span_count,
        "error_count": sums.error_count,
        "call_count": sums.call_count,
        "useful_calls": sums.useful_calls,
        "unpriced_calls": sums.unpriced_calls,
        "input_tokens": sums.input_tokens,
        "output_tokens": sums.output_tokens,
        "cost_nanousd": sums.cost_nanousd,
        "release": of.release,
        "prompt_fingerprint": of.prompt_fingerprint,
        "tags": of.tags,
    }


def _span_rows(trace: SettlingTrace) -> list[Row]:
    """Verdicts that say something else than the stored row."""
    trace_id = trace.trace_id.hex()
    rows = []
    for span, verdict in zip(trace.spans, trace.verdicts, strict=True):
        says = (
            span.usage_counted, span.uncounted_reason, span.superseded, span.workflow, span.attempt_found,
            span.queue_wait_ns,
        )  # fmt: skip
        if says == (
            verdict.counted, verdict.reason, verdict.superseded, verdict.workflow, verdict.attempt,
            verdict.queue_wait_ns,
        ):  # fmt: skip
            continue
        rows.append(
            {
                "trace_id": trace_id,
                "span_id": span.span_id.hex(),
                "source": span.source,
                "start_ns": span.start_ns,
                "counted": verdict.counted,
                "reason": verdict.reason,
                "superseded": verdict.superseded,
                "workflow": verdict.workflow,
                "attempt": verdict.attempt,
                "queue_wait_ns": verdict.queue_wait_ns,
            }
        )
    return rows
