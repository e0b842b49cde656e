"""A second factor: an authenticator app and recovery codes, at every way in."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import LazySettings
from django.core.management import call_command
from django.test import Client

from aiops.core import links
from aiops.core.models import AuditEntry, User
from tests.aiops.core.test_sign_in import ada, quick_hashes, sign_in, signed_in
from tests.people import person

pytestmark = pytest.mark.django_db
__all__ = ["ada", "quick_hashes"]
CODE = "/accounts/second-factor/code/"


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1])))


@pytest.fixture
def secret(client: Client, ada: User, django_capture_on_commit_callbacks: Any) -> str:
    """Set up as a person does; then signed out. The password has to be said again."""
    sign_in(client)
    assert client.get("/accounts/second-factor/app/")["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/?next=/accounts/second-factor/app/", {"password": PASSWORD})
    page = client.get("/accounts/second-factor/app/")
    text = page.content.decode()
    assert "data:image/svg+xml;base64," in text
    found = re.search(r'id="secret">(\w+)<', text)
    assert found, text
    with django_capture_on_commit_callbacks(execute=True):
        turned_on = client.post("/accounts/second-factor/app/", {"code": code_of(found[1])})
    assert turned_on["Location"] == "/accounts/second-factor/recovery/"
    client.post("/accounts/logout/")
    return found[1]


PASSWORD = "correct horse battery staple"


def test_a_password_alone_opens_nothing_and_a_code_opens(
    client: Client, ada: User, secret: str, time_machine: Any
) -> None:
    assert sign_in(client)["Location"] == CODE
    assert not signed_in(client)
    wrong = client.post(CODE, {"code": "000000" if code_of(secret) != "000000" else "111111"})
    assert "Incorrect code" in wrong.content.decode()
    assert not signed_in(client)
    time_machine.move_to(time.time() + 60)  # the code of the set-up opens nothing again
    assert client.post(CODE, {"code": code_of(secret)}).status_code == 302
    assert signed_in(client)
    acts = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert acts == ["second_factor.added", "second_factor.added", "second_factor.failed"]


def test_a_one_time_link_asks_for_the_code_too(client: Client, ada: User, secret: str) -> None:
    assert client.post(f"/link/{links.make(ada)}/")["Location"] == CODE
    assert not signed_in(client)


def test_a_recovery_code_opens_once(client: Client, ada: User, secret: str) -> None:
    code = Authenticator.objects.get(user=ada, type="recovery_codes").wrap().get_unused_codes()[0]
    for opens in (True, False):
        sign_in(client)
        client.post(CODE, {"code": code})
        assert signed_in(client) is opens
        client.post("/accounts/logout/")


def test_guessing_codes_ends_after_ten(client: Client, ada: User, secret: str) -> None:
    sign_in(client)
    for _ in range(10):
        client.post(CODE, {"code": "none"})
    assert "Too many wrong codes" in client.post(CODE, {"code": code_of(secret)}).content.decode()
    assert not signed_in(client)


def test_the_secret_is_not_in_the_table_in_clear(ada: User, secret: str) -> None:
    kept = Authenticator.objects.get(user=ada, type="totp")
    assert secret not in str(kept.data)
    assert kept.wrap().validate_code("000000") is False


def test_under_another_secret_key_the_cause_is_said(
    client: Client, ada: User, secret: str, settings: LazySettings
) -> None:
    settings.SECRET_KEY = "another" * 8
    sign_in(client)
    page = client.post(CODE, {"code": code_of(secret)})
    assert (page.status_code, "secret key of this installation is not the one" in page.content.decode()) == (200, True)
    assert not signed_in(client)


def test_who_lost_everything_is_let_in_by_the_server_alone(client: Client, ada: User, secret: str) -> None:
    call_command("signin_link", ada.email, "--reset-second-factor")
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.filter(action="second_factor.removed", actor_name="command line").exists()
    sign_in(client)
    assert signed_in(client)


def test_its_pages_are_ours(client: Client, ada: User, secret: str, time_machine: Any) -> None:
    sign_in(client)
    time_machine.move_to(time.time() + 60)
    client.post(CODE, {"code": code_of(secret)})
    assert "Each sign-in asks for a code" in client.get("/accounts/second-factor/").content.decode()
    assert "Manage it" in client.get("/account/").content.decode()
    time_machine.move_to(time.time() + 3600)  # the code was said too long ago
    [(asked, _)] = client.get("/accounts/second-factor/app/remove/", follow=True).redirect_chain
    assert asked.startswith(("/accounts/second-factor/again/", "/accounts/reauthenticate/"))
    client.post("/accounts/second-factor/again/?next=/accounts/second-factor/", {"code": code_of(secret)})
    assert "Remove the second factor?" in client.get("/accounts/second-factor/app/remove/").content.decode()
    text = client.get("/accounts/second-factor/recovery.txt")
    assert text["Content-Disposition"].startswith("attachment")
    client.post("/accounts/second-factor/app/remove/")
    assert not Authenticator.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_came_by_a_link_sees_the_recovery_codes_at_once(client: Client) -> None:
    bob = person("bob@example.com")
    client.post(f"/link/{links.make(bob)}/")
    page = client.get("/accounts/second-factor/app/").content.decode()
    found = re.search(r'id="secret">(\w+)<', page)
    assert found, page
    client.post("/accounts/second-factor/app/", {"code": code_of(found[1])})
    text = client.get("/accounts/second-factor/recovery/").content.decode()
    assert "10 of 10 are left" in text
    [code, *_] = Authenticator.objects.get(user=bob, type="recovery_codes").wrap().get_unused_codes()
    assert code in text
