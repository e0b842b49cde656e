"""What a help desk, a shop and a Git forge send by themselves: how each signs, and which outcome its words mean. Pure.

An outcome's version is the time of its event in milliseconds, so that the newest holds in whatever order they come; the
same event again is a repeat, and another body for it a conflict.
"""

import base64
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

Json = Mapping[str, Any]
Event = dict[str, Any]
PATIENCE = timedelta(minutes=15)  # between signing and arriving, where the time is signed too
REVERTS = re.compile(r"\bReverts? (?P<repository>[\w.-]+/[\w.-]+)?#(?P<number>\d+)")
REFERENCES = {"aiops_run_id": "run_id", "aiops_trace_id": "trace_id", "aiops_session": "session", "aiops_key": "key"}


class NotSignedError(ValueError):
    """The signature is missing, not of this body, or too old."""


class NotReadableError(ValueError):
    """The body is not what this system sends; says which field."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request: header names in lower case."""

    headers: Mapping[str, str]
    body: bytes
    at: datetime

    def header(self, name: str) -> str:
        return self.headers.get(name, "")


@dataclass(frozen=True, slots=True)
class Recipe:
    check: Callable[[str, Delivery], None]  # raises NotSignedError
    read: Callable[[Json, Delivery], list[Event]]  # raises NotReadableError; without workflow and metric


def _digest(secret: str, message: bytes) -> bytes:
    return hmac.new(secret.encode(), message, sha256).digest()


def _same(sent: str, expected: str) -> None:
    if not sent:
        raise NotSignedError("the signature is missing")
    if not hmac.compare_digest(sent.encode(), expected.encode()):
        raise NotSignedError("the signature is not of this body and secret")


def check_forge(secret: str, sent: Delivery) -> None:
    """X-Hub-Signature-256: "sha256=" and the HMAC of the body in hex."""
    _same(sent.header("x-hub-signature-256"), f"sha256={_digest(secret, sent.body).hex()}")


def check_shop(secret: str, sent: Delivery) -> None:
    """X-Shopify-Hmac-Sha256: the HMAC of the body in base64."""
    _same(sent.header("x-shopify-hmac-sha256"), base64.b64encode(_digest(secret, sent.body)).decode())


def check_help_desk(secret: str, sent: Delivery) -> None:
    """X-Zendesk-Webhook-Signature: the HMAC of the time and the body in base64. A time that is signed can be old."""
    said = sent.header("x-zendesk-webhook-signature-timestamp")
    expected = base64.b64encode(_digest(secret, said.encode() + sent.body)).decode()
    _same(sent.header("x-zendesk-webhook-signature"), expected)
    if abs(sent.at - moment(said, "X-Zendesk-Webhook-Signature-Timestamp")) > PATIENCE:
        raise NotSignedError("it was signed more than 15 minutes ago; check the clocks")


def read_help_desk(body: Json, _: Delivery) -> list[Event]:
    """A ticket that was solved is good; one that is open again after it was solved is not."""
    if body.get("type") != "zen:event-type:ticket.status_changed":
        return []
    ticket, change = _part(body, "detail"), _part(body, "event")
    now, before = str(change.get("current", "")).upper(), str(change.get("previous", "")).upper()
    done = {"SOLVED", "CLOSED"}
    if now not in done and before not in done:
        return []
    number = _text(ticket, "id", "detail.id")
    at = moment(_text(body, "time", "time"), "time")
    status = "success" if now in done else "failure"
    return [_event(f"ticket-{number}", at, status) | {"key": str(ticket.get("external_id") or f"ticket-{number}")}]


def read_shop(body: Json, sent: Delivery) -> list[Event]:
    """A paid order is good and worth its total; a cancelled one is taken back."""
    topic = sent.header("x-shopify-topic")
    if topic not in {"orders/paid", "orders/cancelled"}:
        return []
    number = _text(body, "id", "id")
    at = moment(_text(body, "updated_at", "updated_at"), "updated_at")
    event = _event(f"order-{number}", at, "success" if topic == "orders/paid" else "withdrawn") | _reference(
        body, number
    )
    if topic == "orders/paid":
        event |= {"value": _text(body, "total_price", "total_price"), "currency": _text(body, "currency", "currency")}
    return [event]


def _reference(body: Json, number: str) -> Event:
    """What the shop's page noted on the order, such as aiops_session; else its number as the business key."""
    notes = body.get("note_attributes")
    for note in notes if isinstance(notes, list) else ():
        if isinstance(note, dict) and note.get("name") in REFERENCES and note.get("value"):
            return {REFERENCES[str(note["name"])]: str(note["value"])}
    return {"key": f"order-{number}"}


def read_forge(body: Json, sent: Delivery) -> list[Event]:
    """A change that was merged is good, one closed unmerged is not; merging its revert makes it bad after all."""
    if sent.header("x-github-event") != "pull_request" or body.get("action") != "closed":
        return []
    change = _part(body, "pull_request")
    repository = _text(_part(body, "repository"), "full_name", "repository.full_name")
    at = moment(_text(change, "closed_at", "pull_request.closed_at"), "pull_request.closed_at")
    merged = bool(change.get("merged"))
    found = [_change(repository, _text(change, "number", "pull_request.number"), at, good=merged)]
    reverted = REVERTS.search(f"{change.get('title') or ''} {change.get('body') or ''}")
    if merged and reverted is not None:
        found.append(_change(reverted["repository"] or repository, reverted["number"], at, good=False))
    return found


def _change(repository: str, number: str, at: datetime, *, good: bool) -> Event:
    name = f"{repository}#{number}"
    return _event(f"change-{name}", at, "success" if good else "failure") | {"key": name}


def _event(outcome_id: str, at: datetime, status: str) -> Event:
    version = int(at.timestamp() * 1000)
    return {"outcome_id": outcome_id, "version": version, "occurred_at": at.isoformat(), "status": status}


def _part(body: Json, name: str) -> Json:
    found = body.get(name)
    if not isinstance(found, dict):
        raise NotReadableError(f"{name}: must be an object")
    return found


def _text(body: Json, name: str, place: str) -> str:
    found = body.get(name)
    if isinstance(found, bool) or not isinstance(found, (str, int)) or found == "":
        raise NotReadableError(f"{place}: is missing")
    return str(found)


def moment(text: str, place: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise NotReadableError(f"{place}: is no time") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


RECIPES: Mapping[str, Recipe] = {
    "helpdesk": Recipe(check_help_desk, read_help_desk),
    "shop": Recipe(check_shop, read_shop),
    "forge": Recipe(check_forge, read_forge),
}
