"""Forgets what nobody can use any more: ended sessions, old sign-in links, old counts of wrong passwords and quotas.

Run by the ticker. The audit log and revoked keys stay: they are history.
"""

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from aiops.core.models import KeyMinute, SignInLink

LINKS_KEPT = timedelta(days=30)


def tidy() -> None:
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    SignInLink.objects.filter(expires_at__lt=now - LINKS_KEPT).delete()
    KeyMinute.objects.filter(minute__lt=now - timedelta(hours=1)).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME).delete()
