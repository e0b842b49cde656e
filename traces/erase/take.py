"""Takes traces away, some at a time: first all that is one row or a few, then their spans, however many.

What is left is summed up anew: each minute in which a span or a run began is marked, as writers mark it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from traces.erase.names import digests, forms
from traces.erase.parts import Reference, parts
from traces.models import Erasure
from traces.settle.versions import KINDS
from traces.store import erased, erasing, locks, marks
from traces.store.times import ns_of

LOCK_TIMEOUT = "3s"
SPANS_AT_ONCE = 20_000
State = Erasure.State


def seal(job: Erasure, trace_ids: Sequence[str]) -> None:
    """From here on no writer adds to these traces (hex); what is being written is there when this returns."""
    with transaction.atomic():
        locks.after_all_writers(job.project_id, LOCK_TIMEOUT)
        named = [erased.digest(job.project_id, Erasure.Kind.TRACE, each) for each in trace_ids]
        erased.seal(job.project_id, job.pk, named)


def one_slice(job_id: int, trace_ids: Sequence[str]) -> bool:
    """Of these traces whatever is not spans, and some of their spans. Nothing settles meanwhile."""
    with transaction.atomic():
        job = _held(job_id)
        if job.state != State.ERASING:
            return False
        if fresh := erasing.with_heads(job, trace_ids):
            _heads(job, fresh)
        _spans(job, trace_ids)
        job.save()
    return True


def finish(job_id: int) -> bool:
    """Takes what names the person or session itself; then it is over, and the name forgotten. Whether more came."""
    with transaction.atomic():
        job = _held(job_id)
        if job.state != State.ERASING or erasing.next_traces(job):
            return job.state == State.ERASING
        if job.value:
            erasing.take_series(job.project_id, digests(job))
        if job.value and job.kind == Erasure.Kind.SESSION and job.confirmed_at:
            for part in parts():
                _count(job, part.name, part.of_sessions(job.project_id, forms(job), job.confirmed_at))
        job.state, job.value, job.error, job.ended_at = State.DONE, "", "", timezone.now()
        job.save()
    return False


def _held(job_id: int) -> Erasure:
    job = erasing.locked(job_id)
    locks.bound_waiting(LOCK_TIMEOUT)
    locks.wait(f"settle {job.project_id}")
    return job


def _heads(job: Erasure, trace_ids: Sequence[str]) -> None:
    project_id = job.project_id
    references = [Reference(kind, ref) for kind, ref in erasing.references(project_id, trace_ids)]
    references += [Reference(kind, each) for each in trace_ids for kind in ("trace_id", "run_id")]
    traces, runs = erasing.take_summaries(project_id, trace_ids)
    _count(job, "traces", len(trace_ids))
    _count(job, "scores", erasing.take("score", project_id, trace_ids))
    _count(job, "quarantined", erasing.take_refused_of(project_id, trace_ids))
    for part in parts():
        _count(job, part.name, part.of_traces(project_id, trace_ids, references))
    marks.add(project_id, "run", [ns_of(row["start_time"]) for row in (*traces, *runs)])
    models = [{"workflow": row["workflow"], "model": model} for row in traces for model in row["models"]]
    erasing.forget_versions(project_id, _versions([*runs, *models]))
    erasing.heads_gone(job, trace_ids)


def _spans(job: Erasure, trace_ids: Sequence[str]) -> None:
    """Some; with the last ones their bodies go, and the work is done."""
    project_id = job.project_id
    until = erasing.end_of_slice(project_id, trace_ids, SPANS_AT_ONCE)
    gone = erasing.take_spans(project_id, trace_ids, until)
    _count(job, "spans", len(gone))
    marks.add(project_id, "span", [row["start_ns"] for row in gone])
    if until is None:
        _count(job, "bodies", erasing.take("span_blob", project_id, trace_ids))
        erasing.traces_gone(job, trace_ids)
    erasing.forget_versions(project_id, _versions(gone))
    erasing.forget_tag_values(project_id, {pair for row in gone for pair in row["tags"].items()})


def _versions(rows: Iterable[dict[str, Any]]) -> set[tuple[str, str, str]]:
    """(workflow, kind, value) that these rows show."""
    return {
        (row["workflow"], kind, row[column])
        for row in rows
        for kind, column in KINDS.items()
        if row["workflow"] and row.get(column)
    }


def _count(job: Erasure, name: str, rows: int) -> None:
    if name:
        job.erased[name] = job.erased.get(name, 0) + rows
