"""A project without traces: how to send the first one, and the wait for it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aiops.core import audit, keyring, once
from aiops.core.access import may, project_for, signed_in
from aiops.core.models import ApiKey, Membership, Project

PLACEHOLDER = "YOUR_KEY"
CLIENTS = (
    ("opentelemetry", "OpenTelemetry", "Any language; here Python, without a change of code", "bash"),
    ("node", "Node", "JavaScript and TypeScript, without a change of code", "bash"),
    ("openinference", "OpenInference", "Python, in code", "python"),
    ("openllmetry", "OpenLLMetry", "Python, in code", "python"),
    ("curl", "curl", "One span by hand", "bash"),
)


def page(request: HttpRequest, project: Project) -> HttpResponse:
    """The snippets; to htmx, which only waits, nothing is worth a change yet."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204)
    new = once.take(request, f"key:{project.pk}")
    key = new["text"] if new else ""
    context = {
        "project": project,
        "clients": CLIENTS,
        "endpoint": request.build_absolute_uri("/").rstrip("/"),
        "key": key or PLACEHOLDER,
        "key_is_real": bool(key),
        "may_make_keys": may(request.user, project, Membership.Role.ADMIN),
    }
    return render(request, "traces/start.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def first_key(request: HttpRequest, slug: str) -> HttpResponse:
    """Makes an ingest key, which the list then shows once, filled into the snippets.

    Once there are traces: to the settings' keys.

    GET is somebody who came back to the address: to the list, and no key is made.
    """
    from traces.views.list import any_trace

    if request.method == "GET":
        return redirect("traces:list", project_for(request.user, slug).slug)
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    if any_trace(project):
        return redirect(reverse("core:keys", args=[slug]))
    new = keyring.create(project, "First key", [ApiKey.Scope.INGEST], by=signed_in(request))
    audit.record_request(request, "key.created", new.row, project, scopes=new.row.scopes)
    once.keep(request, f"key:{project.pk}", text=new.text, name=new.row.name)
    return redirect("traces:list", slug)
