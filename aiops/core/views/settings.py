"""What the settings pages share: the tabs, and the project's own page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from aiops.core import audit, panels
from aiops.core.access import allows, project_for, role_of
from aiops.core.access_forms import ProjectForm
from aiops.core.models import Membership, Project

TABS = (  # key, title, URL name, the role it takes
    ("project", "Project", "core:settings", Membership.Role.VIEWER),
    ("members", "Members", "core:members", Membership.Role.VIEWER),
    ("keys", "Keys", "core:keys", Membership.Role.ADMIN),
    ("audit", "Audit log", "core:audit", Membership.Role.ADMIN),
)


def page(request: HttpRequest, project: Project, tab: str, status: int = 200, **context: Any) -> HttpResponse:
    """Renders `core/settings/<tab>.html` under the tabs this person may open."""
    role = role_of(request.user, project)
    frame = {
        "project": project,
        "is_admin": allows(role, Membership.Role.ADMIN),
        "tabs": tabs(project, role, tab),
    }
    return render(request, f"core/settings/{tab}.html", frame | context, status=status)


def tabs(project: Project, held: str | None, current: str) -> list[dict[str, Any]]:
    """Our own tabs, then those that higher apps put into the slot "settings"."""
    own = [
        {"title": title, "url": reverse(name, args=[project.slug]), "current": key == current}
        for key, title, name, role in TABS
        if allows(held, role)
    ]
    return own + [
        {
            "title": panel["title"],
            "url": reverse("core:settings_panel", args=[project.slug, panel["key"]]),
            "current": panel["key"] == current,
        }
        for panel in panels.fill("settings", project=project, role=held)
    ]


@require_http_methods(["GET", "POST"])
@login_required
def project_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Name, time zone, retention, redaction: everybody of the project reads them, its admins change them."""
    role = Membership.Role.ADMIN if request.method == "POST" else Membership.Role.VIEWER
    project = project_for(request.user, slug, role)
    form = ProjectForm(request.POST or None, instance=project)
    if request.method == "GET":
        return page(request, project, "project", form=form)
    if not form.is_valid():
        project.refresh_from_db()
        return page(request, project, "project", status=400, form=form)
    before = Project.objects.visible_to(request.user).values(*form.fields).get(pk=project.pk)
    form.save()
    changes = {name: f"{before[name]} → {form.cleaned_data[name]}" for name in form.changed_data}
    audit.record_request(request, "project.changed", project.slug, project, **changes)
    messages.success(request, "Saved.")
    return redirect("core:settings", slug=project.slug)


@require_GET
@login_required
def settings_panel(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A tab of a higher app."""
    project = project_for(request.user, slug)
    role = role_of(request.user, project)
    filled = panels.fill("settings", project=project, role=role)
    panel = next((each for each in filled if each["key"] == key), None)
    if panel is None:
        raise Http404
    context = {"project": project, "tabs": tabs(project, role, key), "panel": panel}
    return render(request, "core/settings/panel.html", context | panel["context"])
