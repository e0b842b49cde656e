from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from aiops.core import auth, keyring
from aiops.core.models import ApiKey, AuditEntry, Project, User
from tests.people import asking, key, person, project

pytestmark = pytest.mark.django_db
URL = "/p/shop/settings/keys/"
FORM = {"name": "collector", "scopes": ["ingest"], "expires": "", "requests_per_minute": "", "networks": ""}


@pytest.fixture
def shop() -> Project:
    return project("shop")


@pytest.fixture
def admin(shop: Project, client: Client) -> User:
    ada = person("ada@example.com", role="admin", of=shop)
    client.force_login(ada)
    return ada


def make(client: Client, **changes: Any) -> Any:
    return client.post(URL, FORM | changes, follow=True)


def test_a_new_key_is_shown_once_and_works(client: Client, admin: User, shop: Project) -> None:
    text = make(client, scopes=["ingest", "read"]).context["new"]["text"]
    row = auth.require_key(asking(f"Bearer {text}"), "read")
    assert (row.project, row.created_by, row.name) == (shop, admin, "collector")
    assert text.encode() not in client.get(URL).content


def test_the_page_with_a_key_on_it_is_kept_by_no_cache(client: Client, admin: User) -> None:
    assert "no-store" in make(client)["Cache-Control"]


def test_expiry_quota_and_networks_are_kept(client: Client, admin: User) -> None:
    make(client, expires="30", requests_per_minute="600", networks="10.0.0.1/8, 2001:db8::1\n192.0.2.7")
    row = ApiKey.objects.get()
    assert row.expires_at is not None
    assert (row.expires_at - timezone.now()).days == 29
    assert row.requests_per_minute == 600
    assert row.allowed_networks == ["10.0.0.0/8", "2001:db8::1/128", "192.0.2.7/32"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 101),
        ("scopes", []),
        ("scopes", ["ingest", "everything"]),
        ("expires", "0"),
        ("expires", "-30"),
        ("requests_per_minute", "0"),
        ("requests_per_minute", "1e9"),
        ("networks", "10.0.0.0/33"),
        ("networks", "example.com"),
    ],
)
def test_a_wrong_key_is_not_made_and_the_field_says_why(client: Client, admin: User, field: str, value: Any) -> None:
    answer = make(client, **{field: value})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert not ApiKey.objects.exists()


def test_project_owner_and_hash_cannot_be_sent(client: Client, admin: User, shop: Project) -> None:
    other, root = project("other"), User.objects.create_superuser("root@example.com")
    extra = {
        "project": other.pk,
        "created_by": root.pk,
        "secret_hash": "0" * 64,
        "key_id": "AAAAAAAA",
        "last_used_at": "1",
    }
    make(client, **extra)
    row = ApiKey.objects.get()
    assert (row.project, row.created_by, row.last_used_at) == (shop, admin, None)
    assert row.key_id != "AAAAAAAA"
    assert row.secret_hash != "0" * 64


def test_rotating_shows_a_second_key_and_both_work(client: Client, admin: User, shop: Project) -> None:
    old = key(shop, "ingest")
    new = client.post(f"{URL}{old.row.pk}/rotate/", follow=True).context["new"]
    for text in (old.text, new["text"]):
        auth.require_key(asking(f"Bearer {text}"), "ingest")
    assert client.post(f"{URL}{old.row.pk}/rotate/").status_code == 302  # refused: two are live
    assert ApiKey.objects.count() == 2


def test_reloading_the_page_with_the_key_makes_no_other(client: Client, admin: User) -> None:
    page = make(client)
    assert page.redirect_chain == [(URL, 302)]
    assert client.get(URL).context["new"] is None
    assert ApiKey.objects.count() == 1


def test_a_key_that_nobody_looked_at_is_shown_no_more_after_five_minutes(
    client: Client, admin: User, time_machine: Any
) -> None:
    time_machine.move_to(1_790_000_000, tick=False)
    client.post(URL, FORM)
    time_machine.move_to(1_790_000_301, tick=False)
    assert client.get(URL).context["new"] is None


def test_while_a_key_is_rotated_both_say_so_and_neither_offers_it_again(
    client: Client, admin: User, shop: Project
) -> None:
    old = key(shop, "ingest")
    assert "/rotate/" in client.get(URL).content.decode()
    page = client.post(f"{URL}{old.row.pk}/rotate/", follow=True).content.decode()
    new = ApiKey.objects.get(rotated_from=old.row)
    assert f'then use <span class="mono">{new.key_id}</span>' in page
    assert f'replaces <span class="mono">{old.row.key_id}</span>' in page
    assert "/rotate/" not in page


@pytest.mark.parametrize("act", ["rotate", "revoke"])
def test_opening_the_address_of_an_act_asks_and_changes_nothing(
    client: Client, admin: User, shop: Project, act: str
) -> None:
    old = key(shop, "ingest", name="First key")
    page = client.get(f"{URL}{old.row.pk}/{act}/")
    assert f"{act.title()} First key?" in page.content.decode()
    assert "not used yet" in page.content.decode()
    assert keyring.is_live(ApiKey.objects.get(), timezone.now())


def test_revoking_ends_a_key(client: Client, admin: User, shop: Project) -> None:
    old = key(shop, "ingest")
    client.post(f"{URL}{old.row.pk}/revoke/")
    assert ApiKey.objects.get().revoked_at is not None
    assert [entry.action for entry in AuditEntry.objects.all()] == ["key.revoked"]


def test_live_and_ended_keys_are_told_apart(client: Client, admin: User, shop: Project) -> None:
    live, ended = key(shop, name="live one"), key(shop, name="ended one", expires_at=timezone.now())
    page = client.get(URL)
    assert [key for key, _ in page.context["live"]] == [live.row]
    assert [key for key, _ in page.context["ended"]] == [ended.row]


def test_every_act_is_in_the_audit_log_without_the_secret(client: Client, admin: User, shop: Project) -> None:
    text = make(client).context["new"]["text"]
    row = ApiKey.objects.get()
    client.post(f"{URL}{row.pk}/rotate/")
    client.post(f"{URL}{row.pk}/revoke/", HTTP_USER_AGENT="x\r\ny")
    entries = list(AuditEntry.objects.order_by("pk"))
    assert [(entry.action, entry.actor, entry.project, entry.ip) for entry in entries] == [
        ("key.created", admin, shop, "127.0.0.1"),
        ("key.rotated", admin, shop, "127.0.0.1"),
        ("key.revoked", admin, shop, "127.0.0.1"),
    ]
    log = client.get("/p/shop/settings/audit/").content.decode()
    assert "revoked the key" in log
    assert text.rpartition("_")[2] not in log
