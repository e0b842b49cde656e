"""Webhooks that the other side can believe: signed with a shared secret, and dated so that none can be replayed.

Source: the Standard Webhooks specification 1.0 (headers webhook-id, webhook-timestamp and webhook-signature;
HMAC-SHA256 over "id.timestamp.body", base64 after "v1,"), for which there are libraries in most languages.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping

PREFIX = "whsec_"
TOLERANCE_SECONDS = 300


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """What goes with `body`. The id stays the same when it is sent again; `timestamp` is seconds since 1970."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{_signature(secret, message_id, str(timestamp), body)}",
    }


def verify(secret: str, sent: Mapping[str, str], body: bytes, now: int) -> bool:
    """Whether it was signed with the secret within the last five minutes. Names of headers are in lower case."""
    stamp = sent.get("webhook-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 20) or abs(now - int(stamp)) > TOLERANCE_SECONDS:
        return False
    expected = f"v1,{_signature(secret, sent.get('webhook-id', ''), stamp, body)}".encode()
    given = sent.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(expected, each.encode()) for each in given)


def _signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    """Secrets of the specification are base64 after whsec_; any other text is its own bytes."""
    if secret.startswith(PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except binascii.Error:
            pass
    return secret.encode()
