"""Forgets a person, a session or a trace: first it finds and counts what that reaches, then, told to, takes it away.

Both go in slices, each one transaction that also says what is done, so a crash loses a slice at most and repeats none;
any number of workers may be at it. Whole traces go: what a trace tells hangs together, and so do its bodies. What comes
later of what was erased is refused at the doors (traces.store.erased).
"""

import time
from datetime import timedelta

from django.db import OperationalError, transaction
from django.utils import timezone

from aiops.core.models import Project
from traces.erase import find, take
from traces.erase.names import digests
from traces.models import Erasure
from traces.store import erased, erasing, locks


class BusyError(Exception):
    """Writers were in the way; nothing was begun."""


State, Kind = Erasure.State, Erasure.Kind
AHEAD = timedelta(days=2)  # spans may start a day from now
UNCONFIRMED_DAYS = 7
LOCK_TIMEOUT = "3s"


def start(project: Project, kind: str, value: str, by: str) -> Erasure:
    """A new job, which finds what it reaches; or the one of the same name that is not over, a failed one set going."""
    name = erased.digest(project.pk, kind, value).hex()
    now = timezone.now()
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        active = Erasure.objects.filter(project=project, digest=name, state__in=Erasure.ACTIVE)
        active.filter(value="", state=State.FAILED).update(state=State.ERASING, error="", ended_at=None)
        same = active.exclude(value="").first()  # one without a value only takes along what came later
        if same is None:
            job = Erasure.objects.create(
                project=project, kind=kind, value=value, digest=name, reached=now + AHEAD, started_by=by
            )
            if kind == Kind.TRACE:
                erasing.add_trace(job)
            return job
        if same.state == State.FAILED:
            same.state = State.ERASING if same.confirmed_at else State.FINDING
            same.error, same.ended_at = "", None
            same.save()
    return same


def confirm(job: Erasure) -> bool:
    """Lets it begin to take away, whether it has counted yet or not; False when it had begun or is over.

    From now on what comes of it is refused.

    Raises BusyError when writers do not let us in for so long: nothing was begun then.
    """
    try:
        return _confirm(job)
    except OperationalError as error:
        if not locks.is_busy(error):
            raise
        raise BusyError("Much is being written at the moment; nothing was begun. Try again.") from error


def _confirm(job: Erasure) -> bool:
    with transaction.atomic():
        locks.bound_waiting(LOCK_TIMEOUT)
        held = erasing.locked(job.pk)  # first: writers must not wait while we wait for it
        if held.state not in {State.FINDING, State.FOUND}:
            return False
        locks.after_all_writers(job.project_id, LOCK_TIMEOUT)
        now = timezone.now()
        before = None if held.kind == Kind.TRACE else now
        erased.seal(held.project_id, held.pk, digests(held), before)
        reached = None if held.kind == Kind.TRACE else now + AHEAD
        Erasure.objects.filter(pk=held.pk).update(state=State.ERASING, confirmed_at=now, reached=reached)
    return True


def work(job_id: int, budget_seconds: float) -> None:
    """Goes on with the job for about so long, or until others are in the way."""
    stop_at = time.monotonic() + budget_seconds
    try:
        while step(job_id) and time.monotonic() < stop_at:
            pass
    except OperationalError as error:
        if not locks.is_busy(error):
            raise


def step(job_id: int) -> bool:
    """One slice; False when there is nothing to do now. Raises OperationalError when others are in the way too long."""
    with transaction.atomic():
        job = erasing.locked(job_id)
        if job.state not in Erasure.WORKING:
            return False
        if job.state == State.FINDING or job.reached is not None:
            return find.one_slice(job)
        trace_ids = erasing.next_traces(job)
    if not trace_ids:
        return take.finish(job_id)
    take.seal(job, trace_ids)
    return take.one_slice(job_id, trace_ids)


def cancel(job: Erasure) -> bool:
    """Before anything was taken away. False when it was over already, or had begun to."""
    with transaction.atomic():
        held = erasing.locked(job.pk)
        if held.confirmed_at is not None or held.state not in Erasure.ACTIVE:
            return False
        erasing.forget_traces(held)
        Erasure.objects.filter(pk=held.pk).update(
            state=State.CANCELLED, value="", error="", reached=None, ended_at=timezone.now()
        )
    return True


def fail(job_id: int, error: str) -> bool:
    working = Erasure.objects.filter(pk=job_id, state__in=Erasure.WORKING)
    return bool(working.update(state=State.FAILED, error=error[-4000:], ended_at=timezone.now()))


def cancel_unconfirmed() -> None:
    """Names that nobody said a word about for a week are not kept."""
    before = timezone.now() - timedelta(days=UNCONFIRMED_DAYS)
    for job in Erasure.objects.filter(confirmed_at=None, state__in=Erasure.ACTIVE, created_at__lt=before):
        cancel(job)
