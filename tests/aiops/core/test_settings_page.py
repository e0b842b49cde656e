import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from aiops.core import audit, panels
from aiops.core.models import AuditEntry, Project, User
from aiops.core.panels import Panel
from tests.people import person, project, superuser

pytestmark = pytest.mark.django_db
URL = "/p/shop/settings/"
FORM = {"name": "Shop", "time_zone": "UTC", "retention_days": "30", "redaction": "standard"}


@pytest.fixture
def shop() -> Project:
    return project("shop")


@pytest.fixture
def admin(shop: Project, client: Client) -> User:
    ada = person("ada@example.com", role="admin", of=shop)
    client.force_login(ada)
    return ada


def test_settings_are_changed_and_the_change_is_recorded(client: Client, admin: User, shop: Project) -> None:
    client.post(URL, FORM | {"time_zone": "Europe/Berlin", "retention_days": "90", "redaction": "strict"})
    shop.refresh_from_db()
    assert (shop.time_zone, shop.retention_days, shop.redaction) == ("Europe/Berlin", 90, "strict")
    assert AuditEntry.objects.get().details == {
        "time_zone": "UTC → Europe/Berlin",
        "retention_days": "30 → 90",
        "redaction": "standard → strict",
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("retention_days", "0"),
        ("retention_days", "401"),
        ("retention_days", "-1"),
        ("redaction", "none"),
    ],
)
def test_a_wrong_value_changes_nothing_and_the_field_says_why(
    client: Client, admin: User, shop: Project, field: str, value: str
) -> None:
    answer = client.post(URL, FORM | {"name": "Other"} | {field: value})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert Project.objects.get(pk=shop.pk).name == shop.name


def test_the_slug_cannot_be_sent(client: Client, admin: User, shop: Project) -> None:
    client.post(URL, FORM | {"slug": "other", "id": "1", "created_at": "2001-01-01"})
    shop.refresh_from_db()
    assert shop.slug == "shop"


@pytest.mark.parametrize(
    ("role", "titles"),
    [
        ("viewer", ["Project", "Members"]),
        ("member", ["Project", "Members"]),
        ("admin", ["Project", "Members", "Keys", "Audit log"]),
    ],
)
def test_tabs_are_those_the_role_may_open(client: Client, shop: Project, role: str, titles: list[str]) -> None:
    client.force_login(person(role=role, of=shop))
    assert [tab["title"] for tab in client.get(URL).context["tabs"]][: len(titles) + 1] == [*titles, "Tags"]


def test_a_higher_app_adds_a_tab(client: Client, admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = panels.Registry()
    monkeypatch.setattr(panels, "_registry", registry)
    panels.register("settings", Panel("alerts", "Alerts", "core/_problems.html", lambda role, **_: {"role": role}))
    assert client.get(URL).context["tabs"][-1] == {
        "title": "Alerts",
        "url": "/p/shop/settings/more/alerts/",
        "current": False,
    }
    assert client.get("/p/shop/settings/more/alerts/").context["role"] == "admin"
    assert client.get("/p/shop/settings/more/absent/").status_code == 404


def test_the_audit_log_pages_back_and_shows_only_this_project(client: Client, admin: User, shop: Project) -> None:
    for number in range(101):
        audit.record("key.created", f"key {number}", project=shop)
    audit.record("key.created", "of the other", project=project("other"))
    audit.record("person.created", "of nobody")
    first = client.get(URL + "audit/")
    subjects = [line["entry"].subject for line in first.context["lines"]]
    assert (subjects[0], subjects[-1], len(subjects)) == ("key 100", "key 1", 100)
    older = client.get(f"{URL}audit/?before={first.context['older']}")
    assert [line["entry"].subject for line in older.context["lines"]] == ["key 0"]


@pytest.mark.parametrize("before", ["", "-1", "x", "9" * 30, "1'; DROP TABLE", "\x00"])
def test_a_strange_place_in_the_audit_log_is_its_top(client: Client, admin: User, shop: Project, before: str) -> None:
    audit.record("key.created", "key", project=shop)
    assert len(client.get(URL + "audit/", {"before": before}).context["lines"]) == 1


def test_the_installations_admin_sees_what_belongs_to_no_project(client: Client, shop: Project) -> None:
    audit.record("person.created", "ada@example.com")
    client.force_login(superuser())
    assert "ada@example.com" in client.get(URL + "audit/").content.decode()


def test_a_page_asks_little(client: Client, admin: User, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(30):
        person(f"p{number}@example.com", role="viewer", of=Project.objects.get(slug="shop"))
    client.get(URL)
    with django_assert_max_num_queries(11):
        client.get(URL + "members/")
