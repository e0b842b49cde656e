"""Puts built amounts in the place of the old, slice by slice, and has settled anew what hangs on them."""

import time

from django.db import transaction
from django.utils import timezone

from costs.models import Repricing, RepricingSlice
from costs.store import repricing
from traces import settle


def one_slice(job_id: int) -> bool:
    """Swaps the next slice, or finds that all is swapped; whether there is more to do."""
    with transaction.atomic():
        job = repricing.locked(job_id)
        if job.state != Repricing.State.SWAPPING:
            return False
        piece = job.slices.filter(state=RepricingSlice.State.BUILT).order_by("since").first()
        if piece is None:
            Repricing.objects.filter(pk=job.pk).update(state=Repricing.State.DONE, ended_at=timezone.now())
            return False
        state = _swapped(job, piece)
        RepricingSlice.objects.filter(pk=piece.pk).update(state=state)
    if state == RepricingSlice.State.SWAPPED and piece.changed:
        settle.settle_ready(job.project_id, time.time_ns())  # so that few traces are open at a time
    return True


def _swapped(job: Repricing, piece: RepricingSlice) -> str:
    """An hour whose calls began to expire while the job waited keeps its amounts: its sums could not be made again."""
    if piece.since < repricing.facts_since(job.project, timezone.now()):
        repricing.forget(job.project_id, piece.since, piece.until)
        return RepricingSlice.State.FROZEN
    if piece.changed:
        repricing.swap(job.project_id, piece.since, piece.until)
    return RepricingSlice.State.SWAPPED
