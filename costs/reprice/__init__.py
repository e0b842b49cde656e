"""Pricing a time anew: new amounts are built beside the old, looked at, and only then put in their place.

Works in slices, each one transaction that also says what is done, so a crash loses a slice at most and repeats none.
Any number of workers may be at it: each slice takes the job's lock and reads where it stands.
"""

import time
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from aiops.core.models import Project
from costs.models import Repricing
from costs.reprice import build, swap
from costs.store import repricing

State = Repricing.State
HOUR = timedelta(hours=1)


class RefusedError(Exception):
    """Why nothing was started."""


def start(project: Project, since: datetime, until: datetime, by: str) -> Repricing:
    """A new job; from the first hour on whose calls are all there. Raises RefusedError."""
    now = timezone.now()
    first, until = repricing.facts_since(project, now), min(until, now)
    begin = max(since, first)
    if begin >= until:
        raise RefusedError(f"No call between these times is left: spans are kept for {project.retention_days} days.")
    try:
        with transaction.atomic():
            return Repricing.objects.create(
                project=project, since=begin, until=until, built_until=begin, clipped=since < first - HOUR,
                calls=repricing.calls_between(project.pk, begin, until), started_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise RefusedError("This project is already pricing calls anew: let that end first, or cancel it.") from None


def work(job: Repricing, budget_seconds: float) -> bool:
    """Goes on with the job for about so long; whether there is more to do now."""
    stop_at = time.monotonic() + budget_seconds
    while step(job):
        if time.monotonic() > stop_at:
            return True
    return False


def step(job: Repricing) -> bool:
    """One slice; False when the job waits for a word or a moment, or is over."""
    return swap.one_slice(job.pk) if _state(job) == State.SWAPPING else build.one_slice(job.pk)


def apply(job: Repricing) -> bool:
    """Lets the new amounts take their place; False when they are not all built, or prices changed since.

    In the latter case they are built again, for somebody else to look at.
    """
    with transaction.atomic():
        held = repricing.locked(job.pk)
        if held.state != State.BUILT:
            return False
        if repricing.prices_state(held.project_id)[0] != held.prices:
            build.again(held)
            return False
        Repricing.objects.filter(pk=held.pk).update(state=State.SWAPPING)
    return True


def cancel(job: Repricing) -> bool:
    """Ends it where it is; hours that were swapped stay so. False when it was over already."""
    return _end(job, State.CANCELLED)


def fail(job: Repricing, error: str) -> bool:
    return _end(job, State.FAILED, error[-4000:])


def _end(job: Repricing, state: str, error: str = "") -> bool:
    with transaction.atomic():
        held = repricing.locked(job.pk)
        if held.state not in Repricing.ACTIVE:
            return False
        repricing.forget(held.project_id, held.since, held.until)
        Repricing.objects.filter(pk=held.pk).update(state=state, ended_at=timezone.now(), error=error)
    return True


def _state(job: Repricing) -> str:
    return Repricing.objects.values_list("state", flat=True).get(pk=job.pk)
