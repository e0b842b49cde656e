"""Erasing a person as an admin meets it: named, seen, typed once more, followed to its end."""

import re

import pytest
from playwright.sync_api import Page, expect

from aiops.core.models import Project
from tests.e2e.conftest import PHONE, OpenPage, Watch, scrolls_sideways, shot, violations
from tests.e2e.recent import traces as recent
from tests.factories import batch
from traces import erase
from traces.ingest.write import write
from traces.models import Erasure

pytestmark = pytest.mark.e2e
TAB = "/p/harbour/settings/more/erasure/"
PERSON = "ada.lovelace.with.a.rather.long.name@engineering.example.org"


@pytest.fixture
def told(project: Project) -> Project:
    """Three traces of one person, and others."""
    for number, spans in enumerate(recent(5)):
        for each in spans:
            each.user = PERSON if number < 3 else "bob"
        write(batch(spans, project_id=project.pk, received_ns=spans[0].end_ns))
    return project


def run() -> Erasure:
    """What a worker would do."""
    job = Erasure.objects.latest("pk")
    while erase.step(job.pk):
        pass
    job.refresh_from_db()
    return job


def find(page: Page) -> None:
    page.goto(TAB)
    page.get_by_label("Name or id").fill(PERSON)
    page.get_by_role("button", name="Find what it reaches").click()
    expect(page.get_by_role("status")).to_contain_text("Finding what it reaches")


def test_a_person_is_erased(open_page: OpenPage, told: Project, watch: Watch) -> None:
    watch.expect("400")  # the wrong name
    page = open_page()
    find(page)
    run()
    expect(page.get_by_role("status")).to_contain_text("This user reaches 3 traces")
    shot(page, "erasure-found-1440-light")
    assert violations(page) == []
    word = page.get_by_label("Type it once more to erase it")
    word.fill("ada")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("nothing was erased")).to_be_visible()
    word.fill(PERSON)
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("status")).to_contain_text("Erasing")
    shot(page, "erasure-erasing-1440-light")
    run()
    expect(page.get_by_role("status")).to_contain_text("Erased: 3 traces with all that belongs to them")
    shot(page, "erasure-done-1440-light")
    page.get_by_role("link", name="All erasures").click()
    expect(page.get_by_role("cell", name=re.compile("Done"))).to_be_visible()
    shot(page, "erasures-1440-light")
    assert violations(page) == []
    assert PERSON not in page.content()
    page.goto(f"/p/harbour/traces/?user={PERSON}")
    expect(page.get_by_text("support-answer")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_a_phone_in_both_themes_and_can_be_stopped(open_page: OpenPage, told: Project, theme: str) -> None:
    page = open_page(viewport=PHONE, color_scheme=theme)
    find(page)
    shot(page, f"erasure-finding-390-{theme}")
    run()
    expect(page.get_by_role("status")).to_contain_text("reaches 3 traces")
    shot(page, f"erasure-found-390-{theme}")
    assert violations(page) == []
    assert not scrolls_sideways(page)
    page.get_by_role("link", name="Stop").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop").click()
    expect(page.get_by_role("status")).to_contain_text("everything is as it was")
    page.goto(TAB)
    shot(page, f"erasures-390-{theme}")
    assert not scrolls_sideways(page)


def test_the_pages_in_the_dark(open_page: OpenPage, told: Project) -> None:
    page = open_page(color_scheme="dark")
    find(page)
    run()
    expect(page.get_by_role("status")).to_contain_text("reaches 3 traces")
    shot(page, "erasure-found-1440-dark")
    assert violations(page) == []
    page.goto(TAB)
    shot(page, "erasures-1440-dark")
    assert violations(page) == []
