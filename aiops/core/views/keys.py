"""The project's API keys: make, rotate, revoke. The text of a key is shown once."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from aiops.core import audit, keyring
from aiops.core.access import project_for, signed_in
from aiops.core.access_forms import KeyForm
from aiops.core.models import ApiKey, Membership, Project
from aiops.core.views.settings import page

OVERLAP = timedelta(days=1)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def keys(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    form = KeyForm(request.POST or None)
    if request.method == "GET":
        return _page(request, project, form)
    if not form.is_valid():
        return _page(request, project, form, status=400)
    new = keyring.create(project, by=signed_in(request), **form.properties())
    audit.record_request(request, "key.created", new.row, project, scopes=new.row.scopes)
    return _page(request, project, KeyForm(), new=new)


@never_cache
@require_POST
@login_required
def rotate(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A second key for the same slot; the first goes on for a day."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    key = get_object_or_404(ApiKey, project=project, pk=pk)
    try:
        new = keyring.rotate(key, OVERLAP, by=signed_in(request))
    except keyring.RotationError as error:
        messages.error(request, str(error))
        return redirect("core:keys", slug=slug)
    audit.record_request(request, "key.rotated", key, project, new=new.row.key_id)
    return _page(request, project, KeyForm(), new=new)


@require_POST
@login_required
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    key = get_object_or_404(ApiKey, project=project, pk=pk)
    if keyring.revoke(key):
        audit.record_request(request, "key.revoked", key, project)
    messages.success(request, f"{key} opens nothing from now on. Other processes learn it within five seconds.")
    return redirect("core:keys", slug=slug)


def _page(request: HttpRequest, project: Project, form: KeyForm, status: int = 200, **context: object) -> HttpResponse:
    """Live keys first, newest on top."""
    now = timezone.now()
    rows = list(ApiKey.objects.filter(project=project).select_related("created_by").order_by("-created_at")[:500])
    live = [key for key in rows if keyring.is_live(key, now)]
    ended = [key for key in rows if not keyring.is_live(key, now)]
    return page(request, project, "keys", status, live=live, ended=ended, form=form, **context)
