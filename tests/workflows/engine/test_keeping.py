"""How long runs are kept, and that nothing of one is left."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from aiops.core.models import Project
from tests.workflows.engine import world
from workflows import tasks
from workflows.engine import control
from workflows.models import Attempt, Effect, Run, SpendCounter, Step, Wait
from workflows.store import keeping, spending

pytestmark = pytest.mark.django_db


def rows() -> list[int]:
    return [each.objects.count() for each in (Run, Step, Attempt, Effect, Wait)]


def test_nothing_of_a_run_is_left(project: Project) -> None:
    given = {"tell": {"text": "a"}, "ask": {"question": "?"}}
    ids = [control.start(project.pk, name, each).run_id for name, each in given.items()]
    world.work()
    assert keeping.take(project.pk, [each.hex for each in ids]) == 2
    assert rows() == [0, 0, 0, 0, 0]


def test_only_runs_that_ended_long_ago_expire(project: Project) -> None:
    old, fresh, open_ = (control.start(project.pk, "answer", {"question": "a"}).run_id for _ in range(3))
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    Run.objects.filter(pk=old).update(state="succeeded", created_at=long_ago, ended_at=long_ago)
    Run.objects.filter(pk=open_).update(created_at=long_ago)
    Run.objects.filter(pk=fresh).update(state="succeeded", ended_at=datetime.now(UTC))
    assert tasks.expire_runs() == 1
    assert set(Run.objects.values_list("pk", flat=True)) == {fresh, open_}


def test_another_projects_runs_are_not_taken(project: Project) -> None:
    run_id = control.start(project.pk, "answer", {"question": "a"}).run_id
    other = Project.objects.create(name="Other", slug="other")
    assert keeping.take(other.pk, [run_id]) == 0
    assert Run.objects.count() == 1


def test_what_a_run_has_spent_is_remembered_as_long_as_the_run(project: Project) -> None:
    """It may wait for months, and its budget holds all the same."""
    run_id = control.start(project.pk, "answer", {"question": "a"}).run_id
    for each in (run_id, uuid4()):
        SpendCounter.objects.create(project_id=project.pk, key=f"run:{each.hex}", limit_nanousd=9, spent_nanousd=9)
    SpendCounter.objects.update(changed_at=datetime(2020, 1, 1, tzinfo=UTC))
    spending.expire()
    assert list(SpendCounter.objects.values_list("key", flat=True)) == [f"run:{run_id.hex}"]
