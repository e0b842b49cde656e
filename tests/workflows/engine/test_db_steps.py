"""Steps that write into this database: what they wrote and that they did are one, and stand once."""

import pytest
from django.contrib.auth.models import Group

from aiops.core.models import Project
from tests.workflows.engine import flows, world
from workflows.engine import control
from workflows.models import Effect, Step

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["keep and go on", "keep last"])
def test_a_run_goes_on_after_a_step_that_wrote_here_and_ends_with_one(project: Project, name: str) -> None:
    run_id = control.start(project.pk, name, {}).run_id
    world.work()
    assert world.said(run_id) == ("succeeded", "kept a")
    assert (Group.objects.count(), flows.done["keep"], Step.objects.filter(run_id=run_id).count()) == (1, 1, 2)


def test_each_item_of_a_map_is_its_own_transaction(project: Project) -> None:
    run_id = control.start(project.pk, "keep all", {"names": ["a", "b"]}).run_id
    world.work()
    assert world.said(run_id) == ("succeeded", ["kept a", "kept b"])
    assert set(Step.objects.filter(run_id=run_id).values_list("key", flat=True)) == {"keep[0]", "keep[1]", "double"}


@pytest.mark.parametrize(("name", "given"), [("keep and go on", {}), ("keep all", {"names": ["a", "b"]})])
def test_a_dry_run_writes_nothing_and_keeps_that_it_got_there(
    project: Project, name: str, given: dict[str, list[str]]
) -> None:
    run_id = control.start(project.pk, name, given, dry_run=True).run_id
    world.work()
    assert (world.said(run_id)[0], Group.objects.count()) == ("succeeded", 0)
    dry = Step.objects.filter(run_id=run_id, name="keep").values_list("rung", flat=True)
    assert list(dry) == ["dry run"] * max(1, len(given.get("names", [])))


@pytest.mark.django_db(transaction=True)
def test_what_was_noted_before_outlives_a_step_that_the_database_refuses_at_its_end(project: Project) -> None:
    """A foreign key is looked at when its transaction ends."""
    flows.hooks["keep"] = lambda: Group.permissions.through.objects.create(group_id=1, permission_id=10**9)
    run_id = control.start(project.pk, "keep told", {}).run_id
    world.work()
    assert world.said(run_id) == ("succeeded", "IntegrityError")
    assert (Group.objects.count(), Effect.objects.filter(run_id=run_id).count()) == (0, 1)
