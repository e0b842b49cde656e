"""Why a trace failed and why outputs fail, in a browser: sentences, links, both themes, a phone, the keyboard."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aiops.core.models import Project
from tests.e2e.conftest import PHONE, OpenPage, scrolls_sideways, shot, violations
from tests.e2e.trace_pages import ready, store, title
from tests.factories import SECOND_NS, T0_NS, llm, span
from tests.traces.stories import REFUND
from traces import rollup, settle
from traces.types import Span

pytestmark = pytest.mark.e2e
PAGE = "/p/harbour/failures/?from=2026-09-21&to=2026-09-23"
BROKE: dict[str, Any] = {
    "status": "error", "error_type": "APIError", "status_message": "Error code: 503 - overloaded",
    "signs": ["http:503", "message:Error code: # - overloaded"],
}  # fmt: skip


def settled(project: Project, spans: list[Span]) -> None:
    store(project, spans)
    settle.settle_ready(project.pk, T0_NS + 3600 * SECOND_NS)
    rollup.recompute_ready(project.pk, T0_NS + 3600 * SECOND_NS, 0)


@pytest.fixture
def failed(project: Project) -> Project:
    root = span(trace_id=REFUND, kind="workflow", name="refund", **BROKE)
    below = {"trace_id": REFUND, "parent_span_id": root.span_id, "start_ns": T0_NS + 10}
    settled(
        project, [root, span(kind="retriever", name="search", signs=["documents:0"], **below), llm(**below, **BROKE)]
    )
    return project


@pytest.fixture
def cohort(project: Project) -> Project:
    settled(
        project,
        [
            llm(release="r2" if n >= 100 else "r1", user=f"u{n}", start_ns=T0_NS + n * SECOND_NS, **failing)
            for n in range(200)
            for failing in [BROKE if n < 4 or 100 <= n < 140 else {}]
        ]
        + [llm(start_ns=T0_NS - (48 * 3600 - n) * SECOND_NS, **(BROKE if n < 9 else {})) for n in range(120)],
    )
    return project


def compared(page: Page) -> Page:
    page.goto(PAGE)
    expect(page.get_by_role("heading", name="What separates failed from good runs")).to_be_visible(timeout=60_000)
    return page


def test_the_sentence_names_the_origin_and_opens_it(open_page: OpenPage, failed: Project) -> None:
    page = ready(open_page())
    finding = page.locator("#finding")
    expect(finding).to_contain_text("A service broke: chat gpt-4o answered 503")
    expect(finding).to_contain_text("In its own words: Error code: 503 - overloaded")
    expect(finding).to_contain_text("Passed on by refund")
    expect(finding).to_contain_text("Also seen: search found nothing")
    expect(title(page)).to_have_text("chat gpt-4o")
    finding.get_by_role("link", name="search").click()
    expect(title(page)).to_have_text("search")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_failed_trace_is_accessible(open_page: OpenPage, failed: Project, theme: str) -> None:
    page = ready(open_page(color_scheme=theme))
    shot(page, f"finding-1440-{theme}")
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_why_outputs_fail_is_accessible(open_page: OpenPage, cohort: Project, theme: str) -> None:
    page = compared(open_page(color_scheme=theme))
    expect(page.locator(".sentence")).to_contain_text("36 more than expected have release r2")
    shot(page, f"failures-1440-{theme}")
    assert violations(page) == []


def test_both_fit_a_phone(open_page: OpenPage, cohort: Project, failed: Project) -> None:
    page = compared(open_page(viewport=PHONE))
    shot(page, "failures-390-light")
    assert not scrolls_sideways(page)
    shot(ready(page), "finding-390-light")
    assert not scrolls_sideways(page)


def test_each_line_opens_its_traces_and_each_finding_its_list(open_page: OpenPage, cohort: Project) -> None:
    page = compared(open_page())
    page.locator(".items .runs a").first.click()
    expect(page.locator("#finding")).to_contain_text("A service broke")
    page.go_back()
    page.get_by_role("link", name="A service broke").click()
    expect(page.locator(".chip", has_text="Finding")).to_contain_text("A service broke")


def test_what_a_good_run_is_can_be_chosen_by_keyboard(open_page: OpenPage, cohort: Project) -> None:
    page = compared(open_page())
    page.get_by_label("A good run is").fill("outcome")
    page.keyboard.press("Enter")
    expect(page.locator(".sentence")).to_contain_text("No run of this time has an outcome yet.", timeout=60_000)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_failed_runs_are_judged_one_after_the_other(open_page: OpenPage, failed: Project, theme: str) -> None:
    page = open_page(color_scheme=theme, viewport=PHONE if theme == "dark" else None)
    page.goto(PAGE)
    page.get_by_role("link", name="Judge failed runs").click()
    expect(page.locator(".sentence")).to_have_text("0 of 1 failed run judged so far.")
    expect(page.get_by_role("link", name="Skip", exact=True)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert violations(page) == []
    assert not scrolls_sideways(page)
    shot(page, f"review-{'390' if theme == 'dark' else '1440'}-{theme}")
    page.get_by_label("What went wrong, if anything").select_option("service error")
    page.get_by_role("button", name="Bad").click()
    expect(page.get_by_role("region", name="What people said, table")).to_contain_text("Service error")
    expect(page.locator(".sentence")).to_have_text("1 of 1 failed run judged so far.")
    shot(page, f"reviewed-{'390' if theme == 'dark' else '1440'}-{theme}")
