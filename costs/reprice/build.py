"""Builds new amounts beside the old: only for calls whose price is another one now."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.utils import timezone

from costs.analysis.repriced import Total, as_lists
from costs.models import Repricing, RepricingSlice
from costs.pricing.rates import Tokens
from costs.pricing.verdict import Verdict, verdict
from costs.store import repricing
from costs.store.book import PriceBook
from costs.store.repricing import Call, NewAmount

FAST_SECONDS, SLOW_SECONDS = 0.5, 2.0  # of one slice
SHORTEST, LONGEST = 60, 3600  # of a slice's calls, in seconds
HOUR = timedelta(hours=1)
_books: dict[int, tuple[str, PriceBook]] = {}  # by project: the prices in a state of the table


def one_slice(job_id: int) -> bool:
    """Builds the next slice, or finds that all is built; whether there is more to do now."""
    with transaction.atomic():
        job = repricing.locked(job_id)
        if job.state != Repricing.State.BUILDING or repricing.seconds_to_wait(job, timezone.now()):
            return False
        if job.prices != (state := repricing.prices_state(job.project_id)[0]):
            again(job)
            Repricing.objects.filter(pk=job.pk).update(prices=state)
            return True
        if job.built_until >= job.until:
            Repricing.objects.filter(pk=job.pk).update(state=Repricing.State.BUILT)
            return False
        _build(job, _book(job.project_id, state), end_of_slice(job))
    return True


def again(job: Repricing) -> None:
    """From the beginning: prices changed since it began."""
    repricing.forget(job.project_id, job.since, job.until)
    RepricingSlice.objects.filter(repricing=job).delete()
    Repricing.objects.filter(pk=job.pk).update(state=Repricing.State.BUILDING, built_until=job.since)


def end_of_slice(job: Repricing) -> datetime:
    """A slice never reaches beyond its hour: hours are what freezes."""
    next_hour = job.built_until.replace(minute=0, second=0, microsecond=0) + HOUR
    return min(job.built_until + timedelta(seconds=job.slice_seconds), next_hour, job.until)


def _build(job: Repricing, book: PriceBook, until: datetime) -> None:
    started = time.monotonic()
    done = Slice(job.project_id, book)
    repricing.forget(job.project_id, job.built_until, until)
    amounts = done.new_amounts(repricing.calls(job.project_id, job.built_until, until))
    while some := list(islice(amounts, repricing.AT_ONCE)):
        repricing.keep(some)
    if done.seen:
        RepricingSlice.objects.create(
            repricing=job, since=job.built_until, until=until, seen=done.seen, changed=done.changed,
            totals=as_lists(done.totals.values()),
        )  # fmt: skip
    else:
        until = repricing.next_span(job.project_id, until, job.until)
    pace = next_width(job.slice_seconds, time.monotonic() - started)
    Repricing.objects.filter(pk=job.pk).update(built_until=until, slice_seconds=pace)


def next_width(seconds: int, took: float) -> int:
    """Of the next slice: twice as long after a fast one, half as long after a slow one."""
    if took < FAST_SECONDS:
        return min(seconds * 2, LONGEST)
    return max(seconds // 2, SHORTEST) if took > SLOW_SECONDS else seconds


class Slice:
    """Prices calls and adds up what that changes."""

    def __init__(self, project_id: int, book: PriceBook) -> None:
        self.project_id, self.book = project_id, book
        self.seen = self.changed = 0
        self.totals: dict[tuple[str | None, str], Total] = {}

    def new_amounts(self, calls: Iterator[Call]) -> Iterator[NewAmount]:
        for call in calls:
            new = price(self.book, call)
            changed = new != (call.cost_nanousd, call.price_id, call.cost_source)
            self._count(call, new, changed)
            if changed:
                yield (self.project_id, call.trace_id, call.span_id, call.source, call.start_time, *new)

    def _count(self, call: Call, new: Verdict, changed: bool) -> None:
        self.seen += 1
        self.changed += changed
        if call.counts:
            total = self.totals.get((call.provider, call.model))
            if total is None:
                total = self.totals[call.provider, call.model] = Total(call.provider or "", call.model)
            total.count(call.cost_nanousd, new.nanousd, changed=changed)


def price(book: PriceBook, call: Call) -> Verdict:
    """As the door would price it now."""
    row = book.find(call.provider, call.model, call.start_ns, call.service_tier)
    return verdict(row, Tokens.of(call), call.cost_reported_nanousd)


def _book(project_id: int, state: str) -> PriceBook:
    kept = _books.get(project_id)
    if kept is None or kept[0] != state:
        kept = _books[project_id] = (state, PriceBook(project_id))
    return kept[1]
