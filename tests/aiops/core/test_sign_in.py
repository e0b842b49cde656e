"""Signing in with a password, and how sessions end."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from aiops.core import links
from aiops.core.models import User
from tests.people import person

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def quick_hashes(settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def ada() -> User:
    user = person("ada@example.com")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, password: str = PASSWORD, email: str = "ada@example.com", **extra: Any) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password}, **extra)


def signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_e_mail_and_password_sign_in(client: Client, ada: User) -> None:
    assert sign_in(client, email="Ada@Example.com").status_code == 302
    assert signed_in(client)


def test_a_wrong_password_and_an_unknown_person_look_alike(client: Client, ada: User) -> None:
    wrong, unknown = sign_in(client, "wrong"), sign_in(client, email="eve@example.com")
    assert (wrong.status_code, unknown.status_code) == (200, 200)
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert not signed_in(client)


def test_wrong_passwords_lock_out_that_address_and_nobody_else(client: Client, ada: User) -> None:
    answers = [sign_in(client, "wrong", REMOTE_ADDR="203.0.113.7").status_code for _ in range(12)]
    assert 429 in answers
    assert sign_in(client, REMOTE_ADDR="203.0.113.7").status_code == 429
    assert sign_in(client, REMOTE_ADDR="203.0.113.8").status_code == 302


@pytest.mark.parametrize("agent", ["a\r\nSet-Cookie: x=1", "\x1b[31mred", "nul\x00", "x" * 10_000])
def test_a_hostile_user_agent_only_fails_to_sign_in(client: Client, ada: User, agent: str) -> None:
    assert sign_in(client, "wrong", HTTP_USER_AGENT=agent).status_code == 200


@pytest.mark.parametrize("email", ["a\r\nb@example.com", "nul\x00@example.com", "x" * 10_000 + "@example.com", ""])
def test_a_hostile_e_mail_address_only_fails_to_sign_in(client: Client, email: str) -> None:
    assert sign_in(client, email=email).status_code == 200


def test_signing_in_gives_a_new_session(client: Client, ada: User) -> None:
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["aiops_session"] = session.session_key or ""
    sign_in(client)
    assert client.session.session_key != session.session_key


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_after_signing_in_nobody_is_sent_elsewhere(client: Client, ada: User, elsewhere: str) -> None:
    answer = client.post("/accounts/login/", {"login": "ada@example.com", "password": PASSWORD, "next": elsewhere})
    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/password/reset/", "/accounts/email/", "/admin/"])
def test_nobody_signs_up(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_signing_out_takes_a_post(client: Client, ada: User) -> None:
    sign_in(client)
    client.get("/accounts/logout/")
    assert signed_in(client)
    client.post("/accounts/logout/")
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [([11.9], True), ([12.1], False), ([11.0] * 15, True), ([11.0] * 16, False)],  # 7 days are 168 hours
)
def test_a_session_ends_after_12_idle_hours_and_after_7_days(
    client: Client, ada: User, time_machine: Any, hours: list[float], expected: bool
) -> None:
    now = 1_790_000_000.0
    time_machine.move_to(now, tick=False)
    sign_in(client)
    for each in hours:
        now += each * 3600
        time_machine.move_to(now, tick=False)
        alive = signed_in(client)
    assert alive is expected


def test_a_page_view_does_not_write_the_session(client: Client, ada: User, time_machine: Any) -> None:
    time_machine.move_to(1_790_000_000.0, tick=False)
    sign_in(client)
    assert "Set-Cookie" not in client.get("/account/").headers or "aiops_session" not in client.get("/account/").cookies
    time_machine.move_to(1_790_000_000.0 + 601, tick=False)
    assert "aiops_session" in client.get("/account/").cookies


def test_signing_out_everywhere_else_keeps_this_session(client: Client, ada: User) -> None:
    other = Client()
    sign_in(client)
    sign_in(other)
    client.post("/account/sessions/end/")
    assert (signed_in(client), signed_in(other)) == (True, False)


def test_signing_out_everywhere_ends_this_one_too(client: Client, ada: User) -> None:
    sign_in(client)
    client.post("/account/sessions/end/", {"here": "too"})
    assert not signed_in(client)


def test_a_new_password_ends_every_other_session(client: Client, ada: User) -> None:
    other = Client()
    sign_in(client)
    sign_in(other)
    new = {"oldpassword": PASSWORD, "password1": "a much better one 7", "password2": "a much better one 7"}
    assert client.post("/accounts/password/change/", new).status_code == 302
    assert (signed_in(client), signed_in(other)) == (True, False)


def test_after_a_link_a_password_can_be_set_or_not(client: Client) -> None:
    bob = person("bob@example.com")
    assert client.post(f"/link/{links.make(bob)}/")["Location"] == "/accounts/password/set/"
    assert signed_in(client)
    client.post("/accounts/password/set/", {"password1": "x" * 9, "password2": "x" * 9})
    assert not User.objects.get(pk=bob.pk).has_usable_password()
    client.post("/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.get(pk=bob.pk).check_password(PASSWORD)
    assert signed_in(client)


def test_a_closed_account_cannot_sign_in(client: Client, ada: User) -> None:
    User.objects.update(is_active=False)
    sign_in(client)
    assert not signed_in(client)


def test_the_host_header_is_checked(client: Client) -> None:
    assert client.get("/accounts/login/", HTTP_HOST="evil.example").status_code == 400
    answer = client.get("/", HTTP_X_FORWARDED_HOST="evil.example")
    assert "evil.example" not in answer["Location"]


def test_a_form_from_elsewhere_is_refused(ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert client.post("/account/", {"name": "Eve"}).status_code == 403
