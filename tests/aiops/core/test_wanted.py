import pytest
from django.test import Client

from aiops.core import links
from tests.people import person, project

pytestmark = pytest.mark.django_db
LIST = "/p/shop/traces/?range=7d"


def test_a_link_leads_to_the_page_that_was_wanted_after_the_offer_of_a_password(client: Client) -> None:
    bob = person("bob@example.com", of=project("shop"))
    client.get("/accounts/login/", {"next": LIST})
    answer = client.post(f"/link/{links.make(bob)}/")
    assert answer["Location"] == "/accounts/password/set/?next=%2Fp%2Fshop%2Ftraces%2F%3Frange%3D7d"
    page = client.get(answer["Location"]).content.decode()
    assert f'href="{LIST}">Not now' in page
    new = {"password1": "correct horse battery", "password2": "correct horse battery", "next": LIST}
    assert client.post("/accounts/password/set/", new)["Location"] == LIST


def test_who_has_a_password_goes_there_at_once_and_only_this_once(client: Client) -> None:
    bob = person("bob@example.com", of=project("shop"), password="md5$salt$0123")
    client.get("/accounts/login/", {"next": LIST})
    assert client.post(f"/link/{links.make(bob)}/")["Location"] == LIST
    client.post("/accounts/logout/")
    assert client.post(f"/link/{links.make(bob)}/")["Location"] == "/"


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/" + "x" * 3000])
def test_what_is_not_here_is_not_remembered(client: Client, where: str) -> None:
    client.get("/accounts/login/", {"next": where})
    assert client.cookies.get("wanted") is None


def test_a_forged_cookie_leads_nowhere_else(client: Client) -> None:
    bob = person("bob@example.com", of=project("shop"), password="md5$salt$0123")
    client.cookies["wanted"] = "https%3A//evil.example/"
    assert client.post(f"/link/{links.make(bob)}/")["Location"] == "/"


def test_the_404_page_of_a_project_leads_to_its_traces(client: Client) -> None:
    client.force_login(person("ada@example.com", of=project("shop")))
    answer = client.get(f"/p/shop/traces/{'0' * 32}/")
    assert answer.status_code == 404
    assert 'href="/p/shop/traces/">Traces of Shop' in answer.content.decode()
