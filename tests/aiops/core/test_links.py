import threading
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.utils import timezone

from aiops.core import links
from aiops.core.models import SignInLink, User
from tests.people import person


@pytest.mark.django_db
def test_the_token_is_not_stored() -> None:
    token = links.make(person())
    assert token not in str(SignInLink.objects.values().get())


@pytest.mark.django_db
def test_a_link_signs_in_once(client: Client) -> None:
    ada = person("ada@example.com")
    url = f"/link/{links.make(ada)}/"
    assert client.post(url).status_code == 302
    assert client.session["_auth_user_id"] == str(ada.pk)
    assert Client().post(url).status_code == 410


@pytest.mark.django_db
def test_looking_at_a_link_does_not_use_it_up(client: Client) -> None:
    url = f"/link/{links.make(person())}/"
    for _ in range(3):
        assert client.get(url).status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post(url).status_code == 302


@pytest.mark.django_db
def test_signing_in_gives_a_new_session(client: Client) -> None:
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["aiops_session"] = session.session_key or ""
    client.post(f"/link/{links.make(person())}/")
    assert client.session.session_key != session.session_key


@pytest.mark.django_db
@pytest.mark.parametrize("spoil", ["expired", "inactive", "other token", "empty"])
def test_a_link_that_does_not_hold_any_more(client: Client, spoil: str) -> None:
    user = person()
    token = links.make(user)
    if spoil == "expired":
        SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    if spoil == "inactive":
        User.objects.update(is_active=False)
    token = {"other token": token[::-1], "empty": "x"}.get(spoil, token)
    assert client.get(f"/link/{token}/").status_code == 410
    assert client.post(f"/link/{token}/").status_code == 410
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_the_link_does_not_follow_a_forged_host(client: Client, settings: LazySettings) -> None:
    settings.BASE_URL = "https://aiops.example.com"
    assert links.address("abc") == "https://aiops.example.com/link/abc/"
    settings.BASE_URL = ""
    assert links.address("abc") == f"http://127.0.0.1:{settings.AIOPS_PORT}/link/abc/"


@pytest.mark.django_db(transaction=True)
def test_of_many_who_race_for_a_link_one_gets_in() -> None:
    ada = person()
    token = links.make(ada)
    start, winners = threading.Barrier(4), []

    def run() -> None:
        connection.ensure_connection()
        start.wait()
        winners.append(links.use(token))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(str(winner) for winner in winners) == ["None"] * 3 + [str(ada)]
