"""Why cost changed: the sentence, the bridge, its table, and the way from each figure to what lies behind it."""

import re
from importlib import import_module
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from aiops.core.models import Project
from tests.costs import change_world
from tests.costs.analysis.histories import Planted, history
from tests.e2e.conftest import PHONE, OpenPage, scrolls_sideways, shot, violations

pytestmark = pytest.mark.e2e
PAGE = f"/p/harbour/cost/change/?{urlencode(change_world.WINDOWS)}"
LOOKS = [("light", None), ("dark", None), ("light", PHONE), ("dark", PHONE)]


@pytest.fixture
def changed(project: Project) -> Project:
    """More runs of one workflow, and a prompt of another that became longer.

    What the first answer of a process imports takes seconds of a busy machine: no browser waits for that here.
    """
    for name in ("scipy.special", "plotly.graph_objects"):
        import_module(name)
    planted = [
        Planted("input_tokens", "support-answer", 36, 0.9),
        Planted("volume", "order-triage", 30, 1.4),
    ]
    change_world.store(project, history(4, planted))
    prompt = change_world.START + (planted[0].day - change_world.START.date())
    change_world.version(project, "prompt", "a" * 16, "support-answer", change_world.START)
    change_world.version(project, "prompt", "b" * 16, "support-answer", prompt)
    return project


def test_from_the_sentence_to_the_traces(signed_in_page: Page, changed: Project) -> None:
    page = signed_in_page
    page.goto(PAGE)
    expect(page.locator(".sentence")).to_contain_text("from longer prompts in support-answer since 3 Nov (prompt v2)")
    page.locator(".sentence").get_by_role("link", name="from longer prompts").click()
    expect(page.locator("#part-input_tokens")).to_contain_text("Real change")
    page.get_by_role("button", name="PNG").first.wait_for()
    page.get_by_role("link", name="Traces behind longer prompts").click()
    expect(page).to_have_url(re.compile("/traces/.*workflow=support-answer"))


def test_a_bar_leads_to_its_line_and_a_sum_explains_itself(signed_in_page: Page, changed: Project) -> None:
    page = signed_in_page
    page.goto(PAGE)
    page.get_by_role("link", name="More runs", exact=False).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("tr:target")).to_contain_text("More runs")
    page.locator(".note .why").first.click()
    expect(page.get_by_role("heading", name="in 28 Sep – 25 Oct")).to_be_visible()
    expect(page.locator("#bill-before")).to_contain_text("own price list")
    page.keyboard.press("Escape")
    expect(page.locator("#bill-before")).to_be_hidden()


def test_what_is_shown_adds_up(signed_in_page: Page, changed: Project) -> None:
    page = signed_in_page
    page.goto(PAGE)

    def dollars(text: str) -> int:
        return int(text.replace("−", "-").replace("$", "").replace(",", "").replace("+", ""))

    parts = page.locator(".effects tr.part td:nth-child(3)").all_inner_texts()
    total = page.locator(".effects tfoot td:nth-child(3)").inner_text()
    assert sum(map(dollars, parts)) == dollars(total)
    for column in range(2, 8):
        cells = page.locator(f".by-workflow tbody tr > *:nth-child({column})").all_inner_texts()
        assert sum(map(dollars, cells)) == dollars(
            page.locator(f".by-workflow tfoot tr > *:nth-child({column})").inner_text()
        )


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_it_looks_right_everywhere(
    open_page: OpenPage, changed: Project, theme: str, size: dict[str, int] | None
) -> None:
    page = open_page(color_scheme=theme, **({"viewport": size} if size else {}))
    page.goto(PAGE)
    page.wait_for_selector(".plotly .main-svg")
    shot(page, f"cost-change-{theme}{'-phone' if size else ''}")
    assert not scrolls_sideways(page)
    assert violations(page) == []
    page.locator(".note .why").first.click()
    shot(page, f"cost-change-bill-{theme}{'-phone' if size else ''}", full=False)
    assert violations(page) == []


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_the_explorer_looks_right_everywhere(
    open_page: OpenPage, changed: Project, theme: str, size: dict[str, int] | None
) -> None:
    page = open_page(color_scheme=theme, **({"viewport": size} if size else {}))
    page.goto(PAGE.replace("cost/change/", "cost/") + "&by=workflow")
    page.wait_for_selector(".plotly .main-svg")
    shot(page, f"cost-{theme}{'-phone' if size else ''}")
    assert not scrolls_sideways(page)
    assert violations(page) == []


def test_the_explorer_leads_to_the_reasons_and_to_other_dimensions(signed_in_page: Page, changed: Project) -> None:
    page = signed_in_page
    page.goto(PAGE.replace("cost/change/", "cost/"))
    page.get_by_role("link", name="Workflow", exact=True).click()
    expect(page.get_by_role("region", name="By workflow, table")).to_contain_text("order-triage")
    with page.expect_download() as download:
        page.get_by_role("link", name="FOCUS 1.2").click()
    assert download.value.suggested_filename == "cost-2026-10-26-2026-11-22-focus.csv"
    page.locator(".sentence").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Why cost changed")
