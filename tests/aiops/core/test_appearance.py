"""Theme and side bar: kept in cookies that the server reads before it draws."""

import pytest
from django.test import Client

from aiops.core.models import User

URL = "/appearance/"


@pytest.mark.parametrize(("field", "value"), [("theme", "dark"), ("theme", "system"), ("nav", "small")])
def test_a_choice_is_kept_for_a_year(client: Client, field: str, value: str) -> None:
    answer = client.post(URL, {field: value, "next": "/p/harbour/traces/?q=a"})
    assert answer.headers["Location"] == "/p/harbour/traces/?q=a"
    cookie = client.cookies[field]
    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == (value, 365 * 86_400, "Lax")


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_it_never_leads_to_another_site(client: Client, target: str) -> None:
    assert client.post(URL, {"theme": "dark", "next": target}).headers["Location"] == "/"


@pytest.mark.parametrize("value", ["dark; Path=/x", "<script>", ""])
def test_other_values_change_nothing(client: Client, value: str) -> None:
    assert "theme" not in client.post(URL, {"theme": value}).cookies


def test_it_only_takes_posts(client: Client) -> None:
    assert client.get(URL).status_code == 405


@pytest.mark.django_db
def test_a_cookie_with_another_value_is_not_drawn(client: Client) -> None:
    client.force_login(User.objects.create_user("ada@example.org"))
    client.cookies["theme"] = '"onload=alert(1)'
    assert "onload" not in client.get("/account/").content.decode()
