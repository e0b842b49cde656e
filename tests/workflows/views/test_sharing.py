"""Links that show what the workflows earned: read only, until they end, and nothing else of the project."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aiops.core.models import AuditEntry, Project
from tests import people
from workflows.models import DigestReader, ShareLink, Workflow

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Project:
    project = people.project("shop")
    Workflow.objects.create(project=project, key="support-answer", name="Answers to customers")
    return project


@pytest.fixture
def admin(shop: Project, client: Client) -> Client:
    client.force_login(people.person(role="admin", of=shop))
    return client


def make(admin: Client, days: str = "7") -> str:
    admin.post("/p/shop/value/share/", {"note": "the board", "days": days})
    shown = admin.get("/p/shop/value/share/").content.decode()
    found = re.search(r"/shared/[\w-]+/", shown)
    assert found is not None
    return found[0]


def test_who_has_the_link_sees_the_page_and_no_way_further_in(shop: Project, admin: Client) -> None:
    answer = Client().get(make(admin))
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "Answers to customers" in shown
    assert "/p/shop/" not in shown
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex")


def test_it_is_shown_once_and_kept_as_a_hash(shop: Project, admin: Client) -> None:
    path = make(admin)
    assert path not in admin.get("/p/shop/value/share/").content.decode()
    assert path.split("/")[2].encode() not in bytes(ShareLink.objects.get().token_hash)
    assert AuditEntry.objects.filter(project=shop, action="share.created").exists()


def test_a_link_that_is_over_or_taken_back_shows_nothing(shop: Project, admin: Client) -> None:
    path = make(admin)
    ShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(path).status_code == 410
    again = make(admin)
    admin.post(f"/p/shop/value/share/{ShareLink.objects.latest('pk').pk}/revoke/")
    assert Client().get(again).status_code == 410


def test_a_guessed_link_is_told_the_same(shop: Project) -> None:
    assert Client().get("/shared/guess/").status_code == 410


@pytest.mark.parametrize("days", ["0", "91", "x", ""])
def test_a_link_ends_within_ninety_days(admin: Client, days: str) -> None:
    assert admin.post("/p/shop/value/share/", {"note": "x", "days": days}).status_code == 400
    assert not ShareLink.objects.exists()


def test_a_viewer_makes_no_link_but_may_read_the_digest(shop: Project, client: Client) -> None:
    client.force_login(people.person(role="viewer", of=shop))
    assert client.post("/p/shop/value/share/", {"note": "x", "days": "7"}).status_code == 403
    client.post("/p/shop/value/share/digest/", {"read": "yes"})
    assert DigestReader.objects.count() == 1
    client.post("/p/shop/value/share/digest/")
    assert DigestReader.objects.count() == 0
