"""Real pages in a real browser: Chromium against a live server on the test database.

Every page is watched: a console error, a CSP violation, a dialog, a failed or a foreign request fails its test.
`DJANGO_ALLOW_ASYNC_UNSAFE`: Playwright's sync API keeps an event loop in this thread, which is not ours to await.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Locator, Page, Route, sync_playwright

from aiops.core.models import Membership, Project, User
from traces.store import partitions

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# The shell draws pages alone; the whole browser takes half as much processor time again.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("AIOPS_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHOTS = Path("test-results")
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
REPORT_CSP = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`));
"""


@pytest.fixture(autouse=True)
def _committed(transactional_db: None) -> None:
    """The server's thread reads what the test wrote only when that is committed."""
    partitions.forget()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@dataclass
class Watch:
    """What went wrong in the browser. A test that provokes something says so with `expect`."""

    site: str
    problems: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        self.expected.append(pattern)

    def unexpected(self) -> list[str]:
        return [each for each in self.problems if not any(re.search(pattern, each) for pattern in self.expected)]

    def attach(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("dialog", self._dialog)
        page.route("**/*", self._guard)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(f"console {message.type}: {message.text} {message.location}")

    def _dialog(self, dialog: Dialog) -> None:
        self.problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _guard(self, route: Route) -> None:
        url = route.request.url
        if url.startswith((self.site, "data:", "blob:")):
            route.continue_()
        else:
            self.problems.append(f"foreign request: {url}")
            route.abort()


@pytest.fixture
def watch(live_server: Any) -> Iterator[Watch]:
    watching = Watch(live_server.url)
    yield watching
    assert watching.unexpected() == []


@pytest.fixture
def project() -> Project:
    return Project.objects.create(name="Harbour Goods", slug="harbour")


@pytest.fixture
def person(project: Project) -> User:
    """An admin of the project."""
    user = User.objects.create_user("ada@example.org")
    Membership.objects.create(project=project, user=user, role=Membership.Role.ADMIN)
    return user


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(browser: Browser, live_server: Any) -> Iterator[NewContext]:
    """Makes browser contexts whose relative URLs are those of the live server; options as of Browser.new_context."""
    opened: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        options = {"viewport": WIDE, "color_scheme": "light", "reduced_motion": "reduce"} | options
        context = browser.new_context(base_url=live_server.url, **options)
        context.add_init_script(REPORT_CSP)
        context.set_default_timeout(10_000)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


def sign_in(context: BrowserContext, site: str, user: User) -> None:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(new_context: NewContext, live_server: Any, person: User, watch: Watch) -> OpenPage:
    """A watched page of the signed-in person; options as of Browser.new_context, such as `viewport=PHONE`."""

    def make(user: User | None = None, **options: Any) -> Page:
        context = new_context(**options)
        sign_in(context, live_server.url, user or person)
        page = context.new_page()
        watch.attach(page)
        return page

    return make


@pytest.fixture
def signed_in_page(open_page: OpenPage) -> Page:
    return open_page()


def follow(link: Locator) -> None:
    """Clicks what leads to another page and waits until that is there: reading at once would read the old one."""
    with link.page.expect_navigation():
        link.click()


def shot(page: Page, name: str, *, full: bool = True) -> None:
    """Keeps a screenshot in test-results/ to look at."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=full)


def violations(page: Page) -> list[str]:
    """What axe finds, one line an element."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:160]} {node['any'][:1]}" for each in found for node in each["nodes"]]


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
