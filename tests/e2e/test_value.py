"""The manager's pages: what the workflows earned, in both themes, on a phone and on paper."""

from pathlib import Path
from typing import Any

import pytest

from aiops.core.models import Project
from aiops.demo.earning import Story
from tests.e2e.conftest import PHONE, SHOTS, WIDE, OpenPage, scrolls_sideways, shot, violations
from tests.workflows import companies

pytestmark = pytest.mark.e2e


@pytest.fixture
def company(project: Project) -> list[Story]:
    return companies.load(project, seed=0)


def test_the_pages_are_sound_in_both_themes_on_a_phone_and_on_paper(open_page: OpenPage, company: list[Story]) -> None:
    for look in ("light", "dark", "phone"):
        options: dict[str, Any] = {"viewport": PHONE} if look == "phone" else {"color_scheme": look}
        page = open_page(**options)
        page.goto("/p/harbour/value/")
        for name in ("value", "earned"):
            shot(page, f"{name}-{look}")
            assert violations(page) == []
            assert not scrolls_sideways(page)
            if look == "light":
                page.emulate_media(media="print")
                page.pdf(path=SHOTS / f"{name}.pdf", prefer_css_page_size=True, print_background=True)
                page.set_viewport_size({"width": 1032, "height": 700})  # A4 landscape within its margins
                shot(page, f"{name}-print")
                page.set_viewport_size(WIDE)
                page.emulate_media(media="screen")
            page.goto(page.locator(".wf tbody th a").first.get_attribute("href") or "") if name == "value" else None
    assert Path(SHOTS / "value.pdf").stat().st_size > 10_000
