"""Settings, account and sign-in as a person meets them."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from aiops.core import audit, keyring, links, people
from aiops.core.models import Project, User
from tests.e2e.conftest import PHONE, NewContext, OpenPage, Watch, follow, scrolls_sideways, shot, violations
from traces import retag
from traces.models import Retagging
from traces.store import promoted

pytestmark = pytest.mark.e2e
DAY = timedelta(days=1)
PAGES = {
    "settings": "/p/harbour/settings/",
    "members": "/p/harbour/settings/members/",
    "keys": "/p/harbour/settings/keys/",
    "audit": "/p/harbour/settings/audit/",
    "tags": "/p/harbour/settings/more/tags/",
    "account": "/account/",
    "projects": "/projects/",
    "password": "/accounts/password/set/",
}


@pytest.fixture
def busy(project: Project, person: User) -> Project:
    """A project with people, keys and a history."""
    for email, role in (("grace@example.org", "member"), ("linus.with.a.long.name@engineering.example.org", "viewer")):
        people.set_role(project, people.ensure_person(email)[0], role)
        audit.record("member.added", email, project=project, actor=person, ip="203.0.113.7", role=role)
    for name in ("collector", "nightly export"):
        new = keyring.create(project, name, ["ingest", "read"], by=person, requests_per_minute=6000)
        audit.record("key.created", new.row, project=project, actor=person, scopes=new.row.scopes)
    promoted.add(project, "com.harbour.customer.contract.tier", "tier")
    job = retag.start(project, person.email)
    Retagging.objects.filter(pk=job.pk).update(spans=1000, seen=420, changed=17, created_at=timezone.now() - DAY)
    return project


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible_in_both_themes(open_page: OpenPage, busy: Project, name: str, theme: str) -> None:
    page = open_page(color_scheme=theme)
    page.goto(PAGES[name])
    shot(page, f"{name}-1440-{theme}")
    assert violations(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_pages_fit_a_phone(open_page: OpenPage, busy: Project, name: str) -> None:
    page = open_page(viewport=PHONE)
    page.goto(PAGES[name])
    shot(page, f"{name}-390-light")
    assert not scrolls_sideways(page)


def test_a_key_is_shown_once_and_can_be_copied(open_page: OpenPage, busy: Project) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(PAGES["keys"])
    page.get_by_label("What it is for").fill("checkout")
    follow(page.get_by_role("button", name="Make key"))
    shown = page.locator("#key").inner_text()
    assert shown.startswith("aio_live_")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()") == shown
    shot(page, "key-made-1440-light")
    assert violations(page) == []
    page.goto(PAGES["keys"])
    assert shown not in page.content()


def test_revoking_asks_first_and_names_the_consequence(open_page: OpenPage, busy: Project) -> None:
    page = open_page()
    page.goto(PAGES["keys"])
    page.get_by_role("link", name="Revoke nightly export").click()
    question = page.get_by_role("dialog", name="Revoke nightly export?")
    expect(question).to_contain_text("not used yet, stops within 5 seconds")
    shot(page, "revoke-1440-light", full=False)
    assert violations(page) == []
    question.get_by_role("link", name="Cancel").click()
    expect(question).not_to_be_attached()
    page.get_by_role("link", name="Revoke nightly export").click()
    expect(question).to_be_visible()
    page.keyboard.press("Escape")
    expect(question).not_to_be_attached()
    assert busy.api_keys.filter(revoked_at=None).count() == 2
    page.get_by_role("link", name="Revoke nightly export").click()
    question.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("opens nothing from now on")).to_be_visible()
    assert busy.api_keys.filter(revoked_at=None).count() == 1


def test_removing_a_person_asks_first_without_javascript_too(open_page: OpenPage, busy: Project) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(PAGES["members"])
    page.get_by_role("link", name="Remove grace@example.org").click()
    expect(page.get_by_role("heading", name="Remove grace@example.org?")).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("grace@example.org is no longer in the project.")).to_be_visible()


def test_rotating_shows_the_new_key_once_and_names_both(open_page: OpenPage, busy: Project) -> None:
    page = open_page()
    page.goto(PAGES["keys"])
    page.get_by_role("link", name="Rotate collector").click()
    page.get_by_role("dialog").get_by_role("button", name="Rotate").click()
    expect(page.locator("#key")).to_contain_text("aio_live_")
    expect(page.get_by_role("link", name="Rotate collector")).to_have_count(0)
    shot(page, "rotated-1440-light")
    page.reload()
    expect(page.locator("#key")).to_have_count(0)
    assert busy.api_keys.count() == 3


def test_an_invited_person_comes_in_by_the_link(
    open_page: OpenPage, new_context: NewContext, busy: Project, live_server: Any
) -> None:
    page = open_page()
    page.goto(PAGES["members"])
    page.get_by_label("E-mail address").fill("new@example.org")
    follow(page.get_by_role("button", name="Add", exact=True))
    link = page.locator("#link").inner_text()
    shot(page, "link-made-1440-light")
    guest = new_context().new_page()
    guest.goto(live_server.url + "/link/" + link.split("/link/")[1])
    shot(guest, "link-1440-light")
    guest.get_by_role("button", name="Sign in").click()
    expect(guest.get_by_role("heading", name="Set a password")).to_be_visible()
    guest.get_by_role("link", name="Not now").click()
    expect(guest).to_have_url(f"{live_server.url}/p/harbour/")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_page_is_accessible(new_context: NewContext, watch: Watch, theme: str) -> None:
    page = new_context(color_scheme=theme).new_page()
    watch.attach(page)
    page.goto("/accounts/login/")
    shot(page, f"login-1440-{theme}")
    assert violations(page) == []


def test_the_sign_in_page_fits_a_phone(new_context: NewContext, person: User) -> None:
    page: Page = new_context(viewport=PHONE).new_page()
    page.goto("/accounts/login/")
    shot(page, "login-390-light")
    assert not scrolls_sideways(page)
    page.goto(f"/link/{links.make(person)}/")
    shot(page, "link-390-light")
    assert not scrolls_sideways(page)


def test_an_attribute_becomes_a_tag_and_the_page_follows_the_work(
    open_page: OpenPage, busy: Project, watch: Watch
) -> None:
    watch.expect("400")
    page = open_page()
    page.goto(PAGES["tags"])
    expect(page.get_by_text("Tagging stored spans, newest first: 42 %.")).to_be_visible()
    page.get_by_role("textbox", name="Attribute").fill("customer.plan")
    page.get_by_role("textbox", name="Tag").fill("Plan")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Lower-case letters, digits")).to_be_visible()
    shot(page, "tags-refused-1440-light")
    assert violations(page) == []
    page.get_by_role("textbox", name="Tag").fill("plan")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("cell", name="customer.plan", exact=True)).to_be_visible()
    expect(page.get_by_text("Stored spans follow in")).to_be_visible()
    Retagging.objects.filter(project=busy, state="working").update(state="done", ended_at=timezone.now())
    expect(page.get_by_text("Stored spans have their tags.")).to_be_visible()
    page.get_by_role("link", name="Remove customer.plan as plan").click()
    follow(page.get_by_role("dialog").get_by_role("button", name="Remove"))
    expect(page.get_by_role("cell", name="customer.plan", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Stop").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped at 0 %.")).to_be_visible()
