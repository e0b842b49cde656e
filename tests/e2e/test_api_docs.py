"""The page of the API, open to everyone: light and dark, wide and narrow."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, OpenPage, scrolls_sideways, shot, violations

pytestmark = pytest.mark.e2e


def test_a_call_is_found_from_the_list(open_page: OpenPage) -> None:
    page: Page = open_page()
    page.goto("/api/docs")
    page.get_by_role("link", name="GET /api/v1/traces", exact=True).click()
    heading = page.get_by_role("heading", name="GET /api/v1/traces", exact=True)
    expect(heading).to_be_in_viewport()
    expect(page.locator("#list_traces").get_by_role("row", name="min_duration_ms")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, PHONE], ids=["wide", "phone"])
def test_it_reads_well_everywhere(open_page: OpenPage, scheme: str, size: dict[str, int]) -> None:
    page = open_page(color_scheme=scheme, viewport=size)
    page.goto("/api/docs")
    shot(page, f"api-docs-{scheme}-{size['width']}", full=False)
    assert violations(page) == []
    assert not scrolls_sideways(page)
