from datetime import timedelta

import pytest
from django.utils import timezone

from aiops.core import auth, keyring, keys
from aiops.core.models import ApiKey
from tests.people import asking, key, project

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_the_text_of_a_key_is_stored_nowhere() -> None:
    new = key(project())
    secret = new.text.rpartition("_")[2]
    row = ApiKey.objects.filter(pk=new.row.pk).values().get()
    assert not any(secret in str(value) for value in row.values())
    assert row["secret_hash"] == keys.digest(secret)


def test_a_rotated_key_has_the_same_rights_and_both_work_meanwhile() -> None:
    old = key(project(), "ingest", "read", requests_per_minute=500, allowed_networks=["203.0.113.0/24"])
    new = keyring.rotate(old.row, DAY)
    for text in (old.text, new.text):
        assert auth.require_key(asking(f"Bearer {text}"), "read").project == old.row.project
    same = ("scopes", "requests_per_minute", "allowed_networks", "name", "project_id")
    assert [getattr(new.row, name) for name in same] == [getattr(old.row, name) for name in same]


def test_the_old_key_ends_with_the_overlap() -> None:
    old = key(project())
    keyring.rotate(old.row, DAY)
    old.row.refresh_from_db()
    assert old.row.expires_at is not None
    assert abs(old.row.expires_at - timezone.now() - DAY) < timedelta(seconds=5)


def test_rotation_never_lengthens_the_life_of_the_old_key() -> None:
    soon = timezone.now() + timedelta(hours=1)
    old = key(project(), expires_at=soon)
    keyring.rotate(old.row, DAY)
    old.row.refresh_from_db()
    assert old.row.expires_at == soon


def test_a_slot_has_two_live_keys_at_most() -> None:
    old = key(project())
    new = keyring.rotate(old.row, DAY)
    for either in (old.row, new.row):
        with pytest.raises(keyring.RotationError, match="revoke one of the two"):
            keyring.rotate(either, DAY)
    keyring.revoke(old.row)
    keyring.rotate(new.row, DAY)


def test_a_dead_key_cannot_be_brought_back_by_rotating_it() -> None:
    revoked, expired = key(project()), key(project(), expires_at=timezone.now() - DAY)
    keyring.revoke(revoked.row)
    for dead in (revoked.row, expired.row):
        with pytest.raises(keyring.RotationError, match="no longer live"):
            keyring.rotate(dead, DAY)


def test_revoking_twice_says_so_and_keeps_the_first_time() -> None:
    new = key(project())
    assert keyring.revoke(new.row)
    first = ApiKey.objects.get(pk=new.row.pk).revoked_at
    assert not keyring.revoke(new.row)
    assert ApiKey.objects.get(pk=new.row.pk).revoked_at == first
