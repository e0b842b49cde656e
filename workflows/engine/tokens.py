"""Tokens of waits: who holds one may answer. Derived, so that a page can show a link again while no row holds it."""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings


def fresh() -> dict[str, str]:
    """The columns of a new wait."""
    nonce = secrets.token_urlsafe(24)
    return {"nonce": nonce, "token_hash": hashed(token(nonce))}


def token(nonce: str) -> str:
    """What the address of a wait with this nonce ends with."""
    mac = hmac.new(settings.SECRET_KEY.encode(), b"workflows.wait\0" + nonce.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def hashed(given: str) -> str:
    return hashlib.sha256(given.encode()).hexdigest()
