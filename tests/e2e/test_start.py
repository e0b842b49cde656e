"""A project without traces: how to send the first one, and the wait for it."""

import subprocess

import pytest
from playwright.sync_api import Page, expect

from aiops.core import keyring
from aiops.core.models import ApiKey, AuditEntry, Membership, Project, User
from tests.e2e.conftest import PHONE, OpenPage, scrolls_sideways, shot, violations
from tests.e2e.recent import LIST, names, store

pytestmark = pytest.mark.e2e


def test_the_snippets_name_this_server_and_wait_for_a_key(signed_in_page: Page, watch: object) -> None:
    signed_in_page.goto(LIST)
    site = signed_in_page.url.removesuffix(LIST)
    for client, line in {
        "OpenTelemetry": f"OTEL_EXPORTER_OTLP_ENDPOINT={site}",
        "Node": f"OTEL_EXPORTER_OTLP_ENDPOINT={site}",
        "OpenInference": f'endpoint="{site}/v1/traces"',
        "OpenLLMetry": f'api_endpoint="{site}"',
        "curl": f"curl {site}/v1/traces",
    }.items():
        signed_in_page.get_by_role("radio", name=client).check(force=True)
        snippet = signed_in_page.locator(".snippet:visible code")
        expect(snippet).to_have_count(1)
        expect(snippet).to_contain_text(line)
        expect(snippet).to_contain_text("YOUR_KEY")


def test_the_first_trace_arrives_by_the_snippet_and_the_page_becomes_the_list(
    signed_in_page: Page, project: Project
) -> None:
    page = signed_in_page
    page.goto(LIST)
    page.get_by_role("button", name="Make a key and fill it in").click()
    expect(page.get_by_text("This key may only send.")).to_be_visible()  # the page has come back
    page.get_by_role("radio", name="curl").check(force=True)
    command = page.locator(".snippet:visible code").inner_text()
    assert "YOUR_KEY" not in command
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True, timeout=30)
    assert "rejected" not in done.stdout.lower()
    page.wait_for_selector("#rows tbody tr", timeout=15_000)
    assert page.locator("#heard").count() == 0  # it is the list, not the list within this page
    assert names(page) == ["hello"]
    assert ApiKey.objects.get(project=project).scopes == ["ingest"]
    assert AuditEntry.objects.get(project=project).action == "key.created"


def test_a_first_request_that_fails_shows_by_itself_and_what_is_typed_meanwhile_stays(
    open_page: OpenPage, project: Project
) -> None:
    page = open_page(viewport=PHONE, color_scheme="dark")
    page.goto(LIST)
    page.get_by_role("radio", name="curl").check(force=True)
    key = keyring.create(project, "first", ["ingest"]).text
    site = page.url.removesuffix(LIST)
    command = [
        "curl",
        "-s",
        f"{site}/v1/traces",
        "-H",
        f"x-api-key: {key}",
        "-H",
        "Content-Type: text/plain",
        "-d",
        "x",
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=30)
    expect(page.get_by_text("Neither protobuf nor JSON")).to_be_visible(timeout=10_000)
    expect(page.locator(".snippet:visible code")).to_contain_text("curl")
    shot(page, "start-refused-dark-phone")
    assert not scrolls_sideways(page)
    assert violations(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")
    shot(page, "start-refused-light")
    assert violations(page) == []


def test_only_an_admin_is_offered_a_key(open_page: OpenPage, project: Project) -> None:
    viewer = User.objects.create_user("viewer@example.org")
    Membership.objects.create(project=project, user=viewer)
    page = open_page(viewer)
    page.goto(LIST)
    expect(page.get_by_text("Ask an admin of Harbour Goods")).to_be_visible()
    assert page.get_by_role("button", name="Make a key").count() == 0


def test_a_snippet_is_copied_by_a_button(open_page: OpenPage) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(LIST)
    page.locator(".snippet:visible").get_by_role("button", name="Copy").click()
    page.wait_for_selector(".copy[data-done]")
    assert "opentelemetry-instrument python app.py" in page.evaluate("navigator.clipboard.readText()")


def test_traces_of_another_project_end_no_wait(signed_in_page: Page, project: Project) -> None:
    store(Project.objects.create(name="Other", slug="other"), 2)
    signed_in_page.goto(LIST)
    expect(signed_in_page.get_by_text("No trace has arrived in")).to_be_visible()


@pytest.mark.parametrize(("theme", "size"), [("light", None), ("dark", PHONE)])
def test_axe_finds_nothing(open_page: OpenPage, theme: str, size: dict[str, int] | None) -> None:
    page = open_page(color_scheme=theme, **({"viewport": size} if size else {}))
    page.goto(LIST)
    shot(page, f"start-{theme}")
    assert not scrolls_sideways(page)
    assert violations(page) == []
