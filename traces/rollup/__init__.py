"""Roll-ups: sums that pages read, recomputed from facts and never incremented, so a crash or a repeat changes nothing.

Whoever changes facts appends marks, one for each minute. A recompute holds the locks of some hours, takes their marks,
then reads the facts as they are now and replaces the marked minutes; a mark made meanwhile stays and is taken next
time. Two hours after its end an hour's minutes are folded into one; what comes later recomputes it from its facts.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.module_loading import import_string

from traces.rollup.batches import Batch, due, joined, stretches
from traces.rollup.measures import Kind, Measure
from traces.store import locks, rollups
from traces.store.refusals import is_refusal
from traces.store.times import hour_of, when

log = logging.getLogger(__name__)

FOLD_AFTER = timedelta(hours=2)  # after the end of the hour; late spans are then rare
FAST_SECONDS = 0.5  # of one transaction


@dataclass(frozen=True)
class Pace:
    """How much of the machine roll-ups take.

    One turn begins no further day after `budget_seconds`. Marks of folded hours gather for `patience_seconds` before
    such hours are computed again. After a turn its project rests `rest` times as long as the turn took, but no longer
    than `most_rest_seconds`: the busier the minute, the less often it is computed again.
    """

    budget_seconds: float
    patience_seconds: float
    rest: float = 0.0
    most_rest_seconds: float = 0.0

    def pause(self, took_seconds: float) -> float:
        return min(self.rest * took_seconds, self.most_rest_seconds)


AT_ONCE = Pace(budget_seconds=60.0, patience_seconds=0.0)
_rests_until: dict[int, float] = {}  # by project, on the monotonic clock; each worker knows of its own turns


Step = Callable[[int, Sequence[datetime], str], None]


@cache
def measures() -> tuple[Measure, ...]:
    return tuple(import_string(path) for path in settings.ROLLUP_MEASURES)


@cache
def steps() -> tuple[Step, ...]:
    return tuple(import_string(path) for path in settings.ROLLUP_STEPS)


def recompute_ready(project_id: int, now_ns: int, facts_since_ns: int, pace: Pace = AT_ONCE) -> int:
    """Recomputes what is marked until all is done or the time is up; answers how many hours.

    Span-level buckets of hours that began before `facts_since_ns` are frozen: their facts are partly gone.
    """
    started = time.monotonic()
    if pace.rest and started < _rests_until.get(project_id, 0.0):
        return 0
    done = _recompute_all(project_id, _open_since(now_ns), when(facts_since_ns), pace)
    ended = time.monotonic()
    _rests_until[project_id] = ended + pace.pause(ended - started)
    return done


def _recompute_all(project_id: int, open_since: datetime, since: datetime, pace: Pace) -> int:
    """However long the open hours take, a day of folded ones gets its turn. As long as days go fast, ever more of them
    share a transaction: a load spread over weeks would else wait for one commit after the other."""
    done, days = 0, 1
    stop_at = time.monotonic() + pace.budget_seconds
    waiting = due(rollups.dirty_hours(project_id), open_since, timedelta(seconds=pace.patience_seconds))
    while waiting:
        batch, waiting = joined(waiting, 1 if waiting[0].is_open else days)
        started = time.monotonic()
        done += _recompute_stored(project_id, batch, since)
        ended = time.monotonic()
        if batch.is_open:
            continue
        if ended > stop_at:
            break
        days = days * 2 if ended - started < FAST_SECONDS else 1
    return done


def _recompute_stored(project_id: int, batch: Batch, since: datetime) -> int:
    """Like _recompute; should the store refuse a sum, each hour alone: the guilty one keeps its marks."""
    try:
        return _recompute(project_id, batch, since)
    except DatabaseError as error:
        if not is_refusal(error):
            raise
        if len(batch.hours) > 1:
            return sum(_recompute_stored(project_id, replace(batch, hours=(hour,)), since) for hour in batch.hours)
        log.exception("%s roll-up of %s in project %d cannot be computed", batch.kind, batch.hours[0], project_id)
        return 0


def _recompute(project_id: int, batch: Batch, since: datetime) -> int:
    """How many of these hours had something to do and nobody else at it."""
    names = {_lock(project_id, batch.kind, hour): hour for hour in batch.hours}
    with transaction.atomic():
        if not (ours := locks.those_taken(list(names))):
            return 0
        minutes = rollups.take_marks(project_id, batch.kind, [names[name] for name in ours])
        if batch.kind == "span":
            minutes = [minute for minute in minutes if hour_of(minute) >= since]
        if not minutes:
            return 0
        rollups.make_room()
        for measure in measures():
            if measure.kind == batch.kind:
                _replace(measure, measure.target(project_id), minutes, is_open=batch.is_open)
        hours = sorted({hour_of(minute) for minute in minutes})
        for step in steps():
            step(project_id, hours, batch.kind)
    return len(hours)


def _replace(measure: Measure, target: rollups.Target, minutes: Sequence[datetime], *, is_open: bool) -> None:
    """Replaces these minutes, or their hour once it is or should be folded: never do both stand side by side."""
    hours = sorted({hour_of(minute) for minute in minutes})
    folded = rollups.standing(target, "h", hours) if is_open else hours
    if folded:
        rollups.drop_minutes(target, folded)
    fresh = [minute for minute in minutes if hour_of(minute) not in folded]
    for grain, buckets in (("h", folded), ("m", fresh)):
        if buckets:
            rollups.forget(target, grain, buckets)
        for stretch in stretches(buckets, rollups.WIDTH[grain]):
            more = measure.more(target.project_id)
            rollups.fill(measure.filling, target, grain, stretch, more)


def fold_ready(project_id: int, now_ns: int) -> int:
    """Folds the minutes of hours that are long over; answers how many hours it folded, over all measures."""
    return sum(
        _fold(measure, measure.target(project_id), hour)
        for measure in measures()
        for hour in rollups.unfolded_hours(measure.target(project_id), _open_since(now_ns))
    )


def _fold(measure: Measure, target: rollups.Target, hour: datetime) -> bool:
    """Whether it folded: somebody else may be at the hour, or have done so since it was listed."""
    with transaction.atomic():
        if not locks.taken(_lock(target.project_id, measure.kind, hour)) or not rollups.standing(target, "m", [hour]):
            return False
        rollups.forget(target, "h", [hour])
        rollups.fold(measure.folding, target, hour)
        rollups.drop_minutes(target, [hour])
    return True


def _open_since(now_ns: int) -> datetime:
    """Hours from this one on stand as minutes."""
    return hour_of(when(now_ns) - FOLD_AFTER)


def _lock(project_id: int, kind: Kind, hour: datetime) -> str:
    return f"rollup {project_id} {kind} {hour:%Y%m%d%H}"
