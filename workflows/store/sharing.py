"""Links that show what the workflows earned to who has one; random enough (256 bits) that their plain hash is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from aiops.core.models import Project, User
from workflows.models import ShareLink


def make(project: Project, by: User, days: int, note: str, now: datetime) -> str:
    """A new token; it is stored nowhere."""
    token = secrets.token_urlsafe(32)
    until = now + timedelta(days=days)
    ShareLink.objects.create(project=project, token_hash=_hash(token), note=note, made_by=by, expires_at=until)
    return token


def project_of(token: str, now: datetime) -> ShareLink | None:
    """The link while it can be used."""
    found = ShareLink.objects.filter(token_hash=_hash(token), revoked_at=None, expires_at__gt=now)
    return found.select_related("project").first()


def live(project: Project, now: datetime) -> list[ShareLink]:
    return list(
        ShareLink.objects.filter(project=project, revoked_at=None, expires_at__gt=now).select_related("made_by")
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
