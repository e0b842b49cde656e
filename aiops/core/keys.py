"""API keys as text: `aio_<env>_<8-char id>_<32 base62>`. The secret is shown once and stored only as a hash.

190 random bits need no slow hash; the pepper makes a stolen table useless without the server's own secret.
"""

import hashlib
import hmac
import re
import secrets
import string
from dataclasses import dataclass

from django.conf import settings

BASE62 = string.digits + string.ascii_letters
_SHAPE = re.compile(r"aio_([a-z0-9]{1,12})_([0-9A-Za-z]{8})_([0-9A-Za-z]{32})")
LOOKS_LIKE_A_KEY = re.compile(r"aio_[a-z0-9]{1,12}_[0-9A-Za-z]{8}_")


@dataclass(frozen=True)
class KeyText:
    """A key taken apart; `str()` puts it together again."""

    key_id: str
    secret: str

    def __str__(self) -> str:
        return f"aio_{settings.KEY_ENV}_{self.key_id}_{self.secret}"


def make() -> KeyText:
    return KeyText(key_id=_random(8), secret=_random(32))


def parse(text: str) -> KeyText | None:
    """None for what cannot be a key of this installation: another shape, or another environment's prefix."""
    match = _SHAPE.fullmatch(text)
    if match is None or match[1] != settings.KEY_ENV:
        return None
    return KeyText(match[2], match[3])


def digest(secret: str) -> str:
    """What is stored: hex SHA-256 of pepper and secret."""
    return hashlib.sha256(_pepper() + secret.encode()).hexdigest()


def matches(secret: str, stored: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(digest(secret), stored)


def _pepper() -> bytes:
    if settings.KEY_PEPPER:
        return str(settings.KEY_PEPPER).encode()
    return hmac.digest(settings.SECRET_KEY.encode(), b"aiops.core.keys", "sha256")


def _random(length: int) -> str:
    return "".join(secrets.choice(BASE62) for _ in range(length))
