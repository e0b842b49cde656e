"""Where did the time go, in a browser: both themes, wide and on a phone; figures lead to their traces."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from aiops.core.models import Project
from aiops.demo.slowness import Slowness
from tests.e2e.conftest import PHONE, OpenPage, scrolls_sideways, shot, violations
from tests.traces.slow_seeds import store

pytestmark = pytest.mark.e2e
URL = "/p/harbour/time/"


@pytest.fixture
def slow(project: Project) -> Slowness:
    """The last eight weeks as of today."""
    made = Slowness(0, (datetime.now(UTC) - timedelta(days=1)).date(), plants=True, share=0.35)
    store(project.pk, made)
    return made


def opened(page: Page) -> Page:
    page.goto(URL, timeout=60_000)  # the first one loads what the statistics need
    expect(page.locator(".sentence")).to_be_visible()
    return page


def test_the_answer_its_parts_and_the_traces_behind_them(slow: Slowness, open_page: OpenPage) -> None:
    assert slow.plant is not None
    for theme in ("light", "dark"):
        page = opened(open_page(color_scheme=theme))
        expect(page.locator(".sentence")).to_contain_text(slow.plant.step)
        shot(page, f"time-{theme}")
        assert violations(page) == []
    page.locator(".tparts tbody a").first.click()
    expect(page.locator("h1")).to_contain_text(slow.plant.step)
    page.go_back()
    page.locator("main").get_by_label("Workflow").select_option(slow.plant.workflow)
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".sentence")).to_contain_text(f"Runs of {slow.plant.workflow}")
    page.get_by_label("Compare with").select_option("slowest")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".sentence")).to_contain_text(f"The slowest 5 % of runs of {slow.plant.workflow} took")
    expect(page.locator(".tparts thead")).to_contain_text("The other 95 %")
    assert violations(page) == []
    phone = opened(open_page(viewport=PHONE))
    shot(phone, "time-phone")
    assert not scrolls_sideways(phone)
