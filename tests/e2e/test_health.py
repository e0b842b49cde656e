"""Ingest health: a sentence first, then the bars, then what became of the spans."""

import time

import pytest
from playwright.sync_api import Page, expect

from aiops.core.models import Project
from tests.e2e.conftest import PHONE, OpenPage, Watch, scrolls_sideways, shot, violations
from tests.e2e.recent import store
from tests.factories import batch, span
from traces.ingest.write import write

pytestmark = pytest.mark.e2e
HEALTH = "/p/harbour/ingest/"
YEAR_NS = 365 * 86_400 * 10**9


def refuse(project: Project, number: int, name: str = "too old") -> None:
    """Spans of last year, which the door puts in quarantine."""
    now_ns = time.time_ns()
    spans = [span(name=name, start_ns=now_ns - YEAR_NS, end_ns=now_ns - YEAR_NS) for _ in range(number)]
    write(batch(spans, project_id=project.pk, received_ns=now_ns, client="my-exporter/2.1"))


def test_all_is_well_is_said_in_one_sentence(signed_in_page: Page, project: Project) -> None:
    store(project, 4)
    signed_in_page.goto(HEALTH)
    expect(signed_in_page.locator(".sentence")).to_have_text("All 8 spans of the last 24 hours are stored.")


def test_refusals_come_with_their_number_reason_and_mending(signed_in_page: Page, project: Project) -> None:
    store(project, 4)
    refuse(project, 3)
    signed_in_page.goto(HEALTH)
    expect(signed_in_page.locator(".sentence")).to_have_text(
        "3 of 11 spans of the last 24 hours were refused: older than spans are kept."
    )
    expect(signed_in_page.locator(".fixes")).to_contain_text("Take old spans in by manage.py import")
    expect(signed_in_page.get_by_role("region", name="Clients, table")).to_contain_text("my-exporter/2.1")
    expect(signed_in_page.get_by_role("region", name="Quarantine, table").locator("tbody tr")).to_have_count(3)


def test_silence_is_not_called_success(signed_in_page: Page, project: Project) -> None:
    signed_in_page.goto(HEALTH)
    expect(signed_in_page.locator(".sentence")).to_have_text("Nothing arrived in the last 24 hours.")


def test_a_mistake_in_the_range_is_named(signed_in_page: Page, project: Project, watch: Watch) -> None:
    watch.expect("400")
    signed_in_page.goto(f"{HEALTH}?range=forever")
    expect(signed_in_page.get_by_role("alert")).to_contain_text("“forever” is not a range")


@pytest.mark.parametrize(("theme", "size"), [("light", None), ("dark", None), ("light", PHONE)])
def test_axe_finds_nothing(open_page: OpenPage, project: Project, theme: str, size: dict[str, int] | None) -> None:
    store(project, 4)
    refuse(project, 3)
    page = open_page(color_scheme=theme, **({"viewport": size} if size else {}))
    page.goto(f"{HEALTH}?compare=previous")
    page.wait_for_selector("[data-drawn]")
    shot(page, f"health-{theme}{'-phone' if size else ''}")
    assert not scrolls_sideways(page)
    assert violations(page) == []


def test_refusals_that_nothing_is_left_of_are_counted(signed_in_page: Page, project: Project) -> None:
    refuse(project, 2)
    sent = batch([], project_id=project.pk, received_ns=time.time_ns())
    sent.notes["rejected.malformed"] = 1
    write(sent)
    signed_in_page.goto(HEALTH)
    expect(signed_in_page.get_by_text("1 of the 3 refused could not be read")).to_be_visible()


def test_calls_without_a_price_lead_to_the_prices(signed_in_page: Page, project: Project) -> None:
    sent = batch([span()], project_id=project.pk, received_ns=time.time_ns())
    sent.notes["unpriced"] = 1
    write(sent)
    signed_in_page.goto(HEALTH)
    signed_in_page.get_by_role("link", name="Which models").click()
    signed_in_page.wait_for_url("**/p/harbour/prices/")


def test_the_chart_leads_to_the_reasons_of_what_was_refused(signed_in_page: Page, project: Project) -> None:
    store(project, 4)
    refuse(project, 3)
    page = signed_in_page
    page.goto(HEALTH)
    page.wait_for_selector("[data-drawn]")
    page.get_by_text("The same as a table").click()
    chart = page.locator("[data-chart]")
    expect(chart.locator("tfoot")).to_have_text("Sum1138")
    expect(chart.locator("tbody tr").first).to_contain_text("no data")  # the project is a moment old
    chart.get_by_role("link", name="3", exact=True).click()
    page.wait_for_url("**/ingest/?from=**")
    expect(page.locator(".sentence")).to_contain_text("3 of 11 spans")
