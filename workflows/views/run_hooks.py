"""Webhooks that start runs: addresses for other systems, each with a secret of its own."""

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from aiops.core import audit
from aiops.core.access import may, project_for, signed_in
from aiops.core.models import Membership
from aiops.core.outbound import signed
from workflows.engine import registry
from workflows.forms.runs import RunHookForm
from workflows.models import RunHook


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def hooks(request: HttpRequest, slug: str) -> HttpResponse:
    """Which systems start runs by themselves, and where?"""
    role = Membership.Role.ADMIN if request.method == "POST" else Membership.Role.VIEWER
    project = project_for(request.user, slug, role)
    known = registry.known()
    form = RunHookForm(request.POST or None, known=known)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        secret = said["secret"] or signed.new_secret()
        RunHook.objects.create(
            project=project, name=said["workflow"], scheme=said["scheme"], parameter=said["parameter"], secret=secret,
            token=secrets.token_urlsafe(18), made_by=signed_in(request).email,
        )  # fmt: skip
        audit.record_request(request, "run_hook.created", said["workflow"], project, scheme=said["scheme"])
        messages.success(request, f"{said['workflow']} can be started now. The secret, shown once: {secret}")
        return redirect("workflows:run_hooks", slug=slug)
    context: dict[str, Any] = {
        "project": project,
        "form": form,
        "rows": RunHook.objects.filter(project=project),
        "known": known,
        "may_change": may(request.user, project, Membership.Role.ADMIN),
        "site": f"{request.scheme}://{request.get_host()}",
        "tab": "hooks",
    }
    return render(request, "workflows/runs/hooks.html", context, status=400 if request.method == "POST" else 200)


@require_POST
@login_required
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    gone = get_object_or_404(RunHook, project=project, pk=pk)
    gone.delete()
    audit.record_request(request, "run_hook.removed", gone.name, project)
    messages.success(request, "The webhook is removed; the runs it started stay.")
    return redirect("workflows:run_hooks", slug=slug)
