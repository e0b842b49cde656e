import pytest
from django.test import Client

from aiops.core.models import AuditEntry, Membership, Project
from tests.people import person, project, superuser

pytestmark = pytest.mark.django_db


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/")["Location"] == "/accounts/login/?next=/"


def test_a_person_with_one_project_goes_there(client: Client) -> None:
    project("other")
    client.force_login(person(role="viewer", of=project("shop")))
    assert client.get("/")["Location"] == "/p/shop/"


def test_a_person_with_several_chooses_and_is_led_back_next_time(client: Client) -> None:
    ada = person(role="viewer", of=project("shop"))
    Membership.objects.create(user=ada, project=project("other"))
    client.force_login(ada)
    assert client.get("/")["Location"] == "/projects/"
    client.get("/p/other/settings/")
    assert client.get("/")["Location"] == "/p/other/"


def test_a_project_one_was_removed_from_is_no_home_any_more(client: Client) -> None:
    ada = person(role="viewer", of=project("shop"))
    client.force_login(ada)
    client.get("/p/shop/settings/")
    Membership.objects.all().delete()
    assert client.get("/")["Location"] == "/projects/"
    assert "shop" not in client.get("/projects/").content.decode()


def test_the_first_person_makes_the_first_project(client: Client) -> None:
    root = superuser()
    client.force_login(root)
    assert "Make the first project" in client.get("/projects/").content.decode()
    assert client.post("/projects/new/", {"name": "Harbour Goods"})["Location"] == "/p/harbour-goods/"
    made = Project.objects.get()
    assert (made.name, Membership.objects.get().role) == ("Harbour Goods", "admin")
    assert AuditEntry.objects.get().action == "project.created"


@pytest.mark.parametrize(
    ("names", "slugs"),
    [
        (["Shop", "shop", "SHOP!"], ["shop", "shop-2", "shop-3"]),
        (["漢字", "***"], ["project", "project-2"]),
        (["x" * 100, "x" * 100], ["x" * 55, "x" * 55 + "-2"]),
    ],
)
def test_each_project_gets_an_address_of_its_own(client: Client, names: list[str], slugs: list[str]) -> None:
    client.force_login(superuser())
    for name in names:
        assert client.post("/projects/new/", {"name": name}).status_code == 302
    assert list(Project.objects.order_by("pk").values_list("slug", flat=True)) == slugs


def test_a_project_needs_a_name(client: Client) -> None:
    client.force_login(superuser())
    assert client.post("/projects/new/", {"name": " "}).status_code == 400
    assert not Project.objects.exists()


def test_a_refusal_says_which_role_it_takes(client: Client) -> None:
    client.force_login(person(role="member", of=project("shop")))
    answer = client.get("/p/shop/settings/keys/")
    assert answer.status_code == 403
    assert "takes the role admin" in answer.content.decode()


def test_what_is_not_there_is_said_in_the_products_own_words(client: Client) -> None:
    client.force_login(person(role="member", of=project("shop")))
    for path in ("/p/absent/traces/", "/p/shop/absent/", "/absent"):
        answer = client.get(path)
        assert (answer.status_code, "There is nothing here" in answer.content.decode()) == (404, True)
