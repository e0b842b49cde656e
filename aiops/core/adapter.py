"""Where allauth and axes ask us."""

import hmac
from base64 import urlsafe_b64encode as b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from aiops.core.network import client_ip
from aiops.core.text import one_line

OTHER_KEY = (
    "No code can be checked: the secret key of this installation is not the one your second factor was set up with. "
    "Whoever runs it can bring the old key back, or reset the second factor."
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no type hints
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody signs up: people come by a one-time link."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request) or "unknown"

    def authenticate(self, request: HttpRequest, **credentials: str) -> Any:
        """axes keeps the user agent of a failed sign-in, and PostgreSQL takes no NUL."""
        request.META["HTTP_USER_AGENT"] = one_line(request.META.get("HTTP_USER_AGENT", ""))
        return super().authenticate(request, **credentials)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What second factors are made of lies encrypted: a stolen table opens nobody's account."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises ValidationError where another secret key encrypted it."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise ValidationError(OTHER_KEY) from None


def _cipher() -> Fernet:
    return Fernet(b64encode(hmac.digest(settings.SECRET_KEY.encode(), b"aiops.core.second_factor", "sha256")))


def attempted_email(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Whom a failed sign-in counts against, as typed."""
    given = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(given).strip().lower()[:254]
