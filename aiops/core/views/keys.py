"""The project's API keys: make, rotate, revoke. The text of a key is shown once."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aiops.core import audit, formats, keyring, once
from aiops.core.access import project_for, signed_in
from aiops.core.access_forms import KeyForm
from aiops.core.models import ApiKey, Membership, Project
from aiops.core.periods import zone_of
from aiops.core.views.confirm import Question, ask
from aiops.core.views.settings import page

OVERLAP = timedelta(days=1)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def keys(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    form = KeyForm(request.POST or None)
    if request.method == "GET":
        return _page(request, project, form, new=once.take(request, f"key:{project.pk}"))
    if not form.is_valid():
        return _page(request, project, form, status=400)
    new = keyring.create(project, by=signed_in(request), **form.properties())
    audit.record_request(request, "key.created", new.row, project, scopes=new.row.scopes)
    return _show(request, new)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def change_key(request: HttpRequest, slug: str, pk: int, act: str) -> HttpResponse:
    """Asks before a key is rotated or revoked; a POST does it."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    key = get_object_or_404(ApiKey, project=project, pk=pk)
    question, done = ACTS[act]
    if request.method == "GET":
        return ask(request, question(key), project)
    return done(request, key)


def _rotate(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """A second key for the same slot; the first goes on for a day."""
    try:
        new = keyring.rotate(key, OVERLAP, by=signed_in(request))
    except keyring.RotationError as error:
        messages.error(request, str(error))
        return redirect(_list(key))
    audit.record_request(request, "key.rotated", key, key.project, new=new.row.key_id)
    return _show(request, new)


def _revoke(request: HttpRequest, key: ApiKey) -> HttpResponse:
    if keyring.revoke(key):
        audit.record_request(request, "key.revoked", key, key.project)
    messages.success(request, f"{key} opens nothing from now on. Other processes learn it within five seconds.")
    return redirect(_list(key))


def _show(request: HttpRequest, new: keyring.NewKey) -> HttpResponse:
    once.keep(request, f"key:{new.row.project_id}", text=new.text, name=new.row.name)
    return redirect(_list(new.row))


def _before_rotating(key: ApiKey) -> Question:
    ends = _time(key, timezone.now() + OVERLAP)
    words = f"A second key with the same rights is made and shown once. {key}, {_used(key)}, goes on until {ends}."
    return Question(f"Rotate {key.name}?", words, "Rotate", _list(key), icon="retry")


def _before_revoking(key: ApiKey) -> Question:
    words = (
        f"{key}, {_used(key)}, stops within 5 seconds and cannot be brought back. Whatever still uses it is refused."
    )
    return Question(f"Revoke {key.name}?", words, "Revoke", _list(key))


ACTS = {"rotate": (_before_rotating, _rotate), "revoke": (_before_revoking, _revoke)}


def _used(key: ApiKey) -> str:
    return f"last used {_time(key, key.last_used_at)}" if key.last_used_at else "not used yet"


def _time(key: ApiKey, at: datetime) -> str:
    return formats.day_minute(at.astimezone(zone_of(key.project)))


def _list(key: ApiKey) -> str:
    return reverse("core:keys", args=[key.project.slug])


def _page(request: HttpRequest, project: Project, form: KeyForm, status: int = 200, **context: object) -> HttpResponse:
    """Live keys first, newest on top."""
    now = timezone.now()
    rows = list(ApiKey.objects.filter(project=project).select_related("created_by").order_by("-created_at")[:500])
    live = [key for key in rows if keyring.is_live(key, now)]
    rotations = keyring.rotations(live)
    context |= {
        "live": [(key, rotations.get(key.pk)) for key in live],
        "ended": [(key, None) for key in rows if not keyring.is_live(key, now)],
        "form": form,
    }
    return page(request, project, "keys", status, **context)
