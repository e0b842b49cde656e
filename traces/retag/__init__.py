"""Tags of stored spans, worked out anew from their bodies after the project's list of promoted attributes changed.

Newest first, in slices, each one transaction that also says what is done: a crash loses a slice at most and repeats
none. What comes in meanwhile is tagged at the door by the new list, so nothing is missed and nothing written twice.
"""

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from aiops.core.models import Project
from traces import settle
from traces.ingest.promote import tags_of
from traces.models import Retagging
from traces.store import promoted, retagging
from traces.store.times import NS_PER_DAY

State = Retagging.State
AHEAD = timedelta(days=2)  # spans may start a day from now
SLICE_SPANS = 5_000  # aimed at: a second's work
SHORTEST_SLICE_SECONDS, LONGEST_SLICE_SECONDS = 0.01, 3_600.0


def start(project: Project, by: str) -> Retagging:
    """A new job, in the place of one that is at work."""
    now = timezone.now()
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        working = Retagging.objects.filter(project=project, state=State.WORKING)
        working.update(state=State.REPLACED, ended_at=now)
        return Retagging.objects.create(project=project, reached=now + AHEAD, started_by=by)


def work(job_id: int, budget_seconds: float) -> None:
    """Goes on with the job for about so long."""
    stop_at = time.monotonic() + budget_seconds
    while step(job_id) and time.monotonic() < stop_at:
        pass


def step(job_id: int) -> bool:
    """One slice; False when there is nothing to do now."""
    with transaction.atomic():
        job = retagging.locked(job_id)
        if job.state != State.WORKING or retagging.seconds_to_wait(job, timezone.now()):
            return False
        if job.spans is None:
            job.spans = retagging.count_spans(job.project_id)
        before = job.changed
        going = _slice(job)
        job.save()
    if job.changed > before:
        settle.settle_ready(job.project_id, time.time_ns())  # so that few traces are open at a time
    return going


def _slice(job: Retagging) -> bool:
    """Does the next stretch of time; one without spans is skipped. False when all is done."""
    first = job.reached - timedelta(seconds=job.slice_seconds)
    seen, changed = _rewrite(job.project_id, first, job.reached)
    if seen:
        job.reached = first
        job.slice_seconds *= min(4.0, max(0.1, SLICE_SPANS / seen))
        job.slice_seconds = min(LONGEST_SLICE_SECONDS, max(SHORTEST_SLICE_SECONDS, job.slice_seconds))
    else:
        newest = retagging.newest_before(job.project_id, first)
        if newest is None:
            job.state, job.ended_at = State.DONE, timezone.now()
            return False
        job.reached = newest + timedelta(microseconds=1)
    job.seen += seen
    job.changed += changed
    return True


def _rewrite(project_id: int, first: datetime, last: datetime) -> tuple[int, int]:
    """(spans looked at, spans with other tags now) of those that start within a time."""
    known = promoted.for_project(project_id)
    today = time.time_ns() // NS_PER_DAY
    seen, rows = 0, []
    for span in retagging.spans(project_id, first, last):
        seen += 1
        ids = (span.trace_id, bytes.fromhex(span.span_id), span.start_ns)
        tags = tags_of(ids, span.body, known, today) or None
        if tags != span.tags:
            row = {"trace_id": span.trace_id.hex(), "span_id": span.span_id, "source": span.source}
            rows.append(row | {"start_ns": span.start_ns, "tags": tags})
    known.write()
    if rows:
        retagging.write(project_id, first, last, rows)
    return seen, len(rows)


def cancel(job: Retagging) -> bool:
    """Ends it where it is; spans that have their new tags keep them. False when it was over already."""
    return _end(job.pk, State.CANCELLED)


def fail(job_id: int, error: str) -> bool:
    return _end(job_id, State.FAILED, error[-4000:])


def _end(job_id: int, state: str, error: str = "") -> bool:
    working = Retagging.objects.filter(pk=job_id, state=State.WORKING)
    return bool(working.update(state=state, ended_at=timezone.now(), error=error))
