"""Home, overview, sessions, people and saved views in a browser: axe, small screens, and what scripts do."""

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aiops.core.models import Board, Project, SavedView
from tests.e2e.conftest import PHONE, WIDE, OpenPage, scrolls_sideways, violations
from tests.e2e.recent import store
from tests.factories import SECOND_NS
from traces import rollup, settle

pytestmark = pytest.mark.e2e
LONG = "a view with a name that is as long as names may be here 1234"
PAGES = ("?range=24h", "overview/?range=24h", "sessions/", "people/", "views/", "boards/1/?range=24h")


@pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", PHONE)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    open_page: OpenPage, project: Project, theme: str, size: dict[str, Any]
) -> None:
    store(project, 12)
    later_ns = time.time_ns() + 3600 * SECOND_NS
    settle.settle_ready(project.pk, later_ns)
    rollup.recompute_ready(project.pk, later_ns, 0)
    SavedView.objects.create(project=project, name=LONG, path="traces/", query="status=error")
    board = Board.objects.create(pk=1, project=project, name=LONG)
    board.pins.create(place=0, title=LONG, chart="throughput", path="overview/")
    page = open_page(color_scheme=theme, viewport=size)
    for path in PAGES:
        page.goto(f"/p/harbour/{path}")
        expect(page.locator("[hx-get]:not(:has(*))")).to_have_count(0)
        assert violations(page) == [], path
        assert not scrolls_sideways(page), path


def test_a_view_is_saved_and_found_by_its_name(signed_in_page: Page, project: Project) -> None:
    store(project, 1)
    page = signed_in_page
    page.goto("/p/harbour/traces/?status=error&range=7d")
    page.locator(".save-view summary").click()
    page.get_by_label("Name of this view").fill("Failed this week")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Failed this week")).to_have_attribute("aria-current", "page")
    page.goto("/p/harbour/views/")
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No saved view yet")).to_be_visible()
