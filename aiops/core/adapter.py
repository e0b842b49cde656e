"""Where allauth and axes ask us."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from aiops.core.network import client_ip
from aiops.core.text import one_line


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


def attempted_email(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Whom a failed sign-in counts against, as typed."""
    given = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(given).strip().lower()[:254]
