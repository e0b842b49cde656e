"""Saved views: a page with its filters, by a name."""

import pytest
from django.test import Client

from aiops.core.models import AuditEntry, Project, SavedView, User
from tests import people

pytestmark = pytest.mark.django_db
SAVE = "/p/shop/views/save/"
PAGE = "/p/shop/traces/?status=error&range=7d"


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def ann(client: Client, shop: Project) -> User:
    ann = people.person("ann@example.org", role="member", of=shop)
    client.force_login(ann)
    return ann


def shown(client: Client) -> str:
    return client.get("/p/shop/views/").content.decode()


def test_a_view_keeps_the_page_with_its_filters_and_stands_in_the_side_bar(client: Client, ann: User) -> None:
    answer = client.post(SAVE, {"name": "Failed this week", "page": f"{PAGE}&cursor=abc"})
    assert answer["Location"] == PAGE
    assert 'href="/p/shop/traces/?status=error&amp;range=7d" title="Failed this week"' in shown(client)


def test_a_view_of_ones_own_is_hidden_from_others_and_one_for_everyone_is_not(
    client: Client, ann: User, shop: Project
) -> None:
    client.post(SAVE, {"name": "Mine", "page": PAGE})
    client.post(SAVE, {"name": "Ours", "page": PAGE, "everyone": "on"})
    mine = SavedView.objects.get(name="Mine")
    client.force_login(people.person("bob@example.org", role="viewer", of=shop))
    assert "Ours" in shown(client)
    assert "Mine" not in shown(client)
    assert client.post(f"/p/shop/views/{mine.pk}/remove/").status_code == 404
    assert [entry.action for entry in AuditEntry.objects.all()] == ["view.saved"]


def test_a_viewer_saves_for_themselves_alone(client: Client, shop: Project) -> None:
    client.force_login(people.person(role="viewer", of=shop))
    assert client.post(SAVE, {"name": "Mine", "page": PAGE}).status_code == 302
    assert client.post(SAVE, {"name": "Ours", "page": PAGE, "everyone": "on"}).status_code == 403
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(
    "page",
    [
        "https://example.org/p/shop/traces/",
        "//example.org/p/shop/traces/",
        "/p/other/traces/",
        "/p/shop/nothing/",
        "x",
        "/p/shop/prompts/../../other/",
        "/p/shop/prompts/%2e%2e/",
    ],
)
def test_only_pages_of_the_project_are_saved(client: Client, ann: User, page: str) -> None:
    assert client.post(SAVE, {"name": "x", "page": page})["Location"] == "/p/shop/views/"
    assert "page: This is no page of the project." in shown(client)
    assert not SavedView.objects.exists()


def test_a_name_is_taken_once_by_each(client: Client, ann: User) -> None:
    for _ in range(2):
        client.post(SAVE, {"name": "Failed", "page": PAGE})
    assert "There is a view called Failed already" in shown(client)
    assert SavedView.objects.count() == 1


def test_a_view_is_renamed_and_deleted(client: Client, ann: User) -> None:
    client.post(SAVE, {"name": "Failed", "page": PAGE})
    view = SavedView.objects.get()
    client.post(f"/p/shop/views/{view.pk}/rename/", {"name": "Failed runs"})
    assert SavedView.objects.get().name == "Failed runs"
    client.post(f"/p/shop/views/{view.pk}/rename/", {"name": " "})
    assert "Write one of 1 to 60 characters" in shown(client)
    client.post(f"/p/shop/views/{view.pk}/remove/")
    assert not SavedView.objects.exists()
