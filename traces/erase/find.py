"""Which traces an erasure reaches: an hour of spans at a time, newest first, then summaries whose spans are gone.

The same walk is made twice: to say beforehand how much it is, and to find what came in between.
"""

from datetime import datetime, timedelta

from traces.erase.names import digests, forms
from traces.erase.parts import parts
from traces.erase.refused import refused
from traces.models import Erasure
from traces.store import erasing

State = Erasure.State
SLICE = timedelta(hours=1)


def one_slice(job: Erasure) -> bool:
    """In a transaction that holds the job. False when it waits for a word now."""
    names = forms(job)
    if job.reached is not None and job.kind != Erasure.Kind.TRACE:
        _walk(job, names, job.reached)
    else:
        job.reached = None
    if job.reached is None:
        _end(job, names)
    job.save()
    return job.state == State.ERASING or job.reached is not None


def _walk(job: Erasure, names: list[str], reached: datetime) -> None:
    """One hour; time without any is skipped."""
    first = reached - SLICE
    erasing.find_spans(job, names, first, reached)
    found = refused(job, names, first, reached)
    if job.state == State.ERASING:
        _count(job.erased, "quarantined", erasing.take_refused(job.project_id, found))
    else:
        _count(job.reach, "quarantined", len(found))
    newest = erasing.newest_before(job.project_id, first)
    job.reached = None if newest is None else min(first, newest + timedelta(microseconds=1))


def _end(job: Erasure, names: list[str]) -> None:
    """All spans were looked at."""
    if job.kind != Erasure.Kind.TRACE:
        erasing.find_summaries(job, names)
    if job.state == State.FINDING:
        job.reach |= erasing.reach(job, digests(job))
        sessions = names if job.kind == Erasure.Kind.SESSION else []
        job.reach |= {part.name: part.reach(job.project_id, job.pk, sessions) for part in parts() if part.name}
        job.state = State.FOUND
    else:
        job.reach["traces"] = erasing.count_traces(job)


def _count(sums: dict[str, int], name: str, rows: int) -> None:
    sums[name] = sums.get(name, 0) + rows
