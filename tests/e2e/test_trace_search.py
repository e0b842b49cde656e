"""Search on the trace page: in the spans, in the conversation, and what it says it covers."""

import pytest
from playwright.sync_api import Page, expect

from aiops.core.models import Project
from tests.e2e.conftest import OpenPage
from tests.e2e.trace_pages import IN_EVERY_VIEW, URL, axe_finds_nothing, ready, store
from tests.traces import stories

pytestmark = pytest.mark.e2e


@pytest.fixture
def refund(project: Project) -> None:
    """The refund story with one more call that failed."""
    spans = stories.refund()
    story = stories.Story(stories.REFUND, spans[0].start_ns)
    asked = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4.1"}
    failed = story.span(
        30, 14, "plan again", "llm", 4910, 5300, model="gpt-4.1", provider="openai", status="error",
        error_type="openai.RateLimitError", status_message="Too many requests", attributes=asked,
    )  # fmt: skip
    odd = story.span(31, 14, "unnamed work", "other", 5301, 5390, warnings=["negative_duration"])
    guard = story.span(32, 14, "no-personal-data", "guardrail", 5391, 5400, tags={"verdict": "flag"})
    store(project, [*spans, failed, odd, guard])


@IN_EVERY_VIEW
def test_finds_and_the_rest_stay_readable(refund: None, open_page: OpenPage, theme: str, view: str) -> None:
    axe_finds_nothing(open_page, theme, view, query="q=orders", name="trace-search")


def test_in_the_conversation_search_finds_what_was_said(refund: None, signed_in_page: Page) -> None:
    page = ready(signed_in_page, f"{URL}?view=conversation")
    expect(page.locator("#conversation .chat")).to_be_visible()
    page.locator("#q").fill("article 43")
    expect(page.locator("#search output")).to_have_text("1 found")
    expect(page.locator("#conversation li.hit")).to_contain_text("Article 43")
    page.locator("#q").press("Enter")
    expect(page.locator("#conversation li.at .more").first).to_have_text("Show less")
    page.get_by_role("link", name="Waterfall").click()
    expect(page.locator("#search output")).to_have_text("0 found")
    expect(page.locator("#q-covers")).to_contain_text("Looks in names, kinds, models")


def test_a_failed_call_stands_in_the_conversation_and_leads_to_its_span(refund: None, signed_in_page: Page) -> None:
    page = ready(signed_in_page, f"{URL}?view=conversation")
    failed = page.locator("#conversation li.m-failed")
    expect(failed).to_contain_text("Too many requests")
    expect(failed.locator(".role use")).to_have_attribute("href", "#i-error")
    expect(page.locator(".minimap")).to_be_hidden()
    failed.get_by_role("link", name="Open the failed call").click()
    expect(page.locator("#panel h2")).to_have_text("plan again")


def test_rows_tell_what_a_guardrail_said_and_what_was_odd(refund: None, signed_in_page: Page) -> None:
    page = ready(signed_in_page)
    rows = page.locator(".wbody [role=row]")
    expect(rows.filter(has_text="no-personal-data").locator(".tag.warn")).to_have_text("flagged")
    odd = rows.filter(has_text="unnamed work")
    expect(odd.locator(".tag.warn")).to_have_text("ended before start")
    expect(odd.locator(".kicon use")).to_have_attribute("href", "#i-other")
    assert page.locator("#i-other").count() == 1
