"""Set-up pages: the snippet of each client, a key shown once, and the wait that turns."""

import time
from collections.abc import Iterator

import pytest
from django.test import Client

from aiops.core.models import ApiKey, AuditEntry, Project
from tests import people
from tests.factories import batch, span
from traces.ingest.write import write
from traces.store import partitions
from traces.views.clients import CLIENTS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_partitions() -> Iterator[None]:
    partitions.forget()
    yield
    partitions.forget()


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


def test_every_client_has_a_page_with_this_address_and_a_place_for_the_key(client: Client, shop: Project) -> None:
    client.force_login(people.person(of=shop))
    listed = client.get("/p/shop/set-up/").content.decode()
    for each in CLIENTS:
        address = f"/p/shop/set-up/{each.key}/"
        assert f'href="{address}"' in listed
        page = client.get(address).content.decode()
        snippet = page.partition('<code id="snippet">')[2].partition("</code>")[0]
        assert "http://testserver" in snippet, each.key
        assert "YOUR_KEY" in snippet, each.key
        assert "Waiting for your first span" in page
        assert "Ask an admin" in page
    assert client.get("/p/shop/set-up/fortran/").status_code == 404


def test_an_admin_gets_a_key_that_may_only_send_filled_in_once(client: Client, shop: Project) -> None:
    client.force_login(people.person(of=shop, role="admin"))
    answer = client.post("/p/shop/set-up/langfuse/key/", follow=True)
    [key] = ApiKey.objects.filter(project=shop)
    assert (key.scopes, key.name) == (["ingest"], "Langfuse SDK")
    assert f"secret_key=&quot;aio_live_{key.key_id}_" in answer.content.decode()
    assert "YOUR_KEY" in client.get("/p/shop/set-up/langfuse/").content.decode(), "shown once"
    assert AuditEntry.objects.get(project=shop).action == "key.created"


def test_a_viewer_makes_no_key(client: Client, shop: Project) -> None:
    client.force_login(people.person(of=shop))
    assert client.post("/p/shop/set-up/langfuse/key/").status_code == 403
    assert not ApiKey.objects.exists()


def test_the_wait_turns_with_the_first_span_since_the_page_was_opened(client: Client, shop: Project) -> None:
    client.force_login(people.person(of=shop))
    opened_ns = time.time_ns()
    hour_ago, now = (span(name=name, start_ns=at, end_ns=at + 1) for name, at in
                     (("before", opened_ns - 3600 * 10**9), ("mine <b>", opened_ns + 10**9)))  # fmt: skip
    write(batch([hour_ago], project_id=shop.pk, received_ns=opened_ns))
    waiting = client.get("/p/shop/set-up/arrived/", {"since": str(opened_ns)}).content.decode()
    assert "Waiting for your first span" in waiting
    assert f"since={opened_ns}" in waiting
    write(batch([now], project_id=shop.pk, received_ns=opened_ns))
    turned = client.get("/p/shop/set-up/arrived/", {"since": str(opened_ns)}).content.decode()
    assert "It works." in turned
    assert "hx-get" not in turned, "it asks no more"
    assert f"/p/shop/traces/{now.trace_id.hex()}/" in turned
    assert "mine &lt;b&gt;" in turned
    assert "before" not in turned


@pytest.mark.parametrize("since", ["", "soon", "-5", "9" * 30, "²"])
def test_a_strange_since_is_now(client: Client, shop: Project, since: str) -> None:
    client.force_login(people.person(of=shop))
    assert client.get("/p/shop/set-up/arrived/", {"since": since}).status_code == 200
