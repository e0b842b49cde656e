"""Ways into and out of the trace page: the list it came from, a span that is not there, a session that ends."""

import pytest
from playwright.sync_api import Page, expect

from aiops.core.models import Project
from tests.e2e.conftest import PHONE, OpenPage, Watch, scrolls_sideways
from tests.e2e.trace_pages import URL, ready, row, store, title
from tests.traces import stories

pytestmark = pytest.mark.e2e
LIST = "/p/harbour/traces/"
ABSENT = "00000000000000ff"


@pytest.fixture
def page(project: Project, signed_in_page: Page) -> Page:
    store(project, stories.refund())
    return signed_in_page


def test_the_crumb_leads_back_to_the_list_as_it_was(page: Page) -> None:
    page.goto(f"{LIST}?range=90d&workflow=support-answer")
    page.locator("#rows tbody a").first.click()
    page.wait_for_selector("#trace[data-ready]")
    page.reload()
    page.locator("#to-list").click()
    page.wait_for_url(f"**{LIST}?range=90d&workflow=support-answer")


def test_a_span_that_is_not_in_the_trace_is_said_to_be_missing(page: Page) -> None:
    ready(page, f"{URL}?span={ABSENT}")
    expect(page.locator("#panel")).to_contain_text("This span is not in the trace")
    row(page, "plan").click()
    expect(title(page)).to_have_text("plan")
    page.go_back()
    expect(page.locator("#panel")).to_contain_text("This span is not in the trace")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


@pytest.mark.parametrize("part", ["span", "raw", "copy", "conversation"])
def test_once_the_session_has_ended_every_part_leads_to_sign_in(page: Page, watch: Watch, part: str) -> None:
    watch.expect("401")
    ready(page)
    page.context.clear_cookies()
    if part == "span":
        row(page, "plan").click()
    elif part == "raw":
        page.locator("#panel .tabs").get_by_role("link", name="Raw").click()
    elif part == "copy":
        page.get_by_label("Copy the span as JSON").click()
    else:
        page.get_by_role("link", name="Conversation").click()
    page.wait_for_url("**/accounts/login/?next=*")
    assert "traces" in page.url


def test_a_trace_that_still_arrives_leads_to_sign_in_too(project: Project, page: Page, watch: Watch) -> None:
    watch.expect("401")
    ready(page)
    expect(page.get_by_text("Still arriving")).to_be_visible()
    page.context.clear_cookies()
    page.wait_for_url("**/accounts/login/?next=*")


def test_a_span_is_copied_where_the_browser_offers_no_clipboard(project: Project, open_page: OpenPage) -> None:
    store(project, stories.refund())
    page = ready(open_page(permissions=["clipboard-read", "clipboard-write"]))
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})")
    page.get_by_label("Copy the span as JSON").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_attached()
    page.evaluate("delete navigator.clipboard")
    assert '"span_id": "0000000000000014"' in page.evaluate("navigator.clipboard.readText()")


def test_on_a_phone_the_axis_names_its_end(project: Project, open_page: OpenPage) -> None:
    store(project, stories.refund())
    page = ready(open_page(viewport=PHONE))
    assert page.locator(".c-axis .tick").all_text_contents()[-1].replace("\u00a0", " ") == "5 s"
    assert not scrolls_sideways(page)
