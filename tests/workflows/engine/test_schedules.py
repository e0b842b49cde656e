"""Runs that start by the clock: each time once, however many look, whatever the clock does."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import pytest
from django.db import connection, transaction

from aiops.core.models import Project
from workflows.engine import control, cron, schedules
from workflows.engine.control import RefusedError
from workflows.models import Run, RunSchedule, ScheduleFire, Workflow, WorkflowVersion

SPRING = datetime(2026, 3, 28, 22, tzinfo=UTC)  # Berlin's clock goes from 2:00 to 3:00 at 1:00 UTC of the 29th
AUTUMN = datetime(2026, 10, 24, 21, tzinfo=UTC)  # and from 3:00 to 2:00 at 1:00 UTC of the 25th


def utc(expression: str, after: datetime, count: int, zone: str = "Europe/Berlin") -> list[str]:
    return [f"{each:%d %H:%M}" for each in islice(cron.times(expression, zone, after), count)]


@pytest.mark.parametrize(
    ("expression", "after", "expected"),
    [
        ("30 2 * * *", SPRING, ["29 01:00", "30 00:30"]),  # there is no 2:30: right after the change
        ("30 2 * * *", AUTUMN, ["25 00:30", "26 01:30"]),  # there are two: the first one
        ("0 * * * *", SPRING, ["28 23:00", "29 00:00", "29 01:00", "29 02:00"]),
        ("0 * * * *", AUTUMN, ["24 22:00", "24 23:00", "25 00:00", "25 01:00", "25 02:00"]),
        ("0 9 * * mon", SPRING, ["30 07:00", "06 07:00"]),
    ],
)
def test_times_across_changes_of_the_clock(expression: str, after: datetime, expected: list[str]) -> None:
    assert utc(expression, after, len(expected)) == expected


@pytest.mark.parametrize(
    ("expression", "zone", "field"),
    [
        ("* * * *", "UTC", "cron"),
        ("* * * * * *", "UTC", "cron"),
        ("61 * * * *", "UTC", "cron"),
        ("", "UTC", "cron"),
        ("* * * * *", "Mars/Olympus", "zone"),
        ("* * * * *", "../../etc/passwd", "zone"),
    ],
)
def test_what_cannot_be_read_is_named(expression: str, zone: str, field: str) -> None:
    with pytest.raises(cron.CronError) as refused:
        cron.times(expression, zone, SPRING)
    assert refused.value.field == field


def overdue(project: Project, minutes: int, expression: str = "* * * * *") -> RunSchedule:
    made = schedules.add(project.pk, "answer", expression, "Europe/Berlin", {"question": "daily"}, "ann")
    made.next_at = (schedules.database_now() - timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    made.save()
    return made


@pytest.mark.django_db(transaction=True)
def test_five_schedulers_start_each_time_once(project: Project) -> None:
    schedule = overdue(project, 20)

    def look(_: int) -> int:
        try:
            return schedules.fire_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        started = sum(pool.map(look, range(5)))
    fires = list(ScheduleFire.objects.filter(schedule=schedule).order_by("fire_at"))
    assert started == len(fires) == Run.objects.count() >= 21
    assert {b.fire_at - a.fire_at for a, b in pairwise(fires)} == {timedelta(minutes=1)}


@pytest.mark.django_db
def test_times_missed_by_more_than_an_hour_are_noted_and_not_made_up_for(project: Project) -> None:
    schedule = overdue(project, 150, "*/30 * * * *")
    schedule.next_at = schedule.next_at.replace(minute=0)
    schedule.save()
    schedules.fire_due()
    missed = ScheduleFire.objects.filter(schedule=schedule).exclude(missed="").count()
    assert missed >= 2
    assert Run.objects.count() == ScheduleFire.objects.filter(schedule=schedule, missed="").count() >= 1


@pytest.mark.django_db
def test_a_schedule_whose_workflow_is_gone_says_so_and_stops_no_other(project: Project) -> None:
    gone, good = overdue(project, 2), overdue(project, 2)
    gone.input = {"answer": 42}
    gone.save()
    schedules.fire_due()
    assert set(ScheduleFire.objects.filter(schedule=gone).values_list("run_id", flat=True)) == {None}
    assert None not in ScheduleFire.objects.filter(schedule=good).values_list("run_id", flat=True)


@pytest.mark.django_db
def test_a_schedule_that_cannot_be_kept_stops_no_other(project: Project) -> None:
    off, broken, good = overdue(project, 4), overdue(project, 3), overdue(project, 2)
    RunSchedule.objects.filter(pk=off.pk).update(zone="Mars/Olympus")
    schedules.add(project.pk, "pick", "* * * * *", "UTC", {"one": {"code": "a"}})
    RunSchedule.objects.filter(pk=broken.pk).update(
        workflow=Workflow.objects.get(key="pick"), input={"one": {"code": "none"}}
    )
    schedules.fire_due()
    assert None not in ScheduleFire.objects.filter(schedule=good).values_list("run_id", flat=True)
    assert dict(RunSchedule.objects.filter(pk__in=[off.pk, broken.pk]).values_list("pk", "enabled")) == {
        off.pk: False, broken.pk: True,
    }  # fmt: skip
    assert "" not in ScheduleFire.objects.exclude(schedule=good).values_list("missed", flat=True)


@pytest.mark.django_db(transaction=True)
def test_a_version_whose_transaction_is_rolled_back_is_not_remembered(project: Project) -> None:
    with contextlib.suppress(KeyError), transaction.atomic():
        control.start(project.pk, "answer", {"question": "a"})
        raise KeyError
    run = Run.objects.get(pk=control.start(project.pk, "answer", {"question": "a"}).run_id)
    assert WorkflowVersion.objects.filter(pk=run.version_id).exists()


@pytest.mark.django_db
def test_a_schedule_with_an_input_the_workflow_does_not_take_is_refused(project: Project) -> None:
    with pytest.raises(RefusedError):
        schedules.add(project.pk, "answer", "* * * * *", "UTC", {"other": 1})
    assert not RunSchedule.objects.exists()
