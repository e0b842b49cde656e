"""Parts of pages that scripts ask for: to people who are signed out, a plain 401 instead of a redirect.

A browser's fetch follows a redirect unseen, and the sign-in page would land inside the page. `HX-Redirect` takes htmx
to sign-in, `X-Sign-In` tells static/fetch.js where that is.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.decorators import sync_and_async_middleware


@sync_and_async_middleware
def refuse_signed_out(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    if iscoroutinefunction(get_response):

        async def a_middleware(request: HttpRequest) -> HttpResponseBase:
            return instead_of_sign_in(request, await get_response(request))

        return a_middleware

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return instead_of_sign_in(request, get_response(request))

    return middleware


def instead_of_sign_in(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """The answer itself, unless it sends a script to the sign-in page."""
    htmx = request.headers.get("HX-Request") == "true"
    if answer.status_code != 302 or not (htmx or request.headers.get("X-Requested-With") == "fetch"):
        return answer
    sign_in = resolve_url(settings.LOGIN_URL)
    if urlsplit(answer["Location"]).path != sign_in:
        return answer
    refused = HttpResponse("Signed out.", status=401, content_type="text/plain")
    refused["X-Sign-In"] = sign_in
    refused["Cache-Control"] = "no-store"
    if htmx:
        refused["HX-Redirect"] = f"{sign_in}?{urlencode({REDIRECT_FIELD_NAME: looked_at(request)})}"
    return refused


def looked_at(request: HttpRequest) -> str:
    """Path and query of the page that htmx was on; the start page where it does not say."""
    try:
        url = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:  # "//[" is no address
        return "/"
    path = url.path if url.path.startswith("/") and not url.path.startswith("//") else "/"
    return f"{path}?{url.query}" if url.query else path
