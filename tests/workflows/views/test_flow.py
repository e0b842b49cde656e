"""The graph of a managed workflow's recorded runs, and runs replayed by a version that is tried."""

import pytest
from django.test import Client

from aiops.core.models import Project
from tests.workflows.engine import world
from workflows.analysis.policy_trial import result
from workflows.engine import registry, starting, trying, versions
from workflows.models import PolicyTrial, Run, Workflow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("declared")]


@pytest.fixture
def policed(shop: Project) -> Workflow:
    """With six runs that ended."""
    for number in range(6):
        starting.start(shop.pk, "policed", {"question": f"where is parcel {number}"})
    world.work()
    return Workflow.objects.get(project=shop, key="policed")


def page(client: Client, path: str) -> str:
    answer = client.get(f"/p/shop/workflows/{path}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_page_shows_how_recorded_runs_went_and_where_open_ones_are(admin: Client, policed: Workflow) -> None:
    shown = page(admin, f"{policed.pk}/")
    assert "<title>Start to draft: 6 runs</title>" in shown
    assert "<title>draft to end: 6 runs</title>" in shown
    assert "6 succeeded" in shown
    assert "style=" not in shown
    starting.start(policed.project_id, "policed", {"question": "one that waits for its turn"})
    assert "1 between steps" in page(admin, f"{policed.pk}/flow/")


def test_a_change_is_tried_on_recorded_runs_and_is_not_in_force(admin: Client, policed: Workflow) -> None:
    path = f"/p/shop/workflows/{policed.pk}/policies/draft/"
    form = admin.get(path).context["form"]
    fields = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    to_try = admin.post(path, fields | {"retries": "4", "cache": "", "try": "yes"})
    version = policed.versions.get(trial=True)
    assert to_try.headers["Location"].endswith(f"/what-if/?version={version.pk}")
    assert versions.current(policed.project_id, registry.known()["policed"]).number == 1
    sent = admin.post(f"/p/shop/workflows/{policed.pk}/what-if/", {"version": str(version.pk), "runs": "5"})
    trial = PolicyTrial.objects.get(workflow=policed)
    assert sent.headers["Location"] == f"/p/shop/workflows/{policed.pk}/what-if/{trial.pk}/"
    assert "0 of 5 replays ended" in page(admin, f"{policed.pk}/what-if/{trial.pk}/")
    world.work()
    replays = Run.objects.filter(version=version)
    assert set(replays.values_list("state", "dry_run")) == {("succeeded", True)}
    shown = page(admin, f"{policed.pk}/what-if/{trial.pk}/")
    assert "5 recorded runs, each beside its own replay" in shown
    assert "draft retries:" in shown
    assert "No difference seen" in page(admin, f"{policed.pk}/what-if/")
    found = result(trying.pairs(trial))
    assert (found.ended, found.same, found.better, found.worse) == (5, 5, 0, 0)


def test_without_a_recorded_run_there_is_nothing_to_replay(admin: Client, shop: Project) -> None:
    kept = versions.current(shop.pk, registry.known()["policed"])
    answer = admin.post(f"/p/shop/workflows/{kept.workflow_id}/what-if/", {"version": str(kept.id), "runs": "5"})
    assert answer.status_code == 400
    assert "nothing to replay" in answer.content.decode()


def test_costs_are_compared_where_both_are_known_and_no_cache_answered(policed: Workflow) -> None:
    runs = trying.recorded(policed, 4)
    trial = trying.start(policed, policed.versions.get(), runs, "ann")
    world.work()
    replays = [run.forks.get() for run in runs]
    Run.objects.filter(pk__in=[run.pk for run in (*runs, *replays)]).update(spent_nanousd=7, uncertain_nanousd=0)
    Run.objects.filter(pk=runs[0].pk).update(uncertain_nanousd=5)
    Run.objects.filter(pk=replays[1].pk).update(uncertain_nanousd=5, output="other")
    runs[2].steps.update(rung="cache")
    found = result(trying.pairs(trial))
    assert (found.ended, found.left_out, found.before_nanousd, found.after_nanousd) == (4, 3, 7, 7)
    assert found.same == 3


def test_what_the_engine_refuses_is_said_in_the_form(admin: Client, shop: Project, policed: Workflow) -> None:
    """Here: somebody has used the key of a replay already, for something else."""
    newest = trying.recorded(policed, 1)[0]
    before = trying.start(policed, policed.versions.get(), [], "ann")
    starting.start(shop.pk, "policed", {"question": "another"}, idempotency_key=f"what-if {before.pk + 1} {newest.pk}")
    path, version = f"/p/shop/workflows/{policed.pk}/what-if/", policed.versions.get().pk
    answer = admin.post(path, {"version": str(version), "runs": "5"})
    assert answer.status_code == 400
    assert "idempotency key" in answer.content.decode().lower()
    assert not Run.objects.filter(dry_run=True).exists()
