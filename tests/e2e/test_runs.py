"""Runs of managed workflows as people use them: in both themes, on a phone, and an approval that is asked once."""

from collections.abc import Iterator
from typing import Any

import pytest

from aiops.core.models import Project
from tests.e2e.conftest import PHONE, OpenPage, scrolls_sideways, shot, violations
from tests.workflows.engine import flows, world
from workflows.engine import control, versions
from workflows.models import Run, Wait

pytestmark = pytest.mark.e2e
LOOKED_AT = {
    "light": ("runs", "run-failed", "queue", "policies", "policy", "schedules"),
    "dark": ("run-waiting", "policies"),
    "phone": ("runs", "run-waiting", "approvals", "policies"),
}
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture(autouse=True)
def _declared(settings: Any) -> Iterator[None]:
    settings.MANAGED_WORKFLOWS = ["tests.workflows.engine.flows", "tests.workflows.views.policed"]
    versions.forget()
    flows.forget()
    yield
    flows.forget()


@pytest.fixture
def runs(project: Project) -> dict[str, Run]:
    flows.hooks["write"] = lambda: 1 / 0
    control.start(project.pk, "answer", {"question": "broken"})
    world.work()
    flows.hooks.clear()
    control.start(project.pk, "ask", {"question": f"Pay 90 euros back? {HOSTILE}"})
    control.start(project.pk, "policed", {"question": HOSTILE})
    world.work()
    return {each.name: each for each in Run.objects.all()}


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_pages_are_sound_in_both_themes_and_on_a_phone(
    open_page: OpenPage, project: Project, runs: dict[str, Run], look: str
) -> None:
    options: dict[str, Any] = {"viewport": PHONE} if look == "phone" else {"color_scheme": look}
    page = open_page(**options)
    base, policed = "/p/harbour/runs/", f"/p/harbour/workflows/{runs['policed'].workflow_id}/policies/"
    paths = {
        "runs": base,
        "run-failed": f"{base}{runs['answer'].pk}/",
        "run-waiting": f"{base}{runs['ask'].pk}/",
        "approvals": f"{base}approvals/",
        "queue": f"{base}queue/",
        "schedules": f"{base}schedules/",
        "policies": policed,
        "policy": f"{policed}draft/",
    }
    for name in LOOKED_AT[look]:
        page.goto(paths[name])
        shot(page, f"{name}-{look}")
        assert violations(page) == [], name
        assert not scrolls_sideways(page), name


def test_a_person_approves_on_a_phone_and_the_second_one_is_told_so(
    open_page: OpenPage, project: Project, runs: dict[str, Run]
) -> None:
    first, second = open_page(viewport=PHONE), open_page(viewport=PHONE)
    for each in (first, second):
        each.goto("/p/harbour/runs/approvals/")
    first.get_by_label("Note").fill("ask the bank")
    first.get_by_role("button", name="Approve").click()
    first.get_by_text("Your answer goes to ask.").wait_for()
    second.get_by_role("button", name="Decline").click()
    second.get_by_text("answered before you; that answer holds").wait_for()
    assert Wait.objects.get().answer == {"approved": True, "note": "ask the bank"}


def test_a_failed_run_is_driven_again_and_its_page_follows_it(
    open_page: OpenPage, project: Project, runs: dict[str, Run]
) -> None:
    page = open_page()
    page.goto(f"/p/harbour/runs/{runs['answer'].pk}/")
    page.get_by_role("button", name="Drive again").click()
    page.locator("#run-facts").get_by_text("Queued").wait_for()
    world.work()
    page.locator("#run-facts").get_by_text("Succeeded").wait_for()
    page.get_by_text("BROKEN: ABOUT BROKEN").wait_for()


def test_a_policy_is_changed_as_a_new_version(open_page: OpenPage, project: Project, runs: dict[str, Run]) -> None:
    page = open_page()
    page.goto(f"/p/harbour/workflows/{runs['policed'].workflow_id}/policies/")
    page.get_by_role("link", name="Change", exact=True).click()
    page.get_by_label("Retries").fill("5")
    page.get_by_role("button", name="Show what changes").click()
    page.get_by_text("This would change:").wait_for()
    page.get_by_role("button", name="Save as a new version").click()
    page.get_by_text("Version 2 holds for runs that start from now on.").wait_for()
