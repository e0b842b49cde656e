"""Outcomes from a spreadsheet: on the page and by command, each line once, what is wrong named by line and column."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from aiops.core.models import AuditEntry, Project
from tests import people
from tests.workflows.doors import NOW, query
from workflows.events import table
from workflows.models import OutcomeHook, Workflow

pytestmark = pytest.mark.django_db
HEAD = "outcome_id,workflow,occurred_at,status,key,minutes_saved\n"
GOOD = f"t-1,support-answer,{NOW.isoformat()},success,k-1,4.5\n"


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def member(shop: Project, client: Client) -> Client:
    client.force_login(people.person(role="member", of=shop))
    return client


def upload(client: Client, text: str | bytes, status: int = 200) -> str:
    data = text.encode() if isinstance(text, str) else text
    answer = client.post("/p/shop/outcomes/import/", {"table": SimpleUploadedFile("outcomes.csv", data)})
    assert answer.status_code == status, answer.content
    return " ".join(answer.content.decode().split())


def test_a_table_is_stored_once(shop: Project, member: Client) -> None:
    shown = upload(member, "\ufeff" + HEAD + GOOD)
    assert "<strong>1 outcome</strong> is stored" in shown
    assert "1 were known already" in upload(member, HEAD + GOOD)
    assert query("SELECT outcome_id, ref_kind, ref, minutes_saved::text FROM outcome") == [
        ("t-1", "key", "k-1", "4.500000")
    ]
    assert AuditEntry.objects.filter(project=shop, action="outcomes.imported").count() == 2


def test_wrong_lines_are_named_and_the_others_stored(member: Client) -> None:
    shown = upload(
        member,
        HEAD + GOOD + "t-2,support-answer,yesterday,success,k,\n\n" + GOOD.replace("t-1", "t-3").replace("4.5", "many"),
    )
    assert "<strong>1 outcome</strong> is stored; <strong>2 lines</strong> could not be read" in shown
    assert [line in shown for line in ('class="num">3<', 'class="num">5<')] == [True, True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the column outcome_id is missing"), ("colour\n", "colour is no column"),
        (HEAD.replace("key", "status"), "status stands there twice"), (HEAD + GOOD.strip() + ",x\n", "Line 2: 7 cells"),
    ],
)  # fmt: skip
def test_a_table_that_says_nothing_to_us_is_refused(member: Client, text: str, said: str) -> None:
    if not text:
        with pytest.raises(table.TableError, match=said):
            list(table.events([]))
        return
    assert said in upload(member, text, 400)


def test_another_encoding_is_said(member: Client) -> None:
    assert "not in UTF-8" in upload(member, (HEAD + GOOD).encode() + b"\xff\xfe", 400)


def test_our_own_export_can_be_read_back(shop: Project, member: Client) -> None:
    upload(member, HEAD + GOOD)
    exported = member.get("/p/shop/outcomes/export.csv").content.decode()
    shown = upload(member, exported)
    assert "could not be read" not in shown


def test_what_our_own_export_quoted_is_read_as_it_was(shop: Project, member: Client) -> None:
    upload(member, HEAD + GOOD.replace("t-1", "-1").replace("k-1", "@ann"))
    exported = member.get("/p/shop/outcomes/export.csv").content.decode()
    assert "'-1" in exported
    query("DELETE FROM outcome RETURNING 1")
    upload(member, exported)
    assert query("SELECT outcome_id, ref FROM outcome") == [("-1", "@ann")]


def test_the_command_names_what_it_refuses(shop: Project, tmp_path: Path) -> None:
    file = tmp_path / "outcomes.csv"
    file.write_text(HEAD + GOOD)
    out, errors = StringIO(), StringIO()
    call_command("import_outcomes", str(file), project="shop", stdout=out)
    assert out.getvalue() == "1 outcomes stored, 0 known already.\n"
    file.write_text(HEAD + GOOD.replace("success", "splendid"))
    with pytest.raises(CommandError, match="1 lines refused"):
        call_command("import_outcomes", str(file), project="shop", stdout=out, stderr=errors)
    assert "line 2: status: must be one of" in errors.getvalue()


def test_an_admin_adds_and_removes_a_hook_and_a_member_does_not(shop: Project, member: Client) -> None:
    row = Workflow.objects.create(project=shop, key="a", name="a")
    data = {"recipe": "forge", "workflow": row.pk, "metric": "", "secret": ""}
    assert member.post("/p/shop/outcomes/hooks/", data).status_code == 403
    member.force_login(people.person(role="admin", of=shop))
    member.post("/p/shop/outcomes/hooks/", data)
    made = OutcomeHook.objects.get(project=shop)
    assert len(made.secret) >= 32
    assert made.secret in member.get("/p/shop/outcomes/hooks/").content.decode()
    assert made.secret not in member.get("/p/shop/outcomes/hooks/").content.decode()
    member.post(f"/p/shop/outcomes/hooks/{made.pk}/remove/")
    assert not OutcomeHook.objects.exists()
