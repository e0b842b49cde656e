"""Sign-in by the company's own provider: who may come in, and as whom.

People are matched by the e-mail address that the provider has verified; once matched, by the provider's own id. Nobody
is made who is not expected: only addresses of AIOPS_OIDC_DOMAINS, without any role, until an admin gives one.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from aiops.core import audit
from aiops.core.models import User


def name() -> str:
    """What the button of the sign-in page says; "" without a provider."""
    return settings.OIDC_NAME if settings.OIDC_URL else ""


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no type hints
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """Whoever is let in is known by then."""
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:  # noqa: ARG002
        """Whoever was signed in already; we have no page of connections."""
        return reverse("core:account")

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Finds or makes the person. Raises ImmediateHttpResponse with the page that says why not."""
        if sociallogin.is_existing:
            return
        address = verified_address(sociallogin)
        user = _person(request, address) if address else None
        taken = user is not None and _is_another(user, sociallogin)
        if user is None or taken:
            why = {"address": address, "name": name(), "taken": taken}
            answer = render(request, "account/provider_unknown.html", why, status=403)
            raise ImmediateHttpResponse(answer)
        sociallogin.connect(request, user)
        audit.record_request(request, "provider.connected", user.email, None, provider=settings.OIDC_URL)


def verified_address(sociallogin: Any) -> str:
    """In lower case; "" where the provider has verified none."""
    given = [each for each in sociallogin.email_addresses if each.verified is True or settings.OIDC_TRUST_EMAIL]
    return given[0].email.strip().lower() if given else ""


def _is_another(user: User, sociallogin: Any) -> bool:
    """An address that went to somebody else opens nothing of whoever had it before."""
    account = sociallogin.account
    return bool(SocialAccount.objects.filter(user=user, provider=account.provider).exclude(uid=account.uid).exists())


def _person(request: HttpRequest, address: str) -> User | None:
    known = User.objects.filter(email=address).first()
    if known or address.rpartition("@")[2] not in [domain.lower() for domain in settings.OIDC_DOMAINS]:
        return known
    try:
        with transaction.atomic():
            user = User.objects.create_user(address)
    except IntegrityError:  # made a moment ago, by another tab
        return User.objects.get(email=address)
    audit.record_request(request, "person.created", user.email, None, provider=settings.OIDC_URL)
    return user
