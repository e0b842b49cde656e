"""Small screens keep the column that matters; the narrow side bar keeps its theme switch."""

import time
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from aiops.core import keyring
from aiops.core.models import Project
from costs.ingest import price
from costs.store import book
from costs.store.catalogue import load_if_new
from tests.e2e.conftest import PHONE, OpenPage, scrolls_sideways, shot, violations
from tests.e2e.recent import LIST
from tests.factories import batch, llm
from traces import rollup
from traces.ingest.write import write

pytestmark = pytest.mark.e2e


@pytest.fixture
def busy(project: Project) -> Project:
    load_if_new()
    book.forget()
    now_ns = time.time_ns()
    unpriced = {"price_id": None, "cost_nanousd": None, "start_ns": now_ns - 10**9, "end_ns": now_ns}
    models = ("gpt-4.1", "gpt-4.1-mini", "a-model-nobody-knows-with-a-long-name")
    calls = [llm(trace_id=bytes([n + 1]) * 16, model=model, **unpriced) for n, model in enumerate(models)]
    sent = batch(calls, project_id=project.pk, received_ns=now_ns)
    price(sent)
    write(sent)
    rollup.recompute_ready(project.pk, time.time_ns(), 0)
    old = keyring.create(project, "nightly export", ["ingest", "read"], requests_per_minute=6000)
    keyring.rotate(old.row, timedelta(days=1))
    return project


@pytest.mark.parametrize(
    ("page_path", "table"),
    [("prices/", "Models called, table"), ("settings/keys/", "Live keys"), ("ingest/", "What became of them, table")],
)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_table_fits_a_phone(open_page: OpenPage, busy: Project, page_path: str, table: str, theme: str) -> None:
    page = open_page(viewport=PHONE, color_scheme=theme)
    page.goto(f"/p/harbour/{page_path}")
    shot(page, f"phone-{page_path.strip('/').replace('/', '-')}-{theme}")
    region = page.get_by_role("region", name=table, exact=True)
    assert region.evaluate("node => node.scrollWidth <= node.clientWidth")
    assert not scrolls_sideways(page)
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_prices_are_accessible(open_page: OpenPage, busy: Project, theme: str) -> None:
    page = open_page(color_scheme=theme)
    page.goto("/p/harbour/prices/")
    shot(page, f"prices-1440-{theme}")
    assert violations(page) == []


def test_a_narrow_side_bar_changes_the_theme_with_one_button(open_page: OpenPage, busy: Project) -> None:
    page = open_page(viewport={"width": 820, "height": 900})
    page.goto(LIST)
    button = page.get_by_role("button", name="Next theme")
    html = page.locator("html")
    for theme in ("light", "dark"):
        button.click()
        expect(html).to_have_attribute("data-theme", theme)
    shot(page, "narrow-820-dark", full=False)
    button.click()
    expect(html).not_to_have_attribute("data-theme", "dark")
    assert violations(page) == []


def test_the_menu_of_comparisons_wraps_nothing_and_names_another_year(open_page: OpenPage, busy: Project) -> None:
    page = open_page()
    page.goto(LIST)
    page.locator(".comparison > summary").click()
    menu = page.locator(".comparison > .pop")
    assert menu.evaluate("node => node.offsetWidth") >= 288
    last_year = str(time.gmtime().tm_year - 1)
    expect(menu.get_by_role("link", name="A year earlier")).to_contain_text(last_year)
    shot(page, "comparison-1440-light", full=False)


def test_clear_keeps_the_time_and_status_is_chosen_by_its_word(open_page: OpenPage, busy: Project) -> None:
    page = open_page()
    page.goto(f"{LIST}?range=7d&sort=-cost&model=gpt-4.1")
    page.locator(".add > summary").click()
    page.locator(".facet summary", has_text="Status").click()
    page.get_by_label("Status", exact=True).select_option(label="OK")
    page.locator(".facet[open]").get_by_role("button", name="Use").click()
    expect(page.locator(".chip", has_text="Status")).to_contain_text("OK")
    page.get_by_role("link", name="Clear").click()
    page.wait_for_url(f"**{LIST}?range=7d&sort=-cost")
