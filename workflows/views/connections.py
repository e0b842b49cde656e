"""The settings tab on connections: where tools and effects of workflows reach other systems. Admins change it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aiops.core import audit
from aiops.core.access import project_for
from aiops.core.models import Membership, Project
from aiops.core.views.confirm import Question, ask
from workflows import panels
from workflows.forms.knowledge import ConnectionForm
from workflows.models import Connection


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def connection(request: HttpRequest, slug: str, pk: int = 0) -> HttpResponse:
    """One connection, new or known."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    known = get_object_or_404(Connection, project=project, pk=pk) if pk else None
    form = ConnectionForm(request.POST or None, instance=known, project=project)
    if request.method == "GET" or not form.is_valid():
        context = {"project": project, "form": form, "known": known, "back": _page(project)}
        return render(request, "workflows/connection.html", context, status=200 if request.method == "GET" else 400)
    made = form.save()
    audit.record_request(request, "connection.set", made.name, project, url=made.base_url)
    messages.success(request, f"{made.name} is at {made.base_url}.")
    return redirect(_page(project))


@require_http_methods(["GET", "POST"])
@login_required
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    row = get_object_or_404(Connection, project=project, pk=pk)
    if request.method == "GET":
        words = "Tools and effects that reach it fail from now on."
        return ask(request, Question(f"Remove {row.name}?", words, "Remove", _page(project)), project)
    row.delete()
    audit.record_request(request, "connection.removed", row.name, project)
    return redirect(_page(project))


def _page(project: Project) -> str:
    return reverse("core:settings_panel", args=[project.slug, panels.CONNECTIONS])
