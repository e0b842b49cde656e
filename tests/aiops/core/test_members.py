import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from aiops.core import links
from aiops.core.models import AuditEntry, Membership, Project, SignInLink, User
from tests.people import person, project, superuser

URL = "/p/shop/settings/members/"


@pytest.fixture
def shop(db: None) -> Project:
    return project("shop")


@pytest.fixture
def admin(shop: Project, client: Client) -> User:
    ada = person("ada@example.com", role="admin", of=shop)
    client.force_login(ada)
    return ada


def place(user: User, of: Project) -> Membership:
    return Membership.objects.get(user=user, project=of)


def link_on(answer: Any) -> str | None:
    shown = answer.context and answer.context.get("link")
    return str(shown["text"]) if shown else None


def test_a_new_person_is_invited_by_a_link_shown_once(client: Client, admin: User, shop: Project) -> None:
    answer = client.post(URL, {"email": "Bob@Example.com", "role": "member"}, follow=True)
    link = link_on(answer)
    assert link is not None
    bob = User.objects.get(email="bob@example.com")
    assert place(bob, shop).role == "member"
    assert links.person_of(link.rstrip("/").rpartition("/")[2]) == bob
    assert link not in client.get(URL).content.decode()


def test_a_person_who_is_known_is_added_without_a_way_in(client: Client, admin: User, shop: Project) -> None:
    """Else an admin here could enter other projects, or the installation, in that person's name."""
    root = superuser()
    assert client.post(URL, {"email": root.email, "role": "viewer"}).status_code == 302
    assert place(root, shop).role == "viewer"
    assert not SignInLink.objects.exists()


@pytest.mark.parametrize("who", ["superuser", "elsewhere too", "has a password"])
def test_a_project_admin_gets_no_link_for_those_who_are_more_than_theirs(
    client: Client, admin: User, shop: Project, who: str
) -> None:
    bob = person(role="viewer", of=shop)
    if who == "superuser":
        User.objects.filter(pk=bob.pk).update(is_superuser=True)
    if who == "elsewhere too":
        Membership.objects.create(user=bob, project=project("other"))
    if who == "has a password":
        User.objects.filter(pk=bob.pk).update(password="md5$salt$0123")
    client.post(f"{URL}{place(bob, shop).pk}/link/")
    assert not SignInLink.objects.exists()


def test_a_lost_invitation_is_made_again(client: Client, admin: User, shop: Project) -> None:
    bob = person(role="viewer", of=shop)
    assert link_on(client.post(f"{URL}{place(bob, shop).pk}/link/", follow=True)) is not None


def test_the_installations_admin_makes_a_link_for_anybody(client: Client, shop: Project) -> None:
    client.force_login(superuser())
    bob = person(role="viewer", of=shop)
    Membership.objects.create(user=bob, project=project("other"))
    assert link_on(client.post(f"{URL}{place(bob, shop).pk}/link/", follow=True)) is not None


@pytest.mark.parametrize(
    "data",
    [
        {"email": "bob", "role": "viewer"},
        {"email": "", "role": "viewer"},
        {"email": "bob@example.com", "role": "owner"},
        {"email": "bob@example.com"},
        {"email": "nul\x00@example.com", "role": "viewer"},
        {"email": "ada@example.com", "role": "viewer"},  # is there already
    ],
)
def test_a_wrong_invitation_adds_nobody_and_says_why(client: Client, admin: User, data: dict[str, str]) -> None:
    answer = client.post(URL, data)
    assert answer.status_code == 400
    assert answer.context["form"].errors
    assert User.objects.count() == Membership.objects.count() == 1


def test_the_project_of_an_invitation_cannot_be_chosen(client: Client, admin: User, shop: Project) -> None:
    other = project("other")
    client.post(URL, {"email": "bob@example.com", "role": "viewer", "project": other.pk, "is_superuser": "1"})
    bob = User.objects.get(email="bob@example.com")
    assert (list(Project.objects.visible_to(bob)), bob.is_superuser) == ([shop], False)


def test_a_role_changes(client: Client, admin: User, shop: Project) -> None:
    bob = person(role="viewer", of=shop)
    client.post(f"{URL}{place(bob, shop).pk}/role/", {"role": "admin"})
    assert place(bob, shop).role == "admin"
    assert AuditEntry.objects.get().details == {"role": "viewer → admin"}


@pytest.mark.parametrize("act", ["role", "remove"])
def test_the_last_admin_stays(client: Client, admin: User, shop: Project, act: str) -> None:
    person(role="member", of=shop)
    client.post(f"{URL}{place(admin, shop).pk}/{act}/", {"role": "viewer"})
    assert place(admin, shop).role == "admin"


def test_an_admin_who_is_not_the_last_can_go(client: Client, admin: User, shop: Project) -> None:
    person(role="admin", of=shop)
    client.post(f"{URL}{place(admin, shop).pk}/remove/")
    assert client.get(URL).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_remove_each_other_at_once_leave_one() -> None:
    shop = project("shop")
    pair = [person(f"admin{number}@example.com", role="admin", of=shop) for number in (1, 2)]
    start = threading.Barrier(2)

    def remove(actor: User, other: User) -> None:
        client = Client()
        client.force_login(actor)
        pk = place(other, shop).pk
        start.wait()
        client.post(f"{URL}{pk}/remove/")
        connection.close()

    threads = [threading.Thread(target=remove, args=(pair[n], pair[1 - n])) for n in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Membership.objects.filter(project=shop, role="admin").count() == 1


def test_a_viewer_sees_who_is_there_and_no_way_to_change_it(client: Client, admin: User, shop: Project) -> None:
    client.force_login(person(role="viewer", of=shop))
    page = client.get(URL).content.decode()
    assert "ada@example.com" in page
    assert "<form" not in page.partition('id="main"')[2]


def test_a_name_full_of_markup_is_text(client: Client, admin: User, shop: Project) -> None:
    person(role="viewer", of=shop, name="<img src=x onerror=alert(1)>")
    page = client.get(URL).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
