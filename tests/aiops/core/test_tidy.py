from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone

from aiops.core import links, ticker
from aiops.core.models import KeyMinute, SignInLink
from aiops.core.tidy import tidy
from tests.people import key, person, project

pytestmark = pytest.mark.django_db


def test_what_nobody_can_use_any_more_is_forgotten_and_the_rest_stays() -> None:
    now = timezone.now()
    for name, age in (("old", timedelta(days=40)), ("new", timedelta(0))):
        Session.objects.create(session_key=name, session_data="", expire_date=now + timedelta(minutes=1) - age)
        token = links.make(person())
        SignInLink.objects.filter(token_hash=links._hash(token)).update(expires_at=now + timedelta(minutes=1) - age)
        KeyMinute.objects.create(key=key(project(), name=name).row, minute=now - age)
        AccessAttempt.objects.create(username=name, ip_address="203.0.113.7", failures_since_start=10)
        AccessAttempt.objects.filter(username=name).update(attempt_time=now - age)
    tidy()
    assert [each.session_key for each in Session.objects.all()] == ["new"]
    assert [each.expires_at > now for each in SignInLink.objects.all()] == [True]
    assert [each.key.name for each in KeyMinute.objects.all()] == ["new"]
    assert [each.username for each in AccessAttempt.objects.all()] == ["new"]


def test_it_runs_by_itself() -> None:
    assert "aiops.core.tidy.tidy" in {entry.path for entry in ticker.entries().values()}
