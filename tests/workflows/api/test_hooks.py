"""Outcomes as a help desk, a shop and a Git forge send them: signature, replay, another body, and what each means."""

import base64
import hmac
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client

from aiops.core.models import Project
from tests import people
from tests.workflows.doors import query
from workflows.models import OutcomeHook, Workflow

pytestmark = pytest.mark.django_db
SECRET = "whsec-shop"
GOLDEN = Path(__file__).parents[2] / "golden" / "hooks"
BODIES = {
    "helpdesk": (GOLDEN / "zendesk-ticket-solved.json").read_bytes(),
    "shop": (GOLDEN / "shopify-order-paid.json").read_bytes(),
    "forge": (GOLDEN / "github-pull-request-merged.json").read_bytes(),
}
Change = dict[str, Any]


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def hooks(shop: Project) -> dict[str, OutcomeHook]:
    row = Workflow.objects.create(project=shop, key="support-answer", name="Answers")
    return {
        recipe: OutcomeHook.objects.create(project=shop, recipe=recipe, workflow=row, token=recipe, secret=SECRET)
        for recipe in BODIES
    }


def signed(recipe: str, body: bytes, secret: str = SECRET, at: datetime | None = None) -> dict[str, str]:
    """Headers as the system itself writes them."""

    def digest(message: bytes) -> bytes:
        return hmac.new(secret.encode(), message, sha256).digest()

    if recipe == "forge":
        return {"X-GitHub-Event": "pull_request", "X-Hub-Signature-256": f"sha256={digest(body).hex()}"}
    if recipe == "shop":
        return {"X-Shopify-Topic": "orders/paid", "X-Shopify-Hmac-Sha256": base64.b64encode(digest(body)).decode()}
    said = f"{at or datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return {
        "X-Zendesk-Webhook-Signature-Timestamp": said,
        "X-Zendesk-Webhook-Signature": base64.b64encode(digest(said.encode() + body)).decode(),
    }


def send(recipe: str, body: bytes, status: int = 200, **headers: str) -> dict[str, Any]:
    sent = signed(recipe, body) | {name.replace("_", "-"): value for name, value in headers.items()}
    return answered(recipe, body, sent, status)


def answered(recipe: str, body: bytes, headers: dict[str, str], status: int) -> dict[str, Any]:
    answer = Client().post(f"/api/v1/hooks/{recipe}", body, content_type="application/json", headers=headers)
    assert answer.status_code == status, answer.content
    found: dict[str, Any] = answer.json()
    return found


def changed(recipe: str, **parts: Change) -> bytes:
    body = orjson.loads(BODIES[recipe])
    for name, change in parts.items():
        body[name] = body[name] | change if isinstance(change, dict) else change
    return orjson.dumps(body)


def stored() -> list[tuple[Any, ...]]:
    return query(
        "SELECT outcome_id, ref_kind, ref, status, value, currency, source FROM outcome ORDER BY version, outcome_id"
    )


@pytest.mark.parametrize(
    ("recipe", "row"),
    [
        ("helpdesk", ("ticket-5158", "key", "ticket-4711", "success", None, None, "helpdesk")),
        ("shop", ("order-820982911946154508", "session", "s-17", "success", 54, "USD", "shop")),
        ("forge", ("change-harbour/shop#88", "key", "harbour/shop#88", "success", None, None, "forge")),
    ],
)
def test_what_a_real_delivery_means(hooks: Any, recipe: str, row: tuple[Any, ...]) -> None:
    assert send(recipe, BODIES[recipe])["accepted"] == 1
    assert stored() == [(*row[:-1], f"{recipe}-{hooks[recipe].pk}")]


@pytest.mark.parametrize("recipe", list(BODIES))
def test_a_replay_adds_nothing_and_another_body_for_it_is_a_conflict(hooks: Any, recipe: str) -> None:
    send(recipe, BODIES[recipe])
    again = send(recipe, BODIES[recipe])
    assert (again["accepted"], again["duplicate"]) == (0, 1)
    other = {"helpdesk": {"detail": {"external_id": "x"}}, "shop": {"total_price": "9.00"},
             "forge": {"pull_request": {"merged": False}}}[recipe]  # fmt: skip
    told = send(recipe, changed(recipe, **other), 409)  # type: ignore[arg-type]
    assert told["error"]["code"] == "conflict"
    assert len(stored()) == 1


