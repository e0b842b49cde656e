"""Roll-ups: sums that pages read, recomputed from facts and never incremented, so a crash or a repeat changes nothing.

Whoever changes facts appends marks, one for each minute. A recompute holds the lock of an hour, takes its marks, then
reads the facts as they are now and replaces the marked minutes; a mark made meanwhile stays and is taken next time. Two
hours after its end an hour's minutes are folded into one; what comes later recomputes that hour from its facts.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.module_loading import import_string

from aiops.core import sql
from traces.rollup.measures import Kind, Measure
from traces.store import locks, rollups
from traces.store.refusals import is_refusal
from traces.store.times import when

log = logging.getLogger(__name__)

FOLD_AFTER = timedelta(hours=2)  # after the end of the hour; late spans are then rare


@dataclass(frozen=True)
class Pace:
    """How long one turn may take, and how long marks of folded hours gather before such an hour is computed again."""

    budget_seconds: float
    patience_seconds: float


AT_ONCE = Pace(budget_seconds=60.0, patience_seconds=0.0)


@cache
def measures() -> tuple[Measure, ...]:
    return tuple(import_string(path) for path in settings.ROLLUP_MEASURES)


def recompute_ready(project_id: int, now_ns: int, facts_since_ns: int, pace: Pace = AT_ONCE) -> int:
    """Recomputes what is marked, newest hours first, until all is done or the time is up; answers how many hours.

    Span-level buckets of hours that began before `facts_since_ns` are frozen: their facts are partly gone.
    """
    done = 0
    open_since, since = _open_since(now_ns), when(facts_since_ns)
    stop_at = time.monotonic() + pace.budget_seconds
    for kind, hour in rollups.dirty_hours(project_id, open_since, timedelta(seconds=pace.patience_seconds)):
        try:
            done += _recompute(project_id, kind, hour, is_open=hour >= open_since, since=since)
        except DatabaseError as error:
            if not is_refusal(error):
                raise
            # Its marks stay; the other hours shall not wait for it.
            log.exception("%s roll-up of %s in project %d cannot be computed", kind, hour, project_id)
        if time.monotonic() > stop_at:
            break
    return done


def _recompute(project_id: int, kind: Kind, hour: datetime, *, is_open: bool, since: datetime) -> bool:
    """Whether there was something to do and nobody else at it."""
    with transaction.atomic():
        if not locks.taken(_lock(project_id, kind, hour)):
            return False
        minutes = rollups.take_marks(project_id, kind, hour)
        if not minutes or (kind == "span" and hour < since):
            return False
        for measure in measures():
            if measure.kind == kind:
                _replace(measure, measure.target(project_id), hour, minutes if is_open else None)
    return True


def _replace(measure: Measure, target: rollups.Target, hour: datetime, minutes: Sequence[datetime] | None) -> None:
    """Replaces these minutes, or the hour once it is or should be folded: never do both stand side by side."""
    grain, buckets = "m", minutes
    if buckets is None or rollups.has(target, "h", hour):
        grain, buckets = "h", [hour]
        rollups.drop_minutes(target, hour)
    rollups.forget(target, grain, buckets)
    rollups.fill(sql.statement(measure.app, measure.fill), target, grain, buckets)


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
        if not locks.taken(_lock(target.project_id, measure.kind, hour)) or not rollups.has(target, "m", hour):
            return False
        rollups.forget(target, "h", [hour])
        rollups.fold(sql.statement(measure.app, measure.fold), target, hour)
        rollups.drop_minutes(target, hour)
    return True


def _open_since(now_ns: int) -> datetime:
    """Hours from this one on stand as minutes."""
    return (when(now_ns) - FOLD_AFTER).replace(minute=0, second=0, microsecond=0)


def _lock(project_id: int, kind: Kind, hour: datetime) -> str:
    return f"rollup {project_id} {kind} {hour:%Y%m%d%H}"
