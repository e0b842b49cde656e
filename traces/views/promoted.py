"""The settings tab on tags: admins add and remove promoted attributes; stored spans follow in the background."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aiops.core import audit
from aiops.core.access import may, project_for, role_of, signed_in
from aiops.core.models import Membership, Project
from aiops.core.views.confirm import Question, ask
from aiops.core.views.settings import tabs
from traces import retag
from traces.forms import PromotedForm
from traces.models import PromotedAttribute
from traces.panels import promoted as tab
from traces.store import promoted, retagging


@require_POST
@login_required
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """An attribute more on the project's list."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    form = PromotedForm(request.POST)
    if not form.is_valid():
        return _again(request, project, form)
    attribute, tag = form.cleaned_data["attribute"], form.cleaned_data["tag"]
    try:
        added = promoted.add(project, attribute, tag)
    except promoted.TooManyError as error:
        form.add_error(None, str(error))
        return _again(request, project, form)
    if added:
        audit.record_request(request, "tag.added", tag, project, attribute=attribute)
        retag.start(project, signed_in(request).email)
        messages.success(request, f"New spans get the tag {tag} everywhere within 30 seconds.")
    return redirect(_page(project))


@require_http_methods(["GET", "POST"])
@login_required
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    row = get_object_or_404(PromotedAttribute, project=project, pk=pk)
    if request.method == "GET":
        words = f"{row.attribute} fills the tag {row.tag} no more: not of new spans, and soon not of stored ones."
        return ask(request, Question(f"Remove the tag {row.tag}?", words, "Remove", _page(project)), project)
    if promoted.remove(row):
        audit.record_request(request, "tag.removed", row.tag, project, attribute=row.attribute)
        retag.start(project, signed_in(request).email)
    return redirect(_page(project))


@require_GET
@login_required
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """How far stored spans are; the page asks while there is something to do."""
    project = project_for(request.user, slug)
    facts = {"project": project, "is_admin": may(request.user, project, Membership.Role.ADMIN)}
    return render(request, "traces/settings/_retagging.html", facts | tab.progress(project))


@require_POST
@login_required
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Works tags out anew without a change, such as after a cancelled time."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    job = retag.start(project, signed_in(request).email)
    audit.record_request(request, "retagging.started", job, project)
    return redirect(_page(project))


@require_http_methods(["GET", "POST"])
@login_required
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    job = retagging.latest(project)
    if request.method == "GET":
        words = "Spans that have their new tags keep them; older ones stay as they are."
        return ask(request, Question("Stop tagging stored spans?", words, "Stop", _page(project), icon="x"), project)
    if job and retag.cancel(job):
        audit.record_request(request, "retagging.cancelled", job, project, per_cent=job.per_cent)
    return redirect(_page(project))


def _page(project: Project) -> str:
    return reverse("core:settings_panel", args=[project.slug, tab.TAB])


def _again(request: HttpRequest, project: Project, form: PromotedForm) -> HttpResponse:
    role = role_of(request.user, project)
    context = tab.panel(project=project, role=role, form=form)
    panel = {"key": tab.TAB, "title": "Tags", "template": "traces/settings/tags.html", "context": context}
    page = context | {"tabs": tabs(project, role, tab.TAB), "panel": panel}
    return render(request, "core/settings/panel.html", page, status=400)
