"""Sign-in by a provider: a real one on loopback, which says who somebody is."""

import io
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import LazySettings
from django.core.management import call_command
from django.test import Client

from aiops.core.checks import provider as check
from aiops.core.models import AuditEntry, User
from tests.aiops.core.test_second_factor import CODE, code_of
from tests.aiops.core.test_sign_in import signed_in
from tests.people import person

pytestmark = pytest.mark.django_db


@dataclass
class Provider:
    """Who is at it, and what it was asked."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    def answer(self, path: str) -> dict[str, Any]:
        if path.endswith("/.well-known/openid-configuration"):
            places = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            told = {f"{name}_endpoint": f"{self.url}/{place}" for name, place in places.items()}
            return {"issuer": self.url, "jwks_uri": f"{self.url}/keys", **told}
        return self.claims if path == "/userinfo" else {"access_token": "t", "token_type": "Bearer"}


@pytest.fixture
def provider(settings: LazySettings) -> Iterator[Provider]:
    found = Provider(claims={"sub": "42", "email": "Ada@Example.com", "email_verified": True})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(found.answer(urlsplit(self.path).path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            found.asked.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    app = {
        "provider_id": "oidc",
        "name": "Acme",
        "client_id": "us",
        "secret": "s",
        "settings": {"server_url": found.url},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    settings.OIDC_URL, settings.OIDC_NAME = found.url, "Acme"
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def come_in(client: Client, path: str = "/accounts/provider/") -> Any:
    """To the provider, where somebody says yes, and back."""
    away = client.get(path)
    assert away.status_code == 302, away.content
    asked = parse_qs(urlsplit(away["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://testserver/accounts/provider/back/"]
    return client.get("/accounts/provider/back/", {"code": "c", "state": asked["state"][0]})


def test_a_known_person_comes_in_and_is_remembered_by_the_providers_id(client: Client, provider: Provider) -> None:
    person("ada@example.com")
    page = client.get("/accounts/login/?next=/projects/").content.decode()
    assert 'href="/accounts/provider/?next=/projects/"' in page
    assert "Sign in with Acme" in page
    assert come_in(client, "/accounts/provider/?next=/projects/")["Location"] == "/projects/"
    assert signed_in(client)
    assert provider.asked[0]["code_verifier"]
    client.post("/accounts/logout/")
    provider.claims["email"] = "ada.lovelace@example.com"  # married, and known all the same
    come_in(client)
    assert signed_in(client)
    assert [entry.action for entry in AuditEntry.objects.all()] == ["provider.connected"]


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "eve@example.com", "email_verified": True},
        {"email": "ada@example.com", "email_verified": False},
        {"email": "ada@example.com"},
        {"email_verified": True},
    ],
)
def test_nobody_else_comes_in_and_nobody_is_made(client: Client, provider: Provider, claims: dict[str, Any]) -> None:
    person("ada@example.com")
    provider.claims = {"sub": "43", **claims}
    answer = come_in(client)
    assert answer.status_code == 403
    assert "Not known here" in answer.content.decode()
    assert not signed_in(client)
    assert User.objects.count() == 1


def test_an_address_that_went_to_somebody_else_opens_nothing(client: Client, provider: Provider) -> None:
    person("ada@example.com")
    come_in(client)
    client.post("/accounts/logout/")
    provider.claims["sub"] = "43"
    answer = come_in(client)
    assert answer.status_code == 403
    assert "somebody else came in with this address" in answer.content.decode()
    assert not signed_in(client)
    call_command("signin_link", "ada@example.com", "--forget-provider", stdout=io.StringIO())
    come_in(client)
    assert signed_in(client)


def test_a_code_is_asked_for_after_the_provider(client: Client, provider: Provider) -> None:
    secret = generate_totp_secret()
    TOTP.activate(person("ada@example.com"), secret)
    assert come_in(client)["Location"] == CODE
    assert not signed_in(client)
    client.post(CODE, {"code": code_of(secret)})
    assert signed_in(client)


def test_who_is_signed_in_already_comes_to_their_account(client: Client, provider: Provider) -> None:
    client.force_login(person("ada@example.com"))
    assert come_in(client, "/accounts/provider/?process=connect")["Location"].startswith("/account")
    assert signed_in(client)


def test_an_address_of_the_company_is_made_without_any_role(
    client: Client, provider: Provider, settings: LazySettings
) -> None:
    settings.OIDC_DOMAINS = ["Example.com"]
    come_in(client)
    assert signed_in(client)
    user = User.objects.get()
    assert (user.email, user.is_superuser, user.memberships.count()) == ("ada@example.com", False, 0)


def test_a_closed_account_stays_closed(client: Client, provider: Provider) -> None:
    person("ada@example.com", is_active=False)
    come_in(client)
    assert not signed_in(client)


def test_an_answer_that_nobody_asked_for_is_refused(client: Client, provider: Provider) -> None:
    person("ada@example.com")
    answer = client.get("/accounts/provider/back/", {"code": "c", "state": "forged"})
    assert "Sign-in failed" in answer.content.decode()
    assert not signed_in(client)


def test_without_a_provider_there_is_no_button(client: Client) -> None:
    assert "Sign in with" not in client.get("/accounts/login/").content.decode()


def test_half_a_set_up_is_said_at_the_start(settings: LazySettings) -> None:
    assert check(None) == []
    settings.OIDC_URL, settings.OIDC_CLIENT_ID, settings.OIDC_SECRET = "http://login.example.com", "us", ""
    assert check(None)[0].msg == "Sign-in by a provider lacks AIOPS_OIDC_SECRET."
    settings.OIDC_SECRET, settings.HTTPS = "s", True
    assert check(None)[0].id == "aiops.E003"