def test_two_shops_whose_orders_have_the_same_number_stay_apart(shop: Project, hooks: Any) -> None:
    OutcomeHook.objects.create(
        project=shop, recipe="shop", workflow=hooks["shop"].workflow, token="second", secret=SECRET
    )
    send("shop", BODIES["shop"])
    other = changed("shop", total_price="9.00")  # type: ignore[arg-type]
    answered("second", other, signed("shop", other), 200)
    assert sorted(row[4] for row in stored()) == [9, 54]


@pytest.mark.parametrize("recipe", list(BODIES))
def test_what_is_not_signed_with_the_secret_is_refused(hooks: Any, recipe: str) -> None:
    body = BODIES[recipe]
    for headers in ({}, signed(recipe, body, secret="guessed"), signed(recipe, body + b" ")):
        assert answered(recipe, body, headers, 401)["error"]["code"] == "not_signed"
    assert stored() == []


def test_an_old_signature_of_the_help_desk_is_refused(hooks: Any) -> None:
    body = BODIES["helpdesk"]
    answered("helpdesk", body, signed("helpdesk", body, at=datetime(2026, 1, 1, tzinfo=UTC)), 401)


def test_a_ticket_that_is_open_again_is_not_good_after_all(hooks: Any) -> None:
    send("helpdesk", BODIES["helpdesk"])
    send("helpdesk", changed("helpdesk", event={"current": "OPEN", "previous": "SOLVED"}, time="2026-11-22T08:00:00Z"))  # type: ignore[arg-type]
    assert [row[3] for row in stored()] == ["success", "failure"]


def test_a_cancelled_order_is_taken_back(hooks: Any) -> None:
    send("shop", BODIES["shop"])
    send("shop", changed("shop", updated_at="2026-11-23T09:00:00Z"), X_Shopify_Topic="orders/cancelled")  # type: ignore[arg-type]
    assert [row[3] for row in stored()] == ["success", "withdrawn"]


def test_merging_a_revert_makes_the_first_change_bad(hooks: Any) -> None:
    send("forge", BODIES["forge"])
    revert = {"number": 91, "title": 'Revert "Faster checkout"', "body": "Reverts harbour/shop#88"}
    send("forge", changed("forge", pull_request=revert | {"closed_at": "2026-11-24T09:00:00Z"}))
    assert [(row[0], row[3]) for row in stored()] == [
        ("change-harbour/shop#88", "success"),
        ("change-harbour/shop#88", "failure"),
        ("change-harbour/shop#91", "success"),
    ]


@pytest.mark.parametrize(
    ("recipe", "headers"), [("forge", {"X_GitHub_Event": "ping"}), ("shop", {"X_Shopify_Topic": "products/update"})]
)
def test_what_means_no_outcome_is_taken_and_nothing_is_stored(hooks: Any, recipe: str, headers: dict[str, str]) -> None:
    assert send(recipe, BODIES[recipe], 200, **headers)["accepted"] == 0
    assert stored() == []


@pytest.mark.parametrize(
    ("recipe", "body", "field"),
    [
        ("forge", b"[]", "body"), ("forge", b"{", "body"), ("shop", b"{}", "id"),
        ("forge", b'{"action":"closed","pull_request":{}}', "repository"),
        ("shop", b'{"id":1,"updated_at":"soon"}', "updated_at"),
        ("helpdesk", b'{"type":"zen:event-type:ticket.status_changed"}', "detail"),
    ],
)  # fmt: skip
def test_a_body_that_the_system_does_not_send_is_refused_by_field(
    hooks: Any, recipe: str, body: bytes, field: str
) -> None:
    assert send(recipe, body, 400)["error"]["field"] == field


def test_an_unknown_address_is_not_there(hooks: Any) -> None:
    answered("nobody", b"{}", {}, 404)
