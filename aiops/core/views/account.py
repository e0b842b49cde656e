"""A person's own page: name, password, ending every session."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from aiops.core import audit
from aiops.core.access import signed_in
from aiops.core.access_forms import NameForm
from aiops.core.views.confirm import Question, ask


@require_http_methods(["GET", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = NameForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your name is saved.")
        return redirect("core:account")
    memberships = user.memberships.select_related("project").order_by("project__name")
    context = {"form": form, "memberships": memberships, "second_factor": is_mfa_enabled(user)}
    return render(request, "core/account.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Signs out everywhere else, or here too."""
    user = signed_in(request)
    if request.method == "GET":
        return ask(request, _before_ending(request.GET.get("here") == "too"))
    user.end_all_sessions()
    audit.record_request(request, "sessions.ended", user.email, None)
    if request.POST.get("here") == "too":
        logout(request)
        return redirect("account_login")
    update_session_auth_hash(request, user)
    messages.success(request, "You are signed out everywhere else.")
    return redirect("core:account")


def _before_ending(here_too: bool) -> Question:
    where = "everywhere, here too" if here_too else "everywhere else"
    words = "Every browser you are signed in with must sign in again" + (
        ", this one too." if here_too else ", not this one."
    )
    fields = (("here", "too"),) if here_too else ()
    return Question(f"Sign out {where}?", words, f"Sign out {where}", reverse("core:account"), fields, icon="out")
