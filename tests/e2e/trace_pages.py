"""Opening trace pages in a browser: what their tests share."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from playwright.sync_api import Locator, Page

from aiops.core.models import Project
from tests.factories import batch
from tests.traces import stories
from tests.traces.conftest import TABLES
from traces.ingest.write import write
from traces.store import partitions
from traces.types import Span

URL = f"/p/harbour/traces/{stories.REFUND.hex()}/"


@contextmanager
def empty_store() -> Iterator[None]:
    """What a test really commits to the telemetry tables is gone after it."""
    partitions.forget()
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLES}")


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
