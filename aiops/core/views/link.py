"""The one-time link. Opening it changes nothing, so that a mail scanner cannot use it up; the button signs in."""

from urllib.parse import urlencode

from allauth.account import views as allauth_views
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aiops.core import audit, links, oidc, wanted
from aiops.core.models import User

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
    if is_mfa_enabled(user):
        answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=wanted.page(request) or None))
    else:
        login(request, user, backend=BACKEND)
        answer = _onwards(request, user, wanted.page(request))
    audit.record_request(request, "link.used", user.email, None)
    answer.delete_cookie(wanted.COOKIE, path=wanted.PATH)
    return answer


def _onwards(request: HttpRequest, user: User, where: str) -> HttpResponse:
    """To the page they wanted, by way of the offer to set a password."""
    if user.has_usable_password():
        return redirect(where or "core:home")
    messages.info(request, "You are signed in. With a password you can come back without a link.")
    query = f"?{urlencode({REDIRECT_FIELD_NAME: where})}" if where else ""
    return redirect(reverse("account_set_password") + query)


def sign_in(request: HttpRequest) -> HttpResponse:
    """The form of allauth; whoever takes a link instead is led to the page they wanted all the same."""
    answer: HttpResponse = allauth_views.LoginView.as_view(extra_context={"provider": oidc.name()})(request)
    wanted.remember(request, answer)
    return answer
