"""Runs started, and waits answered, by other systems: signatures, replays, other bodies, forged addresses."""

import base64
import hmac
import time
from hashlib import sha256
from typing import Any

import orjson
import pytest
from django.test import Client

from aiops.core.models import Project
from aiops.core.outbound import signed
from tests import people
from tests.workflows.engine import world
from tests.workflows.engine.conftest import fresh
from workflows.engine import control
from workflows.models import Run, RunHook

__all__ = ["fresh"]
pytestmark = pytest.mark.django_db
SECRET = "whsec_c2VjcmV0"
BODY = orjson.dumps({"question": "refund"})


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def hook(shop: Project) -> RunHook:
    return RunHook.objects.create(project=shop, name="answer", token="start", secret=SECRET)


def post(path: str, body: bytes, status: int, headers: dict[str, str]) -> dict[str, Any]:
    answer = Client().post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)
    assert answer.status_code == status, answer.content
    found: dict[str, Any] = answer.json()
    return found


def send(body: bytes = BODY, status: int = 201, *, key: str = "evt-1", age: int = 0, secret: str = SECRET) -> Any:
    return post("start/start", body, status, signed.headers(secret, key, int(time.time()) - age, body))


def test_a_signed_delivery_starts_a_run_once(hook: RunHook) -> None:
    first = send()
    again = send(status=200)
    assert (first["created"], again["created"], again["run_id"]) == (True, False, first["run_id"])
    world.work()
    assert world.said(Run.objects.get().pk)[0] == "succeeded"
    assert Run.objects.get().started_by == "webhook Standard Webhooks"


def test_the_same_id_with_another_body_is_a_conflict(hook: RunHook) -> None:
    send()
    other = orjson.dumps({"question": "other"})
    assert send(other, 409)["error"]["code"] == "idempotency_conflict"
    send(other, key="evt-2")
    assert Run.objects.count() == 2


@pytest.mark.parametrize("wrong", [{"secret": "other"}, {"age": 400}, {"age": -400}, {"key": ""}])
def test_what_is_forged_or_replayed_later_starts_nothing(hook: RunHook, wrong: dict[str, Any]) -> None:
    assert send(status=401, **wrong)["error"]["code"] == "not_signed"
    assert not Run.objects.exists()


def test_a_known_signature_under_another_id_or_body_starts_nothing(hook: RunHook) -> None:
    headers = signed.headers(SECRET, "evt-1", int(time.time()), BODY)
    post("start/start", BODY, 401, headers | {"webhook-id": "evt-2"})
    post("start/start", BODY + b" ", 401, headers)
    post("start/start", BODY, 401, {})
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [(b"{", None), (b"{}", "input.question"), (b'{"question":"a","b":1}', "input.b"), (b"[]", "input")],
)
def test_a_signed_body_that_cannot_be_run_is_refused_by_its_field(hook: RunHook, body: bytes, field: str) -> None:
    assert send(body, 400)["error"].get("field") == field


def test_a_large_body_and_an_unknown_address_are_refused(hook: RunHook) -> None:
    send(b" " * 1_100_000, 413)
    post("start/none", BODY, 404, {})
    post("start/a%00b", BODY, 404, {})


def test_a_forge_s_delivery_goes_whole_to_one_parameter_and_again_starts_nothing_new(shop: Project) -> None:
    RunHook.objects.create(project=shop, name="answer", token="forge", secret="s", scheme="forge", parameter="question")
    body = b'"refund"'
    headers = {"X-Hub-Signature-256": f"sha256={hmac.new(b's', body, sha256).hexdigest()}"}
    post("start/forge", body, 201, headers)
    post("start/forge", body, 200, headers)
    assert Run.objects.get().input == {"question": "refund"}


def test_a_help_desk_s_delivery_is_dated(shop: Project) -> None:
    RunHook.objects.create(
        project=shop, name="answer", token="desk", secret="s", scheme="helpdesk", parameter="question"
    )

    def headers(said: str) -> dict[str, str]:
        mac = hmac.new(b"s", said.encode() + b'"a"', sha256).digest()
        return {
            "X-Zendesk-Webhook-Signature-Timestamp": said,
            "X-Zendesk-Webhook-Signature": base64.b64encode(mac).decode(),
        }

    post("start/desk", b'"a"', 201, headers(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())))
    post("start/desk", b'"a"', 401, headers("2026-01-01T00:00:00Z"))
    post("start/desk", b'"a"', 400, headers("yesterday"))


def test_another_system_answers_a_wait_once(shop: Project) -> None:
    run_id = control.start(shop.pk, "listen", {}).run_id
    world.work()
    [wait] = control.open_waits(shop.pk, run_id)
    post(f"waits/{wait.token}", b"{", 400, {})
    post(f"waits/{wait.token}", b'{"paid":true}', 200, {})
    assert post(f"waits/{wait.token}", b'{"paid":false}', 409, {})["error"]["code"] == "answered"
    world.work()
    assert world.said(run_id) == ("succeeded", {"paid": True})


def test_an_approval_is_not_answered_as_a_webhook(shop: Project) -> None:
    run_id = control.start(shop.pk, "ask", {"question": "a"}).run_id
    world.work()
    [wait] = control.open_waits(shop.pk, run_id)
    post(f"waits/{wait.token}", b'{"approved":true}', 404, {})
