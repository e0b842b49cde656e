"""Where a visit begins: the project last looked at, a choice of projects, or making the first one."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from aiops.core import audit, people
from aiops.core.access import signed_in
from aiops.core.access_forms import NewProjectForm
from aiops.core.models import Membership, Project


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """To the person's own project, else to the list of projects."""
    visible = Project.objects.visible_to(request.user)
    project = visible.filter(pk=signed_in(request).last_project_id or 0).first()
    if project is None and visible.count() == 1:
        project = visible.get()
    return redirect("traces:home", slug=project.slug) if project else redirect("core:projects")


@require_GET
@login_required
def projects(request: HttpRequest) -> HttpResponse:
    visible = Project.objects.visible_to(request.user).order_by("name", "slug")
    return render(request, "core/projects.html", {"projects": visible, "form": NewProjectForm()})


@require_http_methods(["GET", "POST"])
@login_required
def new_project(request: HttpRequest) -> HttpResponse:
    """Only an installation's admin makes projects; they become its first admin."""
    if request.method == "GET":
        return redirect("core:projects")
    if not request.user.is_superuser:
        raise PermissionDenied("Only an admin of this installation makes projects.")
    form = NewProjectForm(request.POST)
    if not form.is_valid():
        visible = Project.objects.visible_to(request.user).order_by("name", "slug")
        return render(request, "core/projects.html", {"projects": visible, "form": form}, status=400)
    name = form.cleaned_data["name"]
    project = Project.objects.create(name=name, slug=people.free_slug(name))
    people.set_role(project, signed_in(request), Membership.Role.ADMIN)
    audit.record_request(request, "project.created", project.slug, project, name=name)
    return redirect("traces:home", slug=project.slug)
