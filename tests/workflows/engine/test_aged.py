"""What is forgotten after 400 days, and what stays however old it is."""

from datetime import UTC, datetime, timedelta

import pytest

from aiops.core.models import Project
from workflows import tasks
from workflows.models import BreakerChange, RunSchedule, ScheduleFire, SpendCounter, SpendHold, Workflow
from workflows.store import aged

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
OLD, YOUNG = NOW - timedelta(days=401), NOW - timedelta(days=399)


def test_old_fires_of_schedules_go(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aged, "DROPPED_AT_ONCE", 2)
    workflow = Workflow.objects.create(project=project, key="support", name="Support")
    schedule = RunSchedule.objects.create(project=project, workflow=workflow, cron="0 9 * * *", next_at=NOW)
    for at in (*(OLD - timedelta(hours=number) for number in range(5)), YOUNG):
        ScheduleFire.objects.create(schedule=schedule, fire_at=at)
    tasks.expire()
    assert list(ScheduleFire.objects.values_list("fire_at", flat=True)) == [YOUNG]


def test_old_changes_of_breakers_go_but_the_last_one(project: Project) -> None:
    for name, at, after in [
        ("a", OLD - timedelta(days=1), "closed"), ("a", OLD, "open"),
        ("b", OLD, "open"), ("b", YOUNG, "closed"),
    ]:  # fmt: skip
        BreakerChange.objects.create(project_id=project.pk, name=name, before="", after=after, at=at)
    tasks.expire()
    kept = BreakerChange.objects.order_by("name").values_list("name", "after")
    assert list(kept) == [("a", "open"), ("b", "closed")]


def test_old_uncertain_spend_and_counters_of_periods_go(project: Project) -> None:
    for number, (uncertain, at) in enumerate([(True, OLD), (False, OLD), (True, YOUNG)]):
        SpendHold.objects.create(
            attempt_id=number, project_id=project.pk, key="k", nanousd=1, uncertain=uncertain, made_at=at
        )
    for key, reserved, at in [
        ("day:2025-01-01:w", 0, OLD), ("month:2025-01:w", 0, OLD),
        ("day:2025-01-02:w", 7, OLD), ("month:2026-01:w", 0, YOUNG),
    ]:  # fmt: skip
        SpendCounter.objects.create(
            project_id=project.pk, key=key, limit_nanousd=9, reserved_nanousd=reserved, changed_at=at
        )
    tasks.expire()
    assert set(SpendHold.objects.values_list("attempt_id", flat=True)) == {1, 2}
    assert set(SpendCounter.objects.values_list("key", flat=True)) == {"day:2025-01-02:w", "month:2026-01:w"}
