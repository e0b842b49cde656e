"""Opening trace pages in a browser: what their tests share."""

import itertools

import pytest
from playwright.sync_api import Locator, Page, expect

from aiops.core.models import Project
from tests.e2e.conftest import OpenPage, shot, violations
from tests.factories import batch
from tests.traces import stories
from traces.ingest.write import write
from traces.types import Span

IN_EVERY_VIEW = pytest.mark.parametrize(
    ("theme", "view"), [*itertools.product(("light", "dark"), ("", "flame", "conversation"))]
)
URL = f"/p/harbour/traces/{stories.REFUND.hex()}/"


def store(project: Project, spans: list[Span]) -> None:
    for at in range(0, len(spans), 5000):
        write(batch(spans[at : at + 5000], project_id=project.pk, received_ns=spans[0].end_ns))


def ready(page: Page, url: str = URL) -> Page:
    page.goto(url)
    page.wait_for_selector("#trace[data-ready]")
    return page


def row(page: Page, name: str) -> Locator:
    return page.locator(".wbody [role=row]").filter(has=page.get_by_text(name, exact=True)).first


def title(page: Page) -> Locator:
    return page.locator("#panel h2")


def axe_finds_nothing(open_page: OpenPage, theme: str, view: str, *, query: str, name: str) -> None:
    """Opens a view and keeps a screenshot of it."""
    page = ready(open_page(color_scheme=theme), f"{URL}?{query}&view={view}")
    if view == "conversation":
        expect(page.locator("#conversation .chat")).to_be_visible()
    shot(page, f"{name}-{view or 'waterfall'}-{theme}")
    assert violations(page) == []
