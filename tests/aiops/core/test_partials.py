from typing import Any

import pytest
from django.test import Client

from tests.people import person, project

pytestmark = pytest.mark.django_db
LIST = "/p/shop/traces/"
HTMX: dict[str, Any] = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{LIST}?range=7d&model=a%26b"}
FETCH: dict[str, Any] = {"X-Requested-With": "fetch"}


def test_htmx_of_a_signed_out_person_goes_to_sign_in_and_back_to_the_page(client: Client) -> None:
    answer = client.get(LIST, headers=HTMX)
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/accounts/login/?next=%2Fp%2Fshop%2Ftraces%2F%3Frange%3D7d%26model%3Da%2526b"


def test_a_script_of_a_signed_out_person_is_told_where_to_sign_in(client: Client) -> None:
    answer = client.get(f"{LIST}facets/model/", headers=FETCH)
    assert (answer.status_code, answer["X-Sign-In"]) == (401, "/accounts/login/")
    assert "no-store" in answer["Cache-Control"]
    assert b"password" not in answer.content


def test_a_page_of_a_signed_out_person_is_redirected_as_ever(client: Client) -> None:
    assert client.get(LIST)["Location"] == "/accounts/login/?next=/p/shop/traces/"


def test_a_script_of_a_signed_in_person_gets_its_part(client: Client) -> None:
    client.force_login(person("ada@example.com", of=project("shop")))
    assert client.get(f"{LIST}facets/status/", headers=FETCH).status_code == 200


@pytest.mark.parametrize("where", ["https://evil.example//evil.example/x", "javascript:alert(1)", "", "//[bad"])
def test_the_way_back_never_leaves_this_site(client: Client, where: str) -> None:
    answer = client.get(LIST, headers=HTMX | {"HX-Current-URL": where})
    assert answer["HX-Redirect"] == "/accounts/login/?next=%2F"
