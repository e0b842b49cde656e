"""One-time sign-in links: how the first person gets in, how people are invited, how a lost password is got over."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from aiops.core.models import SignInLink, User

VALID = timedelta(hours=48)


def make(user: User, valid: timedelta = VALID) -> str:
    """A new token. It is random enough (256 bits) that its plain hash may be stored."""
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(user=user, token_hash=_hash(token), expires_at=timezone.now() + valid)
    return token


def address(token: str, seen_at: str = "") -> str:
    """The link as one sends it to a person.

    It begins with AIOPS_BASE_URL, else with `seen_at` (where the inviting admin's browser found us; Django has checked
    that host against ALLOWED_HOSTS), else with the loopback address.
    """
    base = settings.BASE_URL or seen_at or f"http://127.0.0.1:{settings.AIOPS_PORT}"
    return base.rstrip("/") + reverse("core:link", args=[token])


def person_of(token: str) -> User | None:
    """Whose link this is while it can still be used."""
    link = _unused(token).filter(user__is_active=True).select_related("user").first()
    return link.user if link else None


def use(token: str) -> User | None:
    """Uses the link up: of any number of requests that race, exactly one gets the person.

    The conditions stand in the UPDATE itself, without a join: Django would move a joined condition into a subquery,
    which a waiting UPDATE does not look at again, and two would win.
    """
    if not _unused(token).update(used_at=timezone.now()):
        return None
    user = SignInLink.objects.select_related("user").get(token_hash=_hash(token)).user
    return user if user.is_active else None


def _unused(token: str) -> "QuerySet[SignInLink]":
    return SignInLink.objects.filter(token_hash=_hash(token), used_at=None, expires_at__gt=timezone.now())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
