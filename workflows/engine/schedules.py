"""Runs that start by the clock. A row for each time decides who starts it, so any number of workers may look."""

import logging
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import Any

from django.db import transaction

from aiops.core import sql
from workflows.engine import codec, cron, starting, versions
from workflows.engine.starting import RefusedError
from workflows.models import RunSchedule, ScheduleFire

log = logging.getLogger(__name__)
GRACE = timedelta(hours=1)  # how late a time may still be kept; one that is missed by more is noted as such
AT_ONCE = 50
MOST_TIMES = 500  # of one schedule in one turn; the next one goes on


def add(  # noqa: PLR0913, PLR0917
    project_id: int, name: str, expression: str, zone: str, given: Any, by: str = ""
) -> RunSchedule:
    """A schedule that fires from now on. Raises RefusedError, CronError."""
    definition = starting.declared(name)
    checked = starting.checked_input(definition, given)
    first = next(cron.times(expression, zone, database_now()), None)
    if first is None:
        raise cron.CronError("cron", "It never fires.")
    version = versions.current(project_id, definition)
    return RunSchedule.objects.create(
        project_id=project_id,
        workflow_id=version.workflow_id,
        cron=expression,
        zone=zone,
        input=checked,
        next_at=first,
        made_by=by[:254],
    )


def fire_due() -> int:
    """Starts what is due; answers how many runs. Raises django.db.Error."""
    started = 0
    for _ in range(AT_ONCE):
        with transaction.atomic():
            due = RunSchedule.objects.select_for_update(skip_locked=True, of=("self",)).select_related("workflow")
            now = database_now()
            schedule = due.filter(enabled=True, next_at__lte=now).order_by("next_at").first()
            if schedule is None:
                return started
            try:
                with transaction.atomic():
                    started += _fire(schedule, now)
            except Exception as error:
                log.exception("Schedule %d of project %d could not be kept", schedule.pk, schedule.project_id)
                _pass_over(schedule, now, f"{type(error).__name__}: {error}")
    return started


def _pass_over(schedule: RunSchedule, now: datetime, missed: str) -> None:
    """One that cannot be kept stops no other: its time is noted as missed, its next one is its next chance."""
    fire, _ = ScheduleFire.objects.get_or_create(schedule=schedule, fire_at=schedule.next_at)
    ScheduleFire.objects.filter(pk=fire.pk).update(missed=codec.clean(missed)[:200])
    try:
        following = next(cron.times(schedule.cron, schedule.zone, now), None)
    except Exception:
        log.exception("Schedule %d names no time that can be read: it is off", schedule.pk)
        following = None
    RunSchedule.objects.filter(pk=schedule.pk).update(enabled=following is not None, next_at=following or now)


def _fire(schedule: RunSchedule, now: datetime) -> int:
    """Every time of the schedule up to now, and when the next one is. Within a transaction that holds its row."""
    first = schedule.next_at
    later = cron.times(schedule.cron, schedule.zone, first)
    until_now = [first, *takewhile(lambda each: each <= now, islice(later, MOST_TIMES))]
    started = sum(_start(schedule, at, now) for at in until_now)
    following = next(cron.times(schedule.cron, schedule.zone, until_now[-1]), None)
    if following is None:
        RunSchedule.objects.filter(pk=schedule.pk).update(enabled=False)
    else:
        RunSchedule.objects.filter(pk=schedule.pk).update(next_at=following)
    return started


def _start(schedule: RunSchedule, at: datetime, now: datetime) -> bool:
    fire, new = ScheduleFire.objects.get_or_create(schedule=schedule, fire_at=at)
    if not new:
        return False
    if now - at > GRACE:
        ScheduleFire.objects.filter(pk=fire.pk).update(missed="no worker was there within the hour")
        return False
    try:
        made = starting.start(
            schedule.project_id,
            schedule.workflow.key,
            schedule.input,
            idempotency_key=f"schedule {schedule.pk} {at:%Y-%m-%dT%H:%MZ}",
            by=f"schedule {schedule.cron} {schedule.zone}",
        )
    except RefusedError as error:
        log.error("Schedule %d of project %d starts nothing: %s", schedule.pk, schedule.project_id, error.message)  # noqa: TRY400
        ScheduleFire.objects.filter(pk=fire.pk).update(missed=error.message[:200])
        return False
    ScheduleFire.objects.filter(pk=fire.pk).update(run_id=made.run_id)
    return True


def database_now() -> datetime:
    moment: datetime = sql.tuples("workflows", "database_now", ())[0][0]
    return moment
