"""Saved views: a page with its filters by a name, for oneself or for the project."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aiops.core import audit, saved
from aiops.core.access import may, project_for, signed_in
from aiops.core.forms import problems
from aiops.core.models import Membership, Project, SavedView
from aiops.core.views.confirm import Question, ask


@never_cache
@require_GET
@login_required
def views(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug)
    rows = SavedView.objects.shown_to(request.user, project)
    member = may(request.user, project, Membership.Role.MEMBER)
    lines = [(each, each.url(slug), each.owner_id is not None or member) for each in rows]
    return render(request, "core/views.html", {"project": project, "lines": lines})


@require_POST
@login_required
def save_view(request: HttpRequest, slug: str) -> HttpResponse:
    """Back to the page that was saved, which its address still shows."""
    project = project_for(request.user, slug)
    form = saved.SaveForm(request.POST, project=project)
    if not form.is_valid():
        messages.error(request, " ".join(problems(form)))
        return redirect("core:views", slug)
    owner = None if form.cleaned_data["everyone"] else signed_in(request)
    if owner is None and not may(request.user, project, Membership.Role.MEMBER):
        raise PermissionDenied("Views for everyone take the role member in this project.")
    name, (path, query) = form.cleaned_data["name"], form.cleaned_data["page"]
    if problem := saved.save(project, owner, name, (path, query)):
        messages.error(request, problem)
    else:
        messages.success(request, f"{name} is saved. It stands in the side bar.")
        if owner is None:
            audit.record_request(request, "view.saved", name, project)
    return redirect(SavedView(path=path, query=query).url(slug))


@require_http_methods(["GET", "POST"])
@login_required
def rename_view(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project, view = _mine(request, slug, pk)
    if request.method == "POST":
        name = request.POST.get("name", "").strip()
        problem = saved.rename(view, name) if 0 < len(name) <= 60 else "name: Write one of 1 to 60 characters."
        if problem:
            messages.error(request, problem)
        elif view.owner_id is None:
            audit.record_request(request, "view.renamed", name, project, before=view.name)
    return redirect("core:views", project.slug)


@require_http_methods(["GET", "POST"])
@login_required
def remove_view(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project, view = _mine(request, slug, pk)
    back = reverse("core:views", args=[slug])
    if request.method == "GET":
        whose = "Nobody in the project will find it any more." if view.owner_id is None else "Only you have it."
        question = Question(f"Delete the view {view.name}?", f"{whose} The page itself stays.", "Delete", back)
        return ask(request, question, project)
    view.delete()
    if view.owner_id is None:
        audit.record_request(request, "view.removed", view.name, project)
    messages.success(request, f"{view.name} is deleted.")
    return redirect(back)


def _mine(request: HttpRequest, slug: str, pk: int) -> tuple[Project, SavedView]:
    """One that this person may change: their own, or as a member one of the project."""
    project = project_for(request.user, slug)
    view = get_object_or_404(SavedView.objects.shown_to(request.user, project), pk=pk)
    if view.owner_id is None and not may(request.user, project, Membership.Role.MEMBER):
        raise PermissionDenied("Views of the project take the role member.")
    return project, view
