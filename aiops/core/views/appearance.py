"""Remembers how a person wants pages to look, in cookies the server reads before it draws: no flash, no script."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from aiops.core.context import NAVS, THEMES

YEAR_SECONDS = 365 * 24 * 3600
CHOICES = {"theme": ("system", *THEMES), "nav": NAVS}


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Sets `theme` (system, light, dark) or `nav` (small, wide), then goes to `next`; other values change nothing."""
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if safe else "/")
    for name, values in CHOICES.items():
        if request.POST.get(name) in values:
            # Readable by the page: its script changes it without a round trip.
            response.set_cookie(
                name, request.POST[name], max_age=YEAR_SECONDS, samesite="Lax", secure=settings.HTTPS, httponly=False
            )
    return response
