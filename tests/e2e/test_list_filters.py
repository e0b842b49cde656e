"""Ways to narrow the trace list down: tags from the menu, an id that was pasted."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aiops.core.models import Project
from tests.e2e.conftest import PHONE, OpenPage, scrolls_sideways, shot, violations
from tests.e2e.recent import LIST, names, store

pytestmark = pytest.mark.e2e


def test_a_tag_is_offered_with_its_values_and_becomes_a_chip(signed_in_page: Page, project: Project) -> None:
    store(project, 3, tags={"region": "eu"})
    store(project, 2, name="from afar", tags={"region": "us"})
    page = signed_in_page
    page.goto(f"{LIST}?range=1h")
    page.locator("summary", has_text="Filter").click()
    page.locator(".facet summary", has_text="region").click()
    expect(page.locator(".facet[open] .values a")).to_have_text([re.compile("eu"), re.compile("us")])
    shot(page, "list-tags", full=False)
    assert violations(page) == []
    page.keyboard.type("u")
    page.locator(".facet[open] .values a", has_text="us").click()
    page.wait_for_url("**tag.region=us**")
    assert names(page) == ["from afar", "from afar"]
    page.get_by_role("link", name="Remove the filter region is us").click()
    page.wait_for_url(lambda url: "tag" not in url)


def test_a_pasted_trace_id_opens_its_page(signed_in_page: Page, project: Project) -> None:
    [[root, _]] = store(project, 1)
    signed_in_page.goto(f"{LIST}?from=2020-01-01&to=2020-01-02")
    signed_in_page.fill("#q", root.trace_id.hex())
    signed_in_page.press("#q", "Enter")
    signed_in_page.wait_for_url(f"**{LIST}{root.trace_id.hex()}/")


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, {"viewport": PHONE}], ids=["dark", "phone"])
def test_the_menu_with_its_tags_is_readable_everywhere(
    open_page: OpenPage, project: Project, options: dict[str, Any]
) -> None:
    store(project, 3, tags={"region": "eu", "environment": "prod"})
    page = open_page(**options)
    page.goto(LIST)
    page.locator("summary", has_text="Filter").click()
    page.locator(".facet summary", has_text="region").click()
    expect(page.locator(".facet[open] .values a")).to_have_count(1)
    shot(page, f"list-tags-{'dark' if 'color_scheme' in options else 'phone'}", full=False)
    assert not scrolls_sideways(page)
    assert violations(page) == []
