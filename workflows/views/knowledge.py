"""What workflows answer from: sources, their versions and documents; members upload, switch and try a question."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aiops.core import audit
from aiops.core.access import may, project_for
from aiops.core.models import Membership, Project
from workflows import knowledge, panels
from workflows.forms.knowledge import DocumentsForm, SourceChangeForm
from workflows.knowledge import DocumentError
from workflows.models import KnowledgeSource
from workflows.store import knowledge as store

QUESTION_CHARS = 500


@dataclass(frozen=True)
class Version:
    number: int
    documents: int
    characters: int
    used: bool


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A source and its first documents."""
    project = project_for(request.user, slug, Membership.Role.MEMBER)
    form = DocumentsForm(request.POST, request.FILES) if request.method == "POST" else DocumentsForm()
    if request.method == "POST" and form.is_valid() and (name := _add(request, project, form, "")):
        return redirect("workflows:source", slug=slug, pk=_known(project, name).pk)
    context = {"project": project, "form": form, "back": _page(project)}
    return render(request, "workflows/new_source.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def source(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One source; what is uploaded becomes its next version. `q`: what a question finds in it."""
    project = project_for(request.user, slug)
    row = get_object_or_404(KnowledgeSource, project=project, pk=pk)
    may_change = may(request.user, project, Membership.Role.MEMBER)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DocumentsForm(*sent, known=row)
    if request.method == "POST":
        project_for(request.user, slug, Membership.Role.MEMBER)
        if form.is_valid() and _add(request, project, form, row.name):
            return redirect("workflows:source", slug=slug, pk=pk)
    asked = request.GET.get("q", "")[:QUESTION_CHARS].replace("\0", "").strip()
    context = {
        "project": project, "source": row, "form": form, "may_change": may_change, "back": _page(project),
        "versions": _versions(row), "documents": row.documents.filter(version=row.version), "asked": asked,
        "found": knowledge.search_in(project.pk, asked, [row.name]) if asked else None,
    }  # fmt: skip
    return render(request, "workflows/source.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """On, off, or another of its versions."""
    project = project_for(request.user, slug, Membership.Role.MEMBER)
    row = get_object_or_404(KnowledgeSource, project=project, pk=pk)
    form = SourceChangeForm(request.POST)
    if request.method == "GET" or not form.is_valid():
        return redirect("workflows:source", slug=slug, pk=pk)
    asked: dict[str, Any] = {"version": form.cleaned_data["version"]}
    if form.cleaned_data["enabled"]:
        asked["enabled"] = form.cleaned_data["enabled"] == "on"
    changes = {name: value for name, value in asked.items() if value is not None}
    if changes and store.use(project.pk, row.name, **changes):
        audit.record_request(request, "knowledge.changed", row.name, project, **changes)
    else:
        messages.error(request, f"{row.name} has no such version.")
    return redirect("workflows:source", slug=slug, pk=pk)


def _add(request: HttpRequest, project: Project, form: DocumentsForm, name: str) -> str:
    """The source's name when its documents are read and kept; "" with the problem on the form."""
    name = name or form.cleaned_data["name"]
    files = form.cleaned_data["documents"]
    try:
        documents = [knowledge.read(each.name, each.read()) for each in files]
    except DocumentError as error:
        form.add_error("documents", f"{error}.")
        return ""
    version = knowledge.add(project.pk, name, documents)
    audit.record_request(request, "knowledge.added", name, project, version=version)
    many = f"{len(documents)} document{'s' * (len(documents) != 1)}"
    messages.success(request, f"{name} is at version {version}: {many}.")
    return name


def _known(project: Project, name: str) -> KnowledgeSource:
    return KnowledgeSource.objects.get(project=project, name=name)


def _versions(row: KnowledgeSource) -> list[Version]:
    found = row.documents.order_by("-version").values_list("version").annotate(Count("pk"), Sum("characters"))
    return [Version(number, many, size, number == row.version) for number, many, size in found]


def _page(project: Project) -> str:
    return reverse("core:settings_panel", args=[project.slug, panels.KNOWLEDGE])
