"""Budgets and alerts, bills, what could be saved, what if: each opened once, on one small project."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from aiops.core.models import Project
from costs.alerts import evaluate
from tests.costs.reprice_world import own_price
from tests.costs.test_alerts import budget, spend
from tests.e2e.conftest import PHONE, OpenPage, scrolls_sideways, shot, violations

pytestmark = pytest.mark.e2e
NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=3)
WASTED = """
    INSERT INTO waste_day VALUES
    (%(project)s, %(first)s, %(last)s, 'repeated', 'support-answer', 'openai', 'large', 0, 40, 0, 0, 0, 2e9, '{}'),
    (%(project)s, %(first)s, %(last)s, 'retrieval', 'support-answer', 'openai', 'large', 0, 12, 0, 0, 0, 1e9, '{}')
"""


@pytest.fixture
def spent(project: Project) -> Project:
    """$60 three days ago; a budget of $50."""
    for hour, usd in enumerate((40, 20)):
        spend(project, "support-answer", NOON + timedelta(hours=hour), usd)
    price = own_price(project, "large", "40").pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rollup_call SET input_tokens = 1000000, price_id = %s", [price])
    budget(project, 50, length="7d", warn_percent=0)
    evaluate.budgets(project, datetime.now(UTC))
    return project


def sound(page: Page, name: str) -> None:
    shot(page, name)
    assert not scrolls_sideways(page)
    assert violations(page) == []


def test_an_open_alert_is_acknowledged(open_page: OpenPage, spent: Project) -> None:
    page = open_page(viewport=PHONE, color_scheme="dark")
    page.goto("/p/harbour/alerts/")
    sound(page, "alerts-phone")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text("ada@example.org is at it")).to_be_visible()
    sound(page, "alert-phone")


def test_a_bill_is_brought_and_compared(signed_in_page: Page, spent: Project, tmp_path: Path) -> None:
    bill = tmp_path / "november.csv"
    bill.write_text(f"date,model,cost,currency\n{NOON:%Y-%m-%d},large,75.00,USD\n")
    page = signed_in_page
    page.goto("/p/harbour/bills/")
    sound(page, "bills")
    page.locator("input[type=file]").first.set_input_files(bill)
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".sentence")).to_contain_text("$15")
    sound(page, "bill")


def test_what_could_be_saved_names_the_money(open_page: OpenPage, spent: Project) -> None:
    start = NOON.replace(hour=0)
    times: dict[str, Any] = {"project": spent.pk, "first": start, "last": start + timedelta(days=1)}
    with connection.cursor() as cursor:
        cursor.execute(WASTED, times)
        cursor.execute("INSERT INTO waste_day_done VALUES (%(project)s, %(first)s, %(last)s)", times)
    page = open_page(viewport=PHONE)
    page.goto("/p/harbour/cost/waste/")
    expect(page.locator(".sentence")).to_contain_text("$60.80 into asking identical prompts again")
    expect(page.get_by_role("heading", name="Answers that the first document had decided")).to_be_visible()
    sound(page, "waste-phone")


def test_what_if_answers_in_one_sentence(open_page: OpenPage, spent: Project) -> None:
    page = open_page(color_scheme="dark")
    page.goto("/p/harbour/cost/what-if/")
    page.get_by_label("Calls at a batch price, per cent").fill("50")
    page.get_by_role("button", name="Work it out").click()
    expect(page.locator(".sentence")).to_contain_text("These calls cost $60")
    sound(page, "what-if-dark")
