"""Sources and connections on their pages: upload, versions, switches, and what is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from aiops.core.models import AuditEntry, Project
from tests import people
from workflows.models import Connection, KnowledgeSource

pytestmark = pytest.mark.django_db
RETURNS = b"# Returns\n\nA lamp can be sent back within thirty days.\n"
DELIVERY = b"# Delivery\n\nParcels to Bergen take five working days.\n"


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def admin(client: Client, shop: Project) -> Client:
    client.force_login(people.person(role="admin", of=shop))
    return client


def files(**named: bytes) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"{name}.md", text) for name, text in named.items()]


def text(client: Client, address: str, **query: str) -> str:
    return " ".join(client.get(address, query).content.decode().split())


def test_documents_become_versions_of_which_one_is_used(admin: Client, shop: Project) -> None:
    sent = admin.post(
        reverse("workflows:new_source", args=["shop"]), {"name": "help", "documents": files(returns=RETURNS)}
    )
    row = KnowledgeSource.objects.get(project=shop)
    page = reverse("workflows:source", args=["shop", row.pk])
    assert (sent.status_code, sent.headers["Location"]) == (302, page)
    admin.post(page, {"documents": files(returns=RETURNS, delivery=DELIVERY)})
    row.refresh_from_db()
    assert (row.version, row.documents.filter(version=2).count()) == (2, 2)
    assert "five working days" in text(admin, page, q="How long do parcels to Bergen take?")
    admin.post(reverse("workflows:change_source", args=["shop", row.pk]), {"version": "1"})
    assert "five working days" not in text(admin, page, q="How long do parcels to Bergen take?")
    admin.post(reverse("workflows:change_source", args=["shop", row.pk]), {"enabled": "off"})
    assert "The source is off" in text(admin, page, q="Can the lamp be sent back?")
    listed = text(admin, reverse("core:settings_panel", args=["shop", "knowledge"]))
    assert "of 2</span>" in listed
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        *["knowledge.added"] * 2, *["knowledge.changed"] * 2,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("returns.exe", RETURNS, "only htm, html"),
        ("returns.md", b"\xff\xfe", "is not UTF-8"),
        ("empty.md", b"\n\n", "holds no text"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(
    admin: Client, shop: Project, name: str, data: bytes, problem: str
) -> None:
    sent = {"name": "help", "documents": [SimpleUploadedFile(name, data)]}
    answer = admin.post(reverse("workflows:new_source", args=["shop"]), sent)
    assert answer.status_code == 400
    assert problem in answer.content.decode()
    assert not KnowledgeSource.objects.filter(project=shop).exists()


def test_a_version_that_is_not_there_is_not_chosen(admin: Client, shop: Project) -> None:
    row = KnowledgeSource.objects.create(project=shop, name="help", version=0)
    answer = admin.post(reverse("workflows:change_source", args=["shop", row.pk]), {"version": "7"}, follow=True)
    assert "help has no such version" in answer.content.decode()


def test_a_connection_keeps_its_key_and_never_shows_it(admin: Client, shop: Project) -> None:
    new = reverse("workflows:new_connection", args=["shop"])
    admin.post(new, {"name": "help desk", "base_url": "https://desk.example.com/api/", "key": "sesame-1234"})
    row = Connection.objects.get(project=shop)
    page = reverse("workflows:connection", args=["shop", row.pk])
    admin.post(page, {"name": "help desk", "base_url": "https://desk.example.com/v2"})
    row.refresh_from_db()
    assert (row.base_url, row.key) == ("https://desk.example.com/v2", "sesame-1234")
    assert "sesame" not in text(admin, page)
    assert "kept, not shown" in text(admin, reverse("core:settings_panel", args=["shop", "connections"]))
    refused = admin.post(new, {"name": "files", "base_url": "file:///etc/passwd"})
    assert (refused.status_code, Connection.objects.count()) == (400, 1)
    admin.post(reverse("workflows:remove_connection", args=["shop", row.pk]))
    assert not Connection.objects.exists()
