"""Hooks: addresses where other systems tell outcomes in their own words."""

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aiops.core import audit
from aiops.core.access import may, project_for
from aiops.core.models import Membership, Project
from workflows.forms import HookForm
from workflows.models import OutcomeHook


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def hooks(request: HttpRequest, slug: str) -> HttpResponse:
    """Which systems tell outcomes by themselves, and where?"""
    role = Membership.Role.ADMIN if request.method == "POST" else Membership.Role.VIEWER
    project = project_for(request.user, slug, role)
    form = HookForm(request.POST or None, project=project)
    if request.method == "GET" or not form.is_valid():
        return _page(request, project, form, 200 if request.method == "GET" else 400)
    with transaction.atomic():
        made = form.save(commit=False)
        made.project, made.token = project, secrets.token_urlsafe(18)
        made.secret = made.secret or secrets.token_urlsafe(32)
        made.save()
        audit.record_request(request, "hook.created", made.get_recipe_display(), project, workflow=made.workflow.key)
    messages.success(request, f"{made.get_recipe_display()} can send now. Its secret, shown once: {made.secret}")
    return redirect("workflows:hooks", slug=slug)


@require_http_methods(["POST"])
@login_required
def remove_hook(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    gone = get_object_or_404(OutcomeHook.objects.filter(project=project), pk=pk)
    with transaction.atomic():
        gone.delete()
        audit.record_request(request, "hook.removed", gone.get_recipe_display(), project)
    messages.success(request, "The hook is removed; what it sent stays.")
    return redirect("workflows:hooks", slug=slug)


def _page(request: HttpRequest, project: Project, form: HookForm, status: int) -> HttpResponse:
    context: dict[str, Any] = {
        "project": project,
        "form": form,
        "rows": OutcomeHook.objects.filter(project=project).select_related("workflow"),
        "may_change": may(request.user, project, Membership.Role.ADMIN),
        "site": f"{request.scheme}://{request.get_host()}",
    }
    return render(request, "workflows/hooks.html", context, status=status)
