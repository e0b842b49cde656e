"""The scores of a trace, looked at in a browser."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from aiops.core.models import Project
from tests.e2e.conftest import PHONE, WIDE, OpenPage, scrolls_sideways, shot, violations
from tests.e2e.trace_pages import URL, ready, store
from tests.traces import stories
from traces.store import scores
from traces.types import Judge, Score

pytestmark = pytest.mark.e2e


def score(name: str, value: str | None, source: Judge, number: int, span_id: bytes | None = None) -> Score:
    label, comment = (
        (None, "") if value else ("irrelevant", "The answer is about another order than the one asked for.")
    )
    at_ns = stories.refund()[0].end_ns + number
    number_of = Decimal(value) if value else None
    return Score(stories.REFUND, f"s-{number}", span_id, name, number_of, label, source, comment, at_ns)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", ["wide", "phone"])
def test_the_scores_of_a_trace_can_be_read(open_page: OpenPage, project: Project, theme: str, view: str) -> None:
    spans = stories.refund()
    store(project, spans)
    scores.store(
        project.pk,
        [
            score("helpfulness", "0.87", "model", 1),
            score("thumbs", "1", "human", 2),
            score("relevance", None, "rule", 3, spans[1].span_id),
        ],
    )
    page = ready(open_page(viewport=WIDE if view == "wide" else PHONE, color_scheme=theme), URL)
    expect(page.get_by_text("3 scores of this trace")).to_be_visible()
    expect(page.get_by_role("row", name="helpfulness")).to_contain_text("0.87")
    assert not scrolls_sideways(page)
    assert violations(page) == []
    shot(page, f"scores-{view}-{theme}", full=False)
