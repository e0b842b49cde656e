"""What the trace page says of versions, in both themes and on a phone."""

import pytest
from playwright.sync_api import expect

from aiops.core.models import Project
from tests.e2e.conftest import PHONE, OpenPage, scrolls_sideways, shot, violations
from tests.e2e.trace_pages import ready, store
from tests.factories import SECOND_NS, T0_NS, llm
from tests.traces.stories import REFUND
from traces import settle
from traces.store.times import NS_PER_DAY

pytestmark = pytest.mark.e2e


@pytest.fixture
def versioned(project: Project) -> Project:
    days = [("0123456789abcdef", 0), ("fedcba9876543210", 3), ("refund-answer-in-the-house-style@2026-11", 9)]
    for prompt, day in days:
        start_ns = T0_NS + day * NS_PER_DAY
        ids = {"trace_id": REFUND} if day == 9 else {}
        one = llm(prompt_fingerprint=prompt, start_ns=start_ns, end_ns=start_ns + SECOND_NS, release=f"1.{day}", **ids)
        store(project, [one])
        settle.settle_ready(project.pk, start_ns + 60 * SECOND_NS)
    return project


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_versions_are_accessible(open_page: OpenPage, versioned: Project, theme: str) -> None:
    page = ready(open_page(color_scheme=theme))
    page.get_by_text("Versions of shop answer").click()
    expect(page.get_by_role("region", name="Versions of the workflow, table").get_by_role("row")).to_have_count(7)
    shot(page, f"versions-1440-{theme}")
    assert violations(page) == []


def test_versions_fit_a_phone(open_page: OpenPage, versioned: Project) -> None:
    page = ready(open_page(viewport=PHONE))
    page.get_by_text("Versions of shop answer").click()
    shot(page, "versions-390-light")
    assert not scrolls_sideways(page)
