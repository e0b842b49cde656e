"""Ends sessions: after 12 idle hours and, whatever happens, 7 days after the sign-in.

Django's own cookie age counts from the last change of the session; here a session in use is renewed every ten minutes,
so that a page view rarely writes.
"""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.conf import settings
from django.contrib.auth import logout, user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

RENEW_AFTER_SECONDS = 600
BEGAN, SEEN = "session_began", "session_seen"


@receiver(user_logged_in)
def note_beginning(request: HttpRequest | None, **_: Any) -> None:
    if request is not None:
        request.session[BEGAN] = request.session[SEEN] = int(time.time())


def enforce_limits(request: HttpRequest) -> None:
    """Signs out a session that is too old; notes the use of one that is not."""
    began, seen, now = request.session.get(BEGAN), request.session.get(SEEN, 0), int(time.time())
    if began is None:
        return
    if now - began >= settings.SESSION_ABSOLUTE_SECONDS or now - seen >= settings.SESSION_COOKIE_AGE:
        logout(request)
    elif now - seen >= RENEW_AFTER_SECONDS:
        request.session[SEEN] = now


@sync_and_async_middleware
def session_limits(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Looks only at requests that bring a session cookie: the doors pay nothing for it."""
    if iscoroutinefunction(get_response):

        async def a_middleware(request: HttpRequest) -> HttpResponseBase:
            if settings.SESSION_COOKIE_NAME in request.COOKIES:
                await sync_to_async(enforce_limits)(request)
            answer: Awaitable[HttpResponseBase] = get_response(request)
            return await answer

        return a_middleware

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            enforce_limits(request)
        answer: HttpResponseBase = get_response(request)
        return answer

    return middleware
