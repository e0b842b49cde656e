"""The trace list as a person meets it: filters in the URL, bars, paging, live rows."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from aiops.core.models import Project
from tests.e2e.conftest import PHONE, OpenPage, Watch, follow, scrolls_sideways, shot, violations
from tests.e2e.recent import LIST, names, row, store

pytestmark = pytest.mark.e2e


def test_the_newest_trace_comes_first_with_sums_of_everything(signed_in_page: Page, project: Project) -> None:
    store(project, 12)
    signed_in_page.goto(LIST)
    assert names(signed_in_page) == [f"question {n}" for n in range(12)]
    expect(row(signed_in_page, "question 4").get_by_text("Failed")).to_be_visible()
    totals = signed_in_page.locator("#summary dl")
    expect(totals).to_contain_text("Failed2 17")  # 2 of 12
    expect(totals).to_contain_text("1,200 in + 240 out")
    expect(totals).to_contain_text("$0.12")
    expect(signed_in_page.locator("#rows tfoot")).to_contain_text("All 12")


def test_a_filter_is_found_by_typing_and_removed_by_key(signed_in_page: Page, project: Project) -> None:
    store(project, 9)
    page = signed_in_page
    page.goto(f"{LIST}?range=1h")
    page.locator("summary", has_text="Filter").focus()
    page.keyboard.press("Enter")
    page.locator(".facet summary", has_text="Model").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".facet[open] .values a")).to_have_count(3)
    page.keyboard.type("cl")
    expect(page.locator(".facet[open] .values a")).to_have_text([re.compile("claude-sonnet-4")])
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**model=claude-sonnet-4**")
    assert names(page) == ["question 2", "question 5", "question 8"]
    assert "range=1h" in page.url
    chip = page.get_by_role("link", name="Remove the filter Model is claude-sonnet-4")
    chip.focus()
    page.keyboard.press("Delete")
    page.wait_for_url(lambda url: "model" not in url)
    assert len(names(page)) == 9
    assert "range=1h" in page.url
    page.go_back()
    assert len(names(page)) == 3


def test_columns_sort_both_ways(signed_in_page: Page, project: Project) -> None:
    store(project, 5)
    page = signed_in_page
    page.goto(LIST)
    follow(page.get_by_role("link", name="Duration"))
    assert names(page)[0] == "question 4"  # the longest: 500 ms
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Duration")
    follow(page.get_by_role("link", name="Duration"))
    assert names(page)[0] == "question 0"
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Duration")


def test_pages_hold_every_trace_once(signed_in_page: Page, project: Project) -> None:
    store(project, 60)
    page = signed_in_page
    page.goto(f"{LIST}?limit=25&status=ok")
    seen = names(page)
    while page.get_by_role("link", name="Next 25").count():
        follow(page.get_by_role("link", name="Next 25"))
        assert "status=ok" in page.url
        seen += names(page)
    assert seen == [f"question {n}" for n in range(60) if n % 5 != 4]
    follow(page.get_by_role("link", name="First page"))
    assert names(page)[0] == "question 0"


def test_a_bar_opens_its_time(signed_in_page: Page, project: Project) -> None:
    store(project, 12)
    page = signed_in_page
    page.goto(LIST)
    page.locator(".bars a").last.click()
    page.wait_for_url("**from=**")
    assert "range" not in page.url
    shown = len(names(page))
    expect(page.locator("#summary .facts")).to_contain_text(f"Traces{shown}")


def test_the_bars_are_also_a_table_and_files(signed_in_page: Page, project: Project) -> None:
    store(project, 12)
    page = signed_in_page
    page.goto(f"{LIST}?range=1h&compare=previous")
    page.get_by_text("The same as a table").click()
    expect(page.locator(".datatable tfoot")).to_have_text("Sum122100")  # 12 traces, 2 failed, 10 not, none before
    with page.expect_download() as download:
        page.get_by_role("link", name="Traces as CSV").click()
    lines = Path(download.value.path()).read_text().splitlines()
    assert lines[0] == "from,to,traces,failed,not_failed,in_the_hour_before"
    assert [sum(int(line.split(",")[column]) for line in lines[1:]) for column in (2, 3, 4)] == [12, 2, 10]
    with page.expect_download() as download:
        page.get_by_role("button", name="Traces as PNG").click()
    download.value.save_as("test-results/list-chart.png")
    assert download.value.suggested_filename == "traces.png"
    assert Path(download.value.path()).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_failures_of_a_time_are_a_click_away(signed_in_page: Page, project: Project) -> None:
    store(project, 12)
    page = signed_in_page
    page.goto(f"{LIST}?workflow=support-answer")
    page.get_by_text("The same as a table").click()
    page.locator('.datatable tbody a[href*="status=error"]').last.click()
    page.wait_for_url("**status=error**")
    assert names(page) == ["question 4"]  # 9 failed too, but belongs to order-triage
    assert "workflow=support-answer" in page.url


def test_the_period_before_is_a_thin_line(signed_in_page: Page, project: Project) -> None:
    store(project, 3)
    page = signed_in_page
    page.goto(f"{LIST}?range=1h&compare=previous")
    expect(page.locator(".bars path.f-prev")).to_have_attribute("d", re.compile("^M.*L"))
    page.goto(f"{LIST}?range=1h")
    page.wait_for_selector("#summary .bars")
    assert page.locator(".bars path.f-prev").count() == 0


def test_hovering_a_small_chart_lists_its_figures_too(signed_in_page: Page, project: Project) -> None:
    store(project, 12)
    page = signed_in_page
    page.goto(f"{LIST}?range=1h&compare=previous")
    page.locator(".bars a").last.hover()
    figures = page.locator("#summary .figures")
    assert figures.locator("dt").all_inner_texts()[1:] == ["Traces", "Failed", "Not failed", "In the hour before"]
    assert figures.locator("dd").last.inner_text() == "0"
    shot(page, "list-hover")


def test_dragging_over_bars_opens_all_of_their_time(signed_in_page: Page, project: Project) -> None:
    store(project, 30)
    page = signed_in_page
    page.goto(f"{LIST}?range=1h")
    box = page.locator("svg.bars").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 3, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.48, box["y"] + 40, steps=4)
    page.mouse.up()
    page.wait_for_url("**from=**")
    expect(page.locator(".period > summary")).to_contain_text("30 min")  # half of an hour


def test_new_traces_come_in_by_themselves_and_keep_the_filter(signed_in_page: Page, project: Project) -> None:
    store(project, 3)
    page = signed_in_page
    page.clock.install()
    page.goto(f"{LIST}?workflow=support-answer")
    assert names(page) == ["question 0", "question 2"]
    store(project, 1, name="a new question", workflow="support-answer")
    store(project, 1, name="of another workflow", workflow="order-triage")
    page.clock.run_for(6_000)
    expect(page.locator("#rows tbody tr:has(th)")).to_have_count(3)
    assert sorted(names(page)) == ["a new question", "question 0", "question 2"]
    assert page.url.endswith("?workflow=support-answer")


@pytest.mark.parametrize("reason", ["scrolled", "paused", "menu open"])
def test_rows_stay_while_the_person_is_at_work(signed_in_page: Page, project: Project, reason: str) -> None:
    store(project, 60)
    page = signed_in_page
    page.clock.install()
    page.goto(LIST)
    page.wait_for_selector("#summary .bars")
    if reason == "scrolled":
        page.evaluate("scrollTo({top: 400, behavior: 'instant'})")
    elif reason == "paused":
        page.get_by_role("button", name="Live").click()
    else:
        page.locator("summary", has_text="Filter").click()
    store(project, 1, name="a new question")
    page.clock.run_for(20_000)
    assert "a new question" not in names(page)


def test_nothing_found_says_what_to_give_up(signed_in_page: Page, project: Project) -> None:
    store(project, 6)
    page = signed_in_page
    page.goto(f"{LIST}?model=gpt-4.1&workflow=nobody-knows")
    expect(page.get_by_role("heading", name="No trace matches.")).to_be_visible()
    follow(page.get_by_role("link", name="Without Workflow nobody-knows"))
    assert names(page) == ["question 0", "question 3"]


def test_a_mistake_in_the_url_is_named_and_nothing_is_guessed(
    signed_in_page: Page, project: Project, watch: Watch
) -> None:
    watch.expect("400")
    store(project, 1)
    signed_in_page.goto(f"{LIST}?from=yesterday&to=2026-01-01&sort=password")
    alert = signed_in_page.get_by_role("alert")
    expect(alert).to_contain_text("From: “yesterday” is not a time.")
    expect(alert).to_contain_text("Order: “password” is none of")
    assert signed_in_page.locator("#rows").count() == 0


def test_the_range_is_chosen_and_kept(signed_in_page: Page, project: Project) -> None:
    store(project, 4)
    page = signed_in_page
    page.goto(f"{LIST}?workflow=support-answer")
    page.locator(".period > summary").click()
    follow(page.get_by_role("link", name="7 days", exact=True))
    expect(page.locator(".period > summary")).to_contain_text("Last 7 days")
    page.locator(".comparison > summary").click()
    follow(page.get_by_role("link", name="7 days before"))
    expect(page.locator("#summary")).to_contain_text("0 in the 7 days before")
    assert all(part in page.url for part in ("workflow=support-answer", "range=7d", "compare=previous"))


def test_it_works_without_javascript(open_page: OpenPage, project: Project) -> None:
    store(project, 6)
    page = open_page(java_script_enabled=False)
    page.goto(LIST)
    page.fill("#q", "question 3")
    page.press("#q", "Enter")
    page.wait_for_url("**q=question*")
    page.goto(f"{LIST}?status=error")
    assert names(page) == ["question 4"]
    page.locator(".period > summary").click()
    page.fill("input[name=from]", "2020-01-01")
    page.fill("input[name=to]", "2020-01-02")
    follow(page.get_by_role("button", name="Use these times"))
    expect(page.get_by_role("heading", name="No trace matches.")).to_be_visible()
    assert "status=error" in page.url


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_with_any_menu_open(open_page: OpenPage, project: Project, theme: str) -> None:
    store(project, 12)
    page = open_page(color_scheme=theme)
    page.goto(f"{LIST}?status=ok&compare=previous")
    page.wait_for_selector("#summary .bars")
    shot(page, f"list-{theme}")
    assert violations(page) == []
    for menu in (".add", ".period", ".comparison", ".project"):
        page.locator(f"{menu} > summary").click()
        assert violations(page) == []


def test_a_phone_shows_it_without_scrolling_sideways(open_page: OpenPage, project: Project) -> None:
    store(project, 12, name="a question whose name is far too long for the narrow screen of a telephone")
    page = open_page(viewport=PHONE)
    page.goto(f"{LIST}?compare=previous&workflow=support-answer&status=ok&model=gpt-4.1-mini")
    page.wait_for_selector("#summary .bars")
    shot(page, "list-phone")
    assert not scrolls_sideways(page)
    assert violations(page) == []
