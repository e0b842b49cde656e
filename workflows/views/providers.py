"""The settings tab on models: who is asked for answers. Admins change it; a key is written and never shown."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
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
from workflows.engine.providers import endpoints
from workflows.forms.runs import ProviderForm
from workflows.models import Provider


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def provider(request: HttpRequest, slug: str, pk: int = 0) -> HttpResponse:
    """One provider, new or known."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    known = get_object_or_404(Provider, project=project, pk=pk) if pk else None
    form = ProviderForm(request.POST or None, instance=known, project=project)
    if request.method == "GET" or not form.is_valid():
        context = {"project": project, "form": form, "known": known, "back": _page(project)}
        return render(request, "workflows/runs/provider.html", context, status=200 if request.method == "GET" else 400)
    with transaction.atomic():
        if form.instance.is_default:
            Provider.objects.filter(project=project).exclude(pk=pk).update(is_default=False)
        made = form.save()
        fields = [name for name in form.changed_data if name != "key"] + (["key"] if request.POST.get("key") else [])
        audit.record_request(request, "provider.saved", made.name, project, fields=fields)
    endpoints.forget()
    messages.success(request, f"{made.name} is saved; every worker asks it within seconds.")
    return redirect(_page(project))


@require_http_methods(["GET", "POST"])
@login_required
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    row = get_object_or_404(Provider, project=project, pk=pk)
    if request.method == "GET":
        words = "Steps that ask it fail, and fall back as their policies say."
        return ask(request, Question(f"Remove {row.name}?", words, "Remove", _page(project)), project)
    row.delete()
    endpoints.forget()
    audit.record_request(request, "provider.removed", row.name, project)
    return redirect(_page(project))


def _page(project: Project) -> str:
    return reverse("core:settings_panel", args=[project.slug, panels.MODELS])
