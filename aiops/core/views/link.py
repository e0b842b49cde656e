"""The one-time link. Opening it changes nothing, so that a mail scanner cannot use it up; the button signs in."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aiops.core import audit, links

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "GET":
        person = links.person_of(token)
        return render(request, "core/link.html", {"person": person}, status=200 if person else 410)
    user = links.use(token)
    if user is None:
        return render(request, "core/link.html", {"person": None}, status=410)
    login(request, user, backend=BACKEND)
    audit.record_request(request, "link.used", user.email, None)
    if user.has_usable_password():
        return redirect("core:home")
    messages.info(request, "You are signed in. With a password you can come back without a link.")
    return redirect("account_set_password")
