"""Keys at the door: trust.md, hostile input 13."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from aiops.core import auth, keyring
from aiops.core.errors import ApiError
from aiops.core.keycache import FRESH_SECONDS
from aiops.core.lockout import WRONG_KEYS_ALLOWED
from aiops.core.models import ApiKey, Project
from tests.people import asking, key, project

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Project:
    return project("shop")


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def refusal(request: Any, scope: str = "ingest") -> ApiError:
    with pytest.raises(ApiError) as caught:
        auth.require_key(request, scope)
    return caught.value


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER   "])
def test_a_bearer_key_opens_the_door(shop: Project, scheme: str) -> None:
    new = key(shop)
    assert auth.require_key(asking(scheme + new.text), "ingest").project == shop


def test_the_other_two_ways_to_send_a_key(shop: Project) -> None:
    new = key(shop)
    assert auth.require_key(asking(x_api_key=new.text), "ingest") == new.row
    assert auth.require_key(asking(basic("anything", new.text)), "ingest") == new.row


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Basic !!!", "Basic " + base64.b64encode(b"\xff\xfe").decode(), "Digest abc"],
)
def test_no_readable_key_is_401(authorization: str) -> None:
    assert refusal(asking(authorization)).status == 401


def test_a_key_in_the_address_is_never_accepted(shop: Project) -> None:
    new = key(shop)
    error = refusal(asking(path=f"/v1/traces?api_key={new.text}"))
    assert (error.status, error.code) == (401, "key_in_address")


@pytest.mark.parametrize("change", ["id", "secret", "env", "case"])
def test_a_key_that_is_almost_right_is_wrong(shop: Project, change: str) -> None:
    text, other = key(shop).text, key(shop).text
    wrong = {
        "id": text[:9] + other[9:17] + text[17:],
        "secret": text[:-1] + ("a" if text[-1] != "a" else "b"),
        "env": text.replace("aio_live", "aio_test"),
        "case": text.upper(),
    }[change]
    assert (refusal(asking(f"Bearer {wrong}")).status, refusal(asking(f"Bearer {wrong}")).code) == (401, "key_wrong")


def test_a_right_secret_under_another_keys_id_is_wrong_even_while_it_is_remembered(shop: Project) -> None:
    one, two = key(shop).text, key(shop).text
    auth.require_key(asking(f"Bearer {one}"), "ingest")
    assert refusal(asking(f"Bearer {one[:9]}{two[9:17]}{one[17:]}")).code == "key_wrong"


def test_an_ingest_key_never_reads_and_no_scope_implies_another(shop: Project) -> None:
    for held in ApiKey.Scope.values:
        text = key(shop, held).text
        opened = [scope for scope in ApiKey.Scope.values if _opens(text, scope)]
        assert opened == [held]


def _opens(text: str, scope: str) -> bool:
    try:
        auth.require_key(asking(f"Bearer {text}"), scope)
    except ApiError as error:
        return (error.status, error.code) != (403, "scope_missing")
    return True


def test_an_expired_key_is_told_so(shop: Project) -> None:
    new = key(shop, expires_at=timezone.now() - timedelta(seconds=1))
    assert (refusal(asking(f"Bearer {new.text}")).status, refusal(asking(f"Bearer {new.text}")).code) == (
        401,
        "key_expired",
    )


def test_a_key_expires_while_it_is_remembered(shop: Project, time_machine: Any) -> None:
    new = key(shop, expires_at=timezone.now() + timedelta(seconds=2))
    auth.require_key(asking(f"Bearer {new.text}"), "ingest")
    time_machine.move_to(timezone.now() + timedelta(seconds=3))
    assert refusal(asking(f"Bearer {new.text}")).code == "key_expired"


def test_a_revoked_key_stops_at_once_in_this_process(shop: Project) -> None:
    new = key(shop)
    auth.require_key(asking(f"Bearer {new.text}"), "ingest")
    keyring.revoke(new.row)
    assert (refusal(asking(f"Bearer {new.text}")).status, refusal(asking(f"Bearer {new.text}")).code) == (
        401,
        "key_revoked",
    )


def test_a_key_revoked_elsewhere_stops_within_seconds(shop: Project) -> None:
    new = key(shop)
    auth.require_key(asking(f"Bearer {new.text}"), "ingest")
    ApiKey.objects.filter(pk=new.row.pk).update(revoked_at=timezone.now())  # as another process does
    for entry in auth.cache._entries.values():
        entry.read_at -= FRESH_SECONDS
    assert refusal(asking(f"Bearer {new.text}")).code == "key_revoked"


def test_a_busy_door_does_not_ask_the_database(
    shop: Project, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    new = key(shop)
    request = asking(f"Bearer {new.text}")
    with django_assert_num_queries(2):  # the key with its project; the note of its use
        auth.require_key(request, "ingest")
    with django_assert_num_queries(0):
        for _ in range(100):
            auth.require_key(request, "ingest").project  # noqa: B018


def test_the_use_is_noted_to_the_minute_and_written_once(
    shop: Project, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    new = key(shop)
    auth.require_key(asking(f"Bearer {new.text}"), "ingest")
    new.row.refresh_from_db()
    assert new.row.last_used_at is not None
    assert (new.row.last_used_at.second, new.row.last_used_at.microsecond) == (0, 0)
    auth.cache.clear()
    with django_assert_num_queries(1):
        auth.require_key(asking(f"Bearer {new.text}"), "ingest")


@pytest.mark.parametrize(("ip", "allowed"), [("10.1.2.3", True), ("203.0.113.7", False), ("", False)])
def test_a_key_may_be_bound_to_networks(shop: Project, ip: str, allowed: bool) -> None:
    new = key(shop, allowed_networks=["10.0.0.0/8"])
    request = asking(f"Bearer {new.text}", ip=ip)
    if allowed:
        auth.require_key(request, "ingest")
    else:
        assert (refusal(request).status, refusal(request).code) == (403, "network_not_allowed")


def test_a_forged_forwarding_header_does_not_move_a_client_into_the_network(shop: Project) -> None:
    new = key(shop, allowed_networks=["10.0.0.0/8"])
    assert refusal(asking(f"Bearer {new.text}", x_forwarded_for="10.1.2.3")).status == 403


def test_many_wrong_keys_lock_the_address_out_not_the_tenant(
    shop: Project, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    new = key(shop)
    wrong = new.text[:-8] + "00000000"
    answers = [refusal(asking(f"Bearer {wrong}")).status for _ in range(WRONG_KEYS_ALLOWED)]
    with django_assert_num_queries(0):
        answers += [refusal(asking(f"Bearer {wrong}")).status for _ in range(10_000 - WRONG_KEYS_ALLOWED)]
    assert answers == [401] * WRONG_KEYS_ALLOWED + [429] * (10_000 - WRONG_KEYS_ALLOWED)
    assert 0 < (refusal(asking(f"Bearer {wrong}")).retry_after or 0) <= 61
    assert auth.require_key(asking(f"Bearer {new.text}", ip="203.0.113.8"), "ingest") == new.row


def test_a_key_that_worked_goes_on_working_from_a_locked_out_address(shop: Project) -> None:
    new, unseen = key(shop), key(shop)
    auth.require_key(asking(f"Bearer {new.text}"), "ingest")
    for _ in range(WRONG_KEYS_ALLOWED):
        refusal(asking("Bearer nonsense"))
    assert auth.require_key(asking(f"Bearer {new.text}"), "ingest") == new.row
    assert refusal(asking(f"Bearer {unseen.text}")).code == "too_many_wrong_keys"


def test_a_key_of_another_environment_is_wrong(shop: Project, settings: LazySettings) -> None:
    new = key(shop)
    settings.KEY_ENV = "staging"
    assert refusal(asking(f"Bearer {new.text}")).code == "key_wrong"


def test_a_key_over_its_quota_waits_for_the_next_minute(shop: Project, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T12:00:45Z", tick=False)
    new = key(shop, requests_per_minute=3)
    request = asking(f"Bearer {new.text}")
    for _ in range(3):
        auth.require_key(request, "ingest")
    error = refusal(request)
    assert (error.status, error.code, error.retry_after) == (429, "quota_used", 15)
    time_machine.move_to("2026-11-22T12:01:00Z", tick=False)
    auth.require_key(request, "ingest")
