"""Prices: a model without one gets one, its time is priced anew, and nothing changes before somebody says so."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aiops.core.models import Project
from costs import tasks
from costs.models import Price
from costs.store import catalogue
from tests.costs.reprice_world import call, catch_up, own_price, store
from tests.e2e.conftest import PHONE, OpenPage, Watch, scrolls_sideways, shot, violations

pytestmark = pytest.mark.e2e
PRICES = "/p/harbour/prices/"
LOOKS = [("light", None), ("dark", None), ("light", PHONE)]


@pytest.fixture
def priced(project: Project) -> Project:
    catalogue.load()
    gpt: dict[str, Any] = {"model": "gpt-4.1", "provider": "openai"}
    tier = gpt | {"service_tier": "warp"}
    store(project, call(), call(), call(**gpt, cost_reported_nanousd=3 * 10**9), call(**tier))
    return project


def old_enough() -> None:
    """Every process knows the prices there are."""
    own_price(Project.objects.get(slug="harbour"), "other", "1")


def look(open_page: OpenPage, address: str, name: str, theme: str, size: dict[str, int] | None) -> None:
    page = open_page(color_scheme=theme, **({"viewport": size} if size else {}))
    page.goto(address)
    shot(page, f"{name}-{theme}{'-phone' if size else ''}")
    assert not scrolls_sideways(page)
    assert violations(page) == []


def test_from_no_price_to_every_sum(signed_in_page: Page, priced: Project) -> None:
    page = signed_in_page
    page.goto(PRICES)
    expect(page.locator(".sentence")).to_contain_text("2 of 4 calls have no price")
    missing = page.get_by_role("region", name="What has no price, table").locator("tr", has_text="house")
    expect(missing).to_contain_text("The catalogue does not know this provider.")
    missing.get_by_role("link", name="Add a price").click()
    expect(page.get_by_label("Model", exact=True)).to_have_value("house")
    for label, amount in (("Input", "3"), ("Output", "6")):
        page.get_by_label(label, exact=True).fill(amount)
    page.get_by_role("button", name="Add price").click()
    expect(page.get_by_role("status").first).to_contain_text("acme / house bills calls from now on")
    old_enough()
    Price.objects.filter(model="house").update(created_at=Price.objects.get(model="other").created_at)
    page.get_by_role("link", name="Price anew").click()
    page.get_by_role("button", name="Compute new amounts").click()
    expect(page.locator(".sentence")).to_contain_text("Recomputing, 0 %")
    tasks.reprice_some()
    expect(page.locator(".sentence")).to_contain_text("2 of 4 calls would get another amount")
    shot(page, "repricing-built")
    page.get_by_role("link", name="Put in place").click()
    page.get_by_role("dialog").get_by_role("button", name="Put in place").click()
    expect(page.locator(".sentence")).to_contain_text("Putting new amounts in place")
    tasks.reprice_some()
    expect(page.locator(".sentence")).to_contain_text("2 calls have their new amounts.")
    catch_up(priced)
    page.goto(PRICES)
    expect(page.locator(".sentence")).to_contain_text("All 4 calls have a price")


def test_a_price_per_token_is_asked_about(signed_in_page: Page, priced: Project, watch: Watch) -> None:
    watch.expect("400")
    page = signed_in_page
    page.goto(f"{PRICES}new/?model=house&provider=acme")
    page.get_by_label("Input", exact=True).fill("0.000002")
    page.get_by_role("button", name="Add price").click()
    expect(page.get_by_role("alert")).to_contain_text("a hundred times away")
    shot(page, "price-odd")
    page.get_by_label("and I am sure").check()
    page.get_by_role("button", name="Add price").click()
    page.wait_for_url("**/prices/")


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_axe_finds_nothing_on_prices(
    open_page: OpenPage, priced: Project, theme: str, size: dict[str, int] | None
) -> None:
    own_price(priced, "gpt-4.1-mini", "1.25", provider="openai", source="contract of May 2026")
    look(open_page, PRICES, "own-prices", theme, size)
    look(open_page, f"{PRICES}new/?model=gpt-4.1-superb&provider=openai", "new-price", theme, size)


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_axe_finds_nothing_on_pricing_anew(
    open_page: OpenPage, priced: Project, theme: str, size: dict[str, int] | None
) -> None:
    own_price(priced, "house", "3")
    page = open_page()
    page.goto("/p/harbour/repricings/")
    page.get_by_role("button", name="Compute new amounts").click()
    page.wait_for_url("**/repricings/*/")
    tasks.reprice_some()
    look(open_page, page.url, "repricing", theme, size)
    look(open_page, "/p/harbour/repricings/", "reprice", theme, size)
