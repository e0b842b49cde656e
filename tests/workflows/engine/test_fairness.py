"""Which of the runs that are ready go next: no project waits for the end of another one's queue."""

from collections import Counter

import pytest
from django.db import connection

from aiops.core.models import Project
from tests import people
from tests.workflows.engine import world
from workflows.engine import control
from workflows.models import Run, Wait
from workflows.store import runs

pytestmark = pytest.mark.django_db


@pytest.fixture
def other() -> Project:
    return people.project("other")


def start(project: Project, many: int = 1) -> None:
    for _ in range(many):
        control.start(project.pk, "answer", {"question": "?"})


def leased(most: int) -> Counter[int]:
    return Counter(row["project_id"] for row, _ in world.lease(most=most))


def ten_thousand_more(project: Project) -> None:
    """Like the newest run of the project."""
    columns = [str(each.column) for each in Run._meta.concrete_fields if each.column not in {"id", "idempotency_key"}]
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO workflows_run (id, {names}) SELECT gen_random_uuid(), {names} FROM workflows_run,"
            " generate_series(1, 10000) WHERE project_id = %s",
            [project.pk],
        )


def test_one_run_does_not_wait_for_ten_thousand_older_ones_of_another_project(project: Project, other: Project) -> None:
    start(project)
    ten_thousand_more(project)
    assert leased(8) == {project.pk: 8}
    start(other)
    assert leased(1) == {other.pk: 1}
    assert leased(1) == {project.pk: 1}


def test_projects_take_turns(project: Project, other: Project) -> None:
    start(project, 10)
    start(other, 10)
    assert leased(6) == {project.pk: 3, other.pk: 3}


def test_what_is_at_work_counts(project: Project, other: Project) -> None:
    start(project, 10)
    assert leased(4) == {project.pk: 4}
    start(other, 10)
    assert leased(6) == {project.pk: 1, other.pk: 5}


def test_within_a_project_the_oldest_goes_first(project: Project) -> None:
    start(project, 3)
    ids = list(Run.objects.order_by("available_at").values_list("pk", flat=True))
    assert [world.lease()[0][0]["id"] for _ in ids] == ids


def test_runs_that_wait_for_something_else_are_not_looked_through(project: Project) -> None:
    """Only waits that have ended are; and these have an index of their own."""
    run_id = control.start(project.pk, "ask", {"question": "?"}).run_id
    world.work()
    wait = Wait.objects.get(run_id=run_id)
    Wait.objects.filter(pk=wait.pk).update(state="answered")
    assert runs.end_waits(10) == 1
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT run_id FROM workflows_wait WHERE NOT consumed AND state IN ('answered', 'expired')"
        )
        assert "wait_ended" in str(cursor.fetchall())
