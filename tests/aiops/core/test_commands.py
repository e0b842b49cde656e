from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from aiops.core import auth, links
from aiops.core.models import ApiKey, AuditEntry, Membership, Project, User
from tests.people import asking, person, project

pytestmark = pytest.mark.django_db


def run(*arguments: Any) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_create_key_prints_the_key_alone_and_makes_the_project() -> None:
    printed = run("create_key", "shop", "--scope", "ingest", "--scope", "read")
    assert printed.count("\n") == 1
    key = auth.require_key(asking(f"Bearer {printed.strip()}"), "read")
    assert (key.project.slug, key.scopes) == ("shop", ["ingest", "read"])


def test_create_key_uses_the_project_that_is_there() -> None:
    shop = project("shop", name="The shop")
    run("create_key", "shop", "--name", "collector", "--expires-days", "30")
    key = ApiKey.objects.get()
    assert (key.project, key.name, key.scopes) == (shop, "collector", ["ingest"])
    assert key.expires_at is not None
    assert (key.expires_at - key.created_at).days in {29, 30}


@pytest.mark.parametrize(
    "arguments",
    [("***",), ("shop", "--expires-days", "0"), ("shop", "--expires-days", "-3"), ("shop", "--scope", "all")],
)
def test_create_key_refuses(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run("create_key", *arguments)
    assert not ApiKey.objects.exists()


def test_the_first_person_is_everyones_admin_and_the_second_is_not(client: Client) -> None:
    first = run("signin_link", "Ada@Example.com").strip()
    run("signin_link", "bob@example.com")
    assert list(User.objects.order_by("pk").values_list("email", "is_superuser")) == [
        ("ada@example.com", True),
        ("bob@example.com", False),
    ]
    assert client.post(first).status_code == 302


def test_signin_link_gives_a_role() -> None:
    shop = project("shop")
    person()
    run("signin_link", "bob@example.com", "--role", "member", "--project", "shop")
    run("signin_link", "bob@example.com", "--role", "admin", "--project", "shop")
    assert Membership.objects.get(user__email="bob@example.com", project=shop).role == "admin"


@pytest.mark.parametrize(
    "arguments",
    [
        ("nobody",),
        ("a@example.com", "--role", "admin"),
        ("a@example.com", "--project", "absent"),
        ("a@example.com", "--project", "absent", "--role", "emperor"),
    ],
)
def test_signin_link_refuses_and_makes_nobody(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run("signin_link", *arguments)
    assert not User.objects.exists()


def test_a_closed_account_gets_no_link() -> None:
    person("bob@example.com", is_active=False)
    with pytest.raises(CommandError, match="deactivated"):
        run("signin_link", "bob@example.com")


def test_commands_are_in_the_audit_log_without_secrets() -> None:
    key = run("create_key", "shop").strip()
    link = run("signin_link", "ada@example.com").strip()
    entries = list(AuditEntry.objects.order_by("pk"))
    assert [entry.action for entry in entries] == ["project.created", "key.created", "person.created", "link.created"]
    assert {entry.actor_name for entry in entries} == {"command line"}
    said = " ".join(f"{entry.subject} {entry.details}" for entry in entries)
    assert key.rpartition("_")[2] not in said
    assert link.rstrip("/").rpartition("/")[2] not in said
    assert links.person_of(link.rstrip("/").rpartition("/")[2]) == User.objects.get()
    assert Project.objects.count() == 1


def test_revoke_key_ends_the_key_once_and_says_when_there_is_none() -> None:
    key_id = run("create_key", "shop").split("_")[2]
    for _ in range(2):
        assert key_id in run("revoke_key", key_id)
    assert ApiKey.objects.get().revoked_at is not None
    assert AuditEntry.objects.filter(action="key.revoked").count() == 1
    with pytest.raises(CommandError, match="no key with this id"):
        run("revoke_key", "AAAAAAAA")
