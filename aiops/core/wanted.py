"""The page that a person wanted before they were sent to sign in, for those who then come by a one-time link.

The sign-in form carries it itself (`next`). A link comes from elsewhere, so a cookie remembers it,
which only /link/ sees.
"""

from urllib.parse import quote, unquote

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

COOKIE = "wanted"
PATH = "/link/"
HOUR_SECONDS = 3600
MOST_CHARACTERS = 2000  # a cookie holds about 4,000 bytes


def remember(request: HttpRequest, answer: HttpResponse) -> None:
    """Notes where `next` leads, when that is here."""
    where = request.GET.get(REDIRECT_FIELD_NAME, "")
    if where and len(quote(where)) <= MOST_CHARACTERS and _is_here(request, where):
        answer.set_cookie(
            COOKIE, quote(where), HOUR_SECONDS, path=PATH, samesite="Lax", secure=settings.HTTPS, httponly=True
        )


def page(request: HttpRequest) -> str:
    """Where they wanted to go; "" when that is not known."""
    where = unquote(request.COOKIES.get(COOKIE, ""))
    return where if _is_here(request, where) else ""


def _is_here(request: HttpRequest, where: str) -> bool:
    return url_has_allowed_host_and_scheme(where, {request.get_host()}, require_https=request.is_secure())
