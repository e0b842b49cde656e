"""A session that ends while a page is open, and copying where the browser offers no clipboard."""

import pytest
from playwright.sync_api import Page, expect

from aiops.core.models import Project
from tests.e2e.conftest import OpenPage, Watch
from tests.e2e.recent import LIST, store

pytestmark = pytest.mark.e2e


def test_a_live_list_leads_to_sign_in_once_the_session_has_ended(
    signed_in_page: Page, project: Project, watch: Watch
) -> None:
    watch.expect("401")
    store(project, 2)
    signed_in_page.goto(f"{LIST}?range=7d")
    expect(signed_in_page.locator("#rows tbody tr:has(th)")).to_have_count(2)
    signed_in_page.context.clear_cookies()
    signed_in_page.evaluate("htmx.trigger('#rows', 'refresh')")
    signed_in_page.wait_for_url("**/accounts/login/?next=*")
    assert signed_in_page.url.endswith("?next=%2Fp%2Fharbour%2Ftraces%2F%3Frange%3D7d")


def test_suggestions_lead_to_sign_in_once_the_session_has_ended(
    signed_in_page: Page, project: Project, watch: Watch
) -> None:
    watch.expect("401")
    store(project, 2)
    signed_in_page.goto(LIST)
    signed_in_page.context.clear_cookies()
    signed_in_page.get_by_text("Filter", exact=True).click()  # asks which tags there are
    signed_in_page.wait_for_url("**/accounts/login/?next=*")


def test_copying_works_without_the_clipboard_of_secure_pages(open_page: OpenPage) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(LIST)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})")
    page.get_by_role("button", name="Copy the endpoint").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_attached()
    page.evaluate("delete navigator.clipboard")
    assert page.evaluate("navigator.clipboard.readText()").endswith("/v1/traces")


def test_text_that_no_way_copies_stands_selected(signed_in_page: Page) -> None:
    page = signed_in_page
    page.goto(LIST)
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = () => false"
    )
    page.get_by_role("button", name="Copy the endpoint").click()
    expect(page.get_by_role("status").filter(has_text="Press Ctrl+C")).to_be_attached()
    assert str(page.evaluate("getSelection().toString()")).endswith("/v1/traces")
