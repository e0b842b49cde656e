"""What happens to second factors stands in the audit log."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.dispatch import receiver
from django.http import HttpRequest

from aiops.core import audit


@receiver(signals.authenticator_added)
def added(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    """Its first code was just shown: the recovery codes ask for no other, which takes half a minute to come."""
    if authenticator.type == Authenticator.Type.TOTP:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)
    audit.record_request(request, "second_factor.added", user.email, None, kind=str(authenticator.type))


@receiver(signals.authenticator_removed)
def removed(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    audit.record_request(request, "second_factor.removed", user.email, None, kind=str(authenticator.type))


@receiver(signals.authentication_failed)
def failed(request: HttpRequest, user: Any, **_: Any) -> None:
    audit.record_request(request, "second_factor.failed", user.email, None)
