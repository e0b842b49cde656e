"""The frame of every page: its theme, side bar, keys and small screens."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aiops.core.models import Project
from tests.e2e.conftest import PHONE, NewContext, OpenPage, follow, scrolls_sideways, violations
from tests.e2e.recent import LIST, store

pytestmark = pytest.mark.e2e


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_the_system_chooses_the_theme_until_a_person_does(open_page: OpenPage) -> None:
    dark, light = open_page(color_scheme="dark"), open_page(color_scheme="light")
    for page in (dark, light):
        page.goto(LIST)
    assert background(dark) != background(light)
    light.get_by_role("button", name="Dark").click()
    assert background(light) == background(dark)


def test_a_chosen_theme_is_in_the_first_byte_so_that_nothing_flashes(signed_in_page: Page) -> None:
    signed_in_page.goto(LIST)
    signed_in_page.get_by_role("button", name="Dark").click()
    answer = signed_in_page.reload()
    assert answer is not None
    assert '<html lang="en" data-theme="dark"' in answer.text()
    expect(signed_in_page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    signed_in_page.get_by_role("button", name="System").click()
    answer = signed_in_page.reload()
    assert answer is not None
    assert "data-theme" not in answer.text()[:200]


def test_theme_and_side_bar_work_without_javascript(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{LIST}?range=7d")
    follow(page.get_by_role("button", name="Dark"))
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    follow(page.get_by_role("button", name="Narrow side bar"))
    expect(page.locator("html")).to_have_attribute("data-nav", "small")
    assert page.url.endswith(f"{LIST}?range=7d")


def test_the_side_bar_is_208_px_and_stays_narrow_once_narrowed(signed_in_page: Page) -> None:
    signed_in_page.goto(LIST)
    assert signed_in_page.locator(".side").evaluate("node => node.offsetWidth") == 208
    signed_in_page.get_by_role("button", name="Narrow side bar").click()
    signed_in_page.reload()
    assert signed_in_page.locator(".side").evaluate("node => node.offsetWidth") == 52
    expect(signed_in_page.get_by_role("link", name="Ingest health")).to_be_visible()


def test_a_phone_has_its_menu_behind_a_button(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE)
    page.goto(LIST)
    expect(page.get_by_role("link", name="Ingest health")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Ingest health")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Ingest health")).to_be_hidden()
    assert not scrolls_sideways(page)


def test_the_first_tab_stop_skips_to_the_content(signed_in_page: Page) -> None:
    signed_in_page.goto(LIST)
    signed_in_page.keyboard.press("Tab")
    expect(signed_in_page.get_by_role("link", name="Skip to the content")).to_be_focused()
    signed_in_page.keyboard.press("Enter")
    expect(signed_in_page.locator("#main")).to_be_focused()


def test_slash_searches_and_is_text_while_typing(signed_in_page: Page, project: Project) -> None:
    store(project, 1)
    signed_in_page.goto(LIST)
    signed_in_page.keyboard.press("/")
    expect(signed_in_page.locator("#q")).to_be_focused()
    signed_in_page.keyboard.type("a/b")
    expect(signed_in_page.locator("#q")).to_have_value("a/b")


def test_ctrl_k_finds_a_page_by_keys_alone_and_keeps_the_time(signed_in_page: Page, project: Project) -> None:
    store(project, 1)
    page = signed_in_page
    page.goto("/p/harbour/ingest/?range=7d")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Search pages")
    expect(box).to_be_focused()
    page.keyboard.type("trace")
    options = page.locator("#find [role=option]")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(options.first).to_contain_text("Traces")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.type("overv")
    page.keyboard.press("Enter")  # before anything is found: it means what will be
    page.wait_for_url("**/p/harbour/overview/?range=7d")


def test_a_phone_searches_by_a_button(open_page: OpenPage, project: Project) -> None:
    store(project, 1)
    page = open_page(viewport=PHONE)
    page.goto(LIST)
    page.get_by_role("link", name="Search", exact=True).click()
    expect(page.get_by_role("option", name="Home")).to_be_visible()
    page.get_by_role("option", name="Sessions").click()
    page.wait_for_url("**/sessions/")


def test_a_menu_closes_by_escape_and_gives_the_focus_back(signed_in_page: Page, project: Project) -> None:
    store(project, 1)
    signed_in_page.goto(LIST)
    menu = signed_in_page.locator(".period")
    menu.locator("summary").click()
    menu.locator("input[name=from]").focus()
    signed_in_page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_switching_projects_stays_on_the_page(open_page: OpenPage, person: Any) -> None:
    other = Project.objects.create(name="Second", slug="second")
    other.memberships.create(user=person, role="viewer")
    page = open_page()
    page.goto("/p/harbour/ingest/")
    page.locator(".project > summary").click()
    follow(page.get_by_role("link", name="Second"))
    assert page.url.endswith("/p/second/ingest/")


def test_every_answer_forbids_what_it_does_not_need(new_context: NewContext) -> None:
    answer = new_context().request.get("/accounts/login/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for directive in ("script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in policy
