"""Erasing by page: name whom or what, see what it reaches, type the name once more, follow how far it is."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aiops.core import audit
from aiops.core.access import project_for, role_of, signed_in
from aiops.core.models import Membership, Project
from aiops.core.views.confirm import Question, ask
from aiops.core.views.settings import tabs
from traces import erase
from traces.forms import ErasureForm, ErasureWordForm
from traces.models import Erasure
from traces.panels import erasure as tab


@require_POST
@login_required
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Finds what it reaches; nothing is taken away yet."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    form = ErasureForm(request.POST)
    if not form.is_valid():
        return _again(request, project, form)
    job = erase.start(project, form.cleaned_data["kind"], form.cleaned_data["value"], signed_in(request).email)
    audit.record_request(request, "erasure.counted", job.name, project, erasure=job.pk)
    return redirect("traces:erasure", slug, job.pk)


@require_GET
@login_required
def show(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How far it is, and what it reaches. htmx asks for the moving part alone."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    return _page(request, project, get_object_or_404(Erasure, project=project, pk=pk))


@require_POST
@login_required
def confirm(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Takes the name typed once more, and then takes away."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    job = get_object_or_404(Erasure, project=project, pk=pk)
    form = ErasureWordForm(request.POST, value=job.value)
    if job.state == Erasure.State.FOUND and not form.is_valid():
        return _page(request, project, job, form)
    try:
        if job.state == Erasure.State.FOUND and erase.confirm(job):
            audit.record_request(request, "erasure.started", job.name, project, erasure=job.pk, **job.reach)
    except erase.BusyError as error:
        messages.error(request, str(error))
    return redirect("traces:erasure", slug, pk)


@require_http_methods(["GET", "POST"])
@login_required
def cancel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Leaves everything as it is and forgets the name."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    job = get_object_or_404(Erasure, project=project, pk=pk)
    if request.method == "GET":
        back = reverse("traces:erasure", args=[slug, pk])
        return ask(request, Question("Erase nothing?", "Everything stays as it is.", "Stop", back, icon="x"), project)
    if erase.cancel(job):
        audit.record_request(request, "erasure.cancelled", job.name, project, erasure=job.pk)
    else:
        messages.error(request, "It is over, or has begun to take away: that cannot be stopped any more.")
    return redirect("traces:erasure", slug, pk)


def _page(request: HttpRequest, project: Project, job: Erasure, form: ErasureWordForm | None = None) -> HttpResponse:
    part = request.headers.get("HX-Request") and form is None
    facts = tab.row(job) | {
        "project": project,
        "form": form or ErasureWordForm(value=job.value),
        "tabs": tabs(project, role_of(request.user, project), tab.TAB),
    }
    name = "traces/settings/_erasure.html" if part else "traces/settings/erasure.html"
    return render(request, name, facts, status=400 if form else 200)


def _again(request: HttpRequest, project: Project, form: ErasureForm) -> HttpResponse:
    role = role_of(request.user, project)
    context = tab.panel(project=project, role=role, form=form) or {}
    panel = {"key": tab.TAB, "title": "Erasure", "template": "traces/settings/erasures.html", "context": context}
    page = context | {"tabs": tabs(project, role, tab.TAB), "panel": panel}
    return render(request, "core/settings/panel.html", page, status=400)
