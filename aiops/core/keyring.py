"""Makes, rotates and revokes API keys. The text of a key leaves this module once and is stored nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from aiops.core import auth, keys
from aiops.core.models import ApiKey, Project, User


@dataclass(frozen=True)
class NewKey:
    """`text` is the key itself: shown once."""

    row: ApiKey
    text: str


def create(  # noqa: PLR0913  a key has this many properties
    project: Project,
    name: str,
    scopes: Sequence[str],
    *,
    by: User | None = None,
    expires_at: datetime | None = None,
    requests_per_minute: int | None = None,
    allowed_networks: Sequence[str] = (),
    rotated_from: ApiKey | None = None,
) -> NewKey:
    text = keys.make()
    row = ApiKey.objects.create(
        project=project,
        name=name,
        key_id=text.key_id,
        secret_hash=keys.digest(text.secret),
        scopes=sorted(set(scopes)),
        allowed_networks=list(allowed_networks),
        requests_per_minute=requests_per_minute,
        created_by=by,
        expires_at=expires_at,
        rotated_from=rotated_from,
    )
    return NewKey(row, str(text))


class RotationError(Exception):
    """The key is no longer live, or its slot already has two live keys."""


@transaction.atomic
def rotate(key: ApiKey, overlap: timedelta, by: User | None = None) -> NewKey:
    """A new key with the same rights; the old one goes on for `overlap`, so that services can change over one by one.

    At most two keys of a slot are live at once. Raises RotationError.
    """
    old = ApiKey.objects.select_for_update().get(pk=key.pk)
    now = timezone.now()
    if not is_live(old, now):
        raise RotationError("This key is no longer live.")
    if any(is_live(other, now) for other in _slot_neighbours(old)):
        raise RotationError("This key is being rotated already: revoke one of the two first.")
    new = create(
        old.project,
        old.name,
        old.scopes,
        by=by,
        expires_at=now + (old.expires_at - old.created_at) if old.expires_at else None,
        requests_per_minute=old.requests_per_minute,
        allowed_networks=old.allowed_networks,
        rotated_from=old,
    )
    ends = now + overlap
    ApiKey.objects.filter(pk=old.pk).update(expires_at=min(old.expires_at or ends, ends))
    auth.cache.forget(old.secret_hash)
    return new


def revoke(key: ApiKey) -> bool:
    """Ends the key now: at once in this process, within seconds in the others. False when it was revoked before."""
    done = ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now())
    auth.cache.forget(key.secret_hash)
    return bool(done)


def is_live(key: ApiKey, now: datetime) -> bool:
    return key.revoked_at is None and (key.expires_at is None or key.expires_at > now)


@dataclass(frozen=True)
class Rotation:
    """The key that replaces this one, or the one that it replaces; "" for neither."""

    successor: str = ""
    replaced: str = ""


def rotations(live: Sequence[ApiKey]) -> dict[int, Rotation]:
    """Of live keys those that are being rotated: both of a slot are live still."""
    ids = {key.pk: key for key in live}
    found: dict[int, Rotation] = {}
    for new in live:
        old = ids.get(new.rotated_from_id or 0)
        if old is not None:
            found[new.pk] = Rotation(replaced=old.key_id)
            found[old.pk] = Rotation(successor=new.key_id)
    return found


def _slot_neighbours(key: ApiKey) -> list[ApiKey]:
    """The key it replaced and the keys that replaced it."""
    before = [key.rotated_from] if key.rotated_from else []
    return before + list(key.rotated_to.all())
