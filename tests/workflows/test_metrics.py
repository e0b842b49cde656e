"""/metrics tells of the queue of runs."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from aiops.core.models import Project
from workflows import metrics
from workflows.engine import control, versions
from workflows.models import Run
from workflows.store import runs

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(settings: Any) -> dict[str, float]:
    """Two ready runs, one of each other kind."""
    settings.MANAGED_WORKFLOWS = ["tests.workflows.engine.flows"]
    versions.forget()
    project = Project.objects.create(name="Shop", slug="shop")
    ids = [control.start(project.pk, "answer", {"question": "a"}).run_id for _ in range(6)]
    now = timezone.now()
    changes: list[dict[str, Any]] = [
        {"available_at": now - timedelta(seconds=10)},
        {"available_at": now - timedelta(seconds=20)},
        {"state": "running", "lease_until": now + timedelta(hours=1)},
        {"state": "running", "lease_until": now - timedelta(hours=1)},
        {"state": "waiting"},
        {"state": "dead"},
    ]
    for run_id, fields in zip(ids, changes, strict=True):
        Run.objects.filter(pk=run_id).update(**fields)
    return {each.name: each.samples[0].value for each in metrics.queue()}


def test_runs_are_counted_by_state(queue: dict[str, float]) -> None:
    states = ("ready", "running", "lost", "waiting", "dead")
    assert [queue[f"aiops_runs_{each}"] for each in states] == [2, 1, 1, 1, 1]


def test_ages_of_what_is_ready_are_told(queue: dict[str, float]) -> None:
    assert 15 <= queue["aiops_runs_ready_age_p50_seconds"] < 25
    assert 19 <= queue["aiops_runs_ready_age_p95_seconds"] < 30


def test_another_project_sees_none_of_it(queue: dict[str, float]) -> None:
    other = Project.objects.create(name="Other", slug="other")
    assert runs.queue_state(other.pk)["ready"] == 0
    assert runs.queue_state(Project.objects.get(slug="shop").pk)["ready"] == 2
