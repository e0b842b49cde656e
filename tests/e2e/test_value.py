"""The manager's pages: what the workflows earned, in both themes, on a phone and on paper."""

from pathlib import Path
from typing import Any

import pytest

from aiops.core import links
from aiops.core.models import Project, User
from aiops.demo.earning import Story
from tests.e2e.conftest import PHONE, SHOTS, OpenPage, Watch, scrolls_sideways, shot, violations
from tests.workflows import companies
from workflows.models import Workflow

pytestmark = pytest.mark.e2e


@pytest.fixture
def company(project: Project) -> list[Story]:
    return companies.load(project, seed=0)


def test_the_pages_are_sound_in_both_themes_on_a_phone_and_on_paper(open_page: OpenPage, company: list[Story]) -> None:
    for look in ("light", "dark", "phone"):
        options: dict[str, Any] = {"viewport": PHONE} if look == "phone" else {"color_scheme": look}
        page = open_page(**options)
        page.goto("/p/harbour/value/", timeout=30_000)  # the first one loads SciPy
        for name in ("value", "earned"):
            shot(page, f"{name}-{look}")
            assert violations(page) == []
            assert not scrolls_sideways(page)
            if look == "light":
                page.emulate_media(media="print")
                page.pdf(path=SHOTS / f"{name}.pdf", prefer_css_page_size=True, print_background=True)
                page.set_viewport_size({"width": 1032, "height": 700})  # A4 landscape within its margins
                shot(page, f"{name}-print")
                page.set_viewport_size({"width": 1440, "height": 900})
                page.emulate_media(media="screen")
            page.goto(page.locator(".wf tbody th a").first.get_attribute("href") or "") if name == "value" else None
    assert Path(SHOTS / "value.pdf").stat().st_size > 10_000


def test_from_signing_in_to_which_workflow_to_stop_in_three_clicks(
    new_context: Any, live_server: Any, person: User, watch: Watch, company: list[Story]
) -> None:
    """The answer is in the sentence after the second click; the third shows why."""
    losing = next(each.offer for each in company if each.offer.roi < 0)
    name = losing.key.replace("-", " ").capitalize()
    page = new_context().new_page()
    watch.attach(page)
    page.goto(f"/link/{links.make(person)}/")
    page.get_by_role("button", name="Sign in").click()  # 1
    page.get_by_role("link", name="What did it earn").click()  # 2
    sentence = page.locator(".sentence")
    assert "costs more than it brings" in sentence.inner_text()
    sentence.get_by_role("link", name=name).click()  # 3
    page.get_by_text("It costs more than it brings").wait_for()
    assert page.locator("h1").inner_text() == name


def test_outcomes_hooks_import_and_sharing_are_sound(open_page: OpenPage, project: Project) -> None:
    row = Workflow.objects.create(project=project, key="support-answer", name="Answers")
    row.expenses.create(name="two editors", nanousd=1_200 * 10**9, first="2026-11-01")
    for look in ("light", "phone"):
        page = open_page(**({"viewport": PHONE} if look == "phone" else {}))
        for name, path in {
            "hooks": "outcomes/hooks/", "import": "outcomes/import/", "share": "value/share/", "value-empty": "value/",
            "guide": f"workflows/{row.pk}/guide/?asked=yes&documents=yes&costly=yes",
            "definition": f"workflows/{row.pk}/", "expense": f"workflows/{row.pk}/expenses/new/",
        }.items():  # fmt: skip
            page.goto(f"/p/harbour/{path}")
            shot(page, f"{name}-{look}")
            assert violations(page) == []
            assert not scrolls_sideways(page)


def test_a_shared_page_is_sound_and_prints(open_page: OpenPage, company: list[Story]) -> None:
    page = open_page()
    page.goto("/p/harbour/value/share/")
    page.get_by_label("For whom").fill("the board")
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_text("Shown once:").inner_text().split()[-1]
    page.goto(address)
    shot(page, "shared")
    assert violations(page) == []
    assert page.get_by_role("navigation").count() == 0
