"""Where the time of a trace went, on its page: the bar that adds up, the critical path, what to shorten."""

import re

import pytest
from playwright.sync_api import Page, expect

from aiops.core.models import Project
from tests.e2e.conftest import PHONE, OpenPage, scrolls_sideways, shot, violations
from tests.e2e.trace_pages import ready, row, store, title
from tests.factories import T0_NS, span, span_id, trace_id
from tests.traces import stories
from traces.types import Resource

pytestmark = pytest.mark.e2e
MS = 1_000_000


@pytest.fixture
def refund(project: Project) -> None:
    store(project, stories.refund())


@pytest.fixture
def trace(refund: None, signed_in_page: Page) -> Page:
    return ready(signed_in_page)


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def test_the_parts_add_up_to_the_duration(trace: Page) -> None:
    parts = trace.locator(".time .legend > div:not(.sum) dd").all_inner_texts()
    assert sum(map(number, parts)) == number(trace.locator(".time .legend .sum dd").inner_text()) == 9840


def test_the_critical_path_runs_under_the_bars_and_can_be_switched_off(trace: Page) -> None:
    assert trace.locator(".wbody line.cp").count() > 5
    trace.get_by_role("button", name="Critical path").click()
    expect(trace.locator(".wbody line.cp")).to_have_count(0)
    assert "path=off" in trace.url
    trace.reload()
    trace.wait_for_selector("#trace[data-ready]")
    expect(trace.get_by_role("button", name="Critical path")).to_have_attribute("aria-pressed", "false")


def test_a_folded_row_carries_the_path_of_what_it_hides(trace: Page) -> None:
    trace.keyboard.press("[")
    rows = trace.locator(".wbody [role=row]")
    assert trace.locator(".wbody line.cp").count() >= 2
    assert rows.count() < 22


def test_flames_carry_the_path_too(refund: None, open_page: OpenPage) -> None:
    page = ready(open_page(), f"/p/harbour/traces/{stories.REFUND.hex()}/?view=flame")
    assert page.locator(".flames line.cp").count() > 5


def test_what_to_shorten_opens_the_span(trace: Page) -> None:
    trace.get_by_text("What to shorten").click()
    first = trace.locator(".shorten tbody a").first
    name = first.inner_text()
    first.click()
    expect(title(trace)).to_have_text(name)


def test_late_work_and_a_clock_that_is_off_are_told(project: Project, open_page: OpenPage) -> None:
    own = {"trace_id": trace_id(7001), "parent_span_id": span_id(7001)}
    root = span(
        trace_id=trace_id(7001), span_id=span_id(7001), kind="http", name="GET /answer", end_ns=T0_NS + 100 * MS
    )
    api = Resource({"service.name": "api"})
    queued = span(kind="queue", name="publish", start_ns=T0_NS + 10 * MS, end_ns=T0_NS + 12 * MS, **own)
    spans = [
        root,
        queued,
        span(kind="step", name="far", start_ns=T0_NS + 500 * MS, end_ns=T0_NS + 540 * MS, resource=api, **own),
        span(
            kind="step", name="run", start_ns=T0_NS + 700 * MS, end_ns=T0_NS + 900 * MS,
            trace_id=root.trace_id, parent_span_id=queued.span_id,
        ),
    ]  # fmt: skip
    store(project, spans)
    page = ready(open_page(), f"/p/harbour/traces/{root.trace_id.hex()}/")
    note = page.locator(".time .note")
    expect(note).to_contain_text("The last 800 ms came after the root had ended")
    expect(note).to_contain_text("1 span of api moved by up to 470 ms")
    expect(row(page, "far").locator("svg.wf")).to_have_attribute("aria-label", re.compile(r"moved by 470\sms"))
    shot(page, "trace-time-late")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_with_the_list_open(refund: None, open_page: OpenPage, theme: str) -> None:
    page = ready(open_page(color_scheme=theme))
    page.get_by_text("What to shorten").click()
    shot(page, f"trace-time-{theme}")
    assert violations(page) == []


def test_on_a_phone_nothing_scrolls_sideways(refund: None, open_page: OpenPage) -> None:
    page = ready(open_page(viewport=PHONE))
    shot(page, "trace-time-phone")
    assert not scrolls_sideways(page)
