"""Workflows and outcomes as people use them: in both themes, with a keyboard's names, and on a phone."""

from typing import Any

import pytest

from aiops.core.models import Project
from tests.e2e.conftest import PHONE, OpenPage, scrolls_sideways, shot, violations
from tests.workflows.doors import HOUR, NOW, attribute, event, key_of, post, run
from traces import rollup
from workflows.models import MappingRule, Workflow

pytestmark = pytest.mark.e2e
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def shown(project: Project) -> Workflow:
    row = Workflow.objects.create(project=project, key="support-answer", name="Answers to customers", owner="Ann")
    row.metrics.create(name="resolved", unit="tickets", value_per_unit_nanousd=4_500_000_000, window_days=3)
    found = Workflow.objects.create(project=project, key=HOSTILE, name=HOSTILE)
    conditions = [{"field": "service", "test": "equals", "value": HOSTILE}]
    MappingRule.objects.create(project=project, position=1, conditions=conditions, workflow=found)
    made = run(project, NOW - HOUR, session="s", name="question")
    post(
        key_of(project),
        event(outcome_id="ticket-1", session="s", metric="resolved", minutes_saved=12.5),
        event(outcome_id="ticket-2", session="s", status="failure"),
        event(outcome_id=HOSTILE, source=HOSTILE, key=HOSTILE),
        event(outcome_id="order-9", trace_id=made.trace_id.hex(), value=30, currency="EUR"),
    )
    attribute(project)
    rollup.recompute_ready(project.pk, int(NOW.timestamp()) * 10**9, 0)
    return row


def pages(row: Workflow) -> dict[str, str]:
    base = "/p/harbour/workflows/"
    return {
        "workflows": base,
        "workflow": f"{base}{row.pk}/",
        "metric": f"{base}{row.pk}/metrics/{row.metrics.get().pk}/",
        "outcomes": "/p/harbour/outcomes/",
        "traces-outcome": "/p/harbour/traces/?outcome=mixed",
    }


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_pages_are_sound_in_both_themes_and_on_a_phone(open_page: OpenPage, shown: Workflow, look: str) -> None:
    options: dict[str, Any] = {"viewport": PHONE} if look == "phone" else {"color_scheme": look}
    page = open_page(**options)
    for name, path in pages(shown).items():
        page.goto(path)
        shot(page, f"{name}-{look}")
        assert violations(page) == []
        assert not scrolls_sideways(page)


def test_a_person_confirms_a_workflow_and_says_what_counts(open_page: OpenPage, shown: Workflow) -> None:
    page = open_page()
    page.goto("/p/harbour/workflows/")
    page.get_by_role("link", name="Answers to customers").click()
    page.get_by_role("button", name="Confirm").click()
    page.get_by_text("Answers to customers is confirmed now.").wait_for()
    page.get_by_role("link", name="Answers to customers").click()
    page.get_by_role("link", name="Add a metric").click()
    page.get_by_label("Name").fill("csat")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="csat").wait_for()
    shown.refresh_from_db()
    assert shown.state == "confirmed"


def test_from_an_outcome_to_its_trace_and_back_to_its_workflow(open_page: OpenPage, shown: Workflow) -> None:
    page = open_page()
    page.goto("/p/harbour/outcomes/")
    page.locator("tr", has_text="ticket-1").get_by_role("link").click()
    page.get_by_text("3 outcomes credited to this trace").wait_for()
    shot(page, "trace-outcomes")
    assert violations(page) == []
