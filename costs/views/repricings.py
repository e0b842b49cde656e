"""Pricing a time anew: start it, see what it would change, put it in place or leave it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from aiops.core import audit, formats
from aiops.core.access import may, project_for, signed_in
from aiops.core.models import Membership, Project
from aiops.core.periods import zone_of
from aiops.core.views.confirm import Question, ask
from costs import reprice
from costs.analysis.repriced import overall
from costs.forms import RepriceForm
from costs.models import Repricing
from costs.store import repricing


@require_http_methods(["GET", "POST"])
@login_required
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Which time? Its calls are then priced in the background."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    now = timezone.now()
    form = RepriceForm(
        request.POST if request.method == "POST" else None, zone=zone_of(project), now=now, days=project.retention_days
    )
    if request.method == "POST" and form.is_valid():
        since, until = form.cleaned_data["since"], form.cleaned_data["until"]
        try:
            job = reprice.start(project, since, until, signed_in(request).email)
        except reprice.RefusedError as error:
            form.add_error(None, str(error))
        else:
            audit.record_request(request, "repricing.started", job, project, since=str(job.since), until=str(job.until))
            return redirect("costs:repricing", slug, job.pk)
    context = {"project": project, "form": form, "latest": repricing.latest(project)}
    return render(request, "costs/reprice.html", context, status=400 if form.errors else 200)


@require_GET
@login_required
def show(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How far it is, and old and new by model. htmx asks for the moving part alone."""
    project = project_for(request.user, slug)
    job = get_object_or_404(Repricing, project=project, pk=pk)
    name = "costs/_repricing.html" if request.headers.get("HX-Request") else "costs/repricing.html"
    return render(request, name, facts(job) | {"is_admin": may(request.user, project, Membership.Role.ADMIN)})


def facts(job: Repricing) -> dict[str, Any]:
    totals = repricing.totals(job)
    now = timezone.now()
    return {
        "project": job.project,
        "job": job,
        "progress": repricing.progress(job),
        "totals": [each for each in totals if each.changed],
        "same": sum(not each.changed for each in totals),
        "overall": overall(totals),
        "working": job.state in Repricing.WORKING,
        "waits": job.state == Repricing.State.BUILDING and round(repricing.seconds_to_wait(job, now)),
    }


@require_http_methods(["GET", "POST"])
@login_required
def act(request: HttpRequest, slug: str, pk: int, act: str) -> HttpResponse:
    """Asks before the new amounts take their place, or before it all ends; a POST does it."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    job = get_object_or_404(Repricing, project=project, pk=pk)
    question, done = ACTS[act]
    if request.method == "GET":
        return ask(request, question(job, project), project)
    done(request, job, project)
    return redirect("costs:repricing", slug, pk)


def _before_applying(job: Repricing, project: Project) -> Question:
    progress, whole = repricing.progress(job), overall(repricing.totals(job))
    words = (
        f"{formats.count(progress['changed'])} calls get their new amounts: "
        f"{formats.money(whole.old_nanousd)} becomes {formats.money(whole.new_nanousd)}. "
        "Every page follows within minutes. Only pricing anew leads back."
    )
    return Question("Put the new amounts in place?", words, "Put in place", _page(job, project), icon="price")


def _before_cancelling(job: Repricing, project: Project) -> Question:
    swapped = repricing.progress(job)["swapped"]
    words = "Nothing has changed yet, and nothing will." if not swapped else (
        f"{formats.count(swapped)} calls have their new amounts already and keep them; the others stay as they are."
    )  # fmt: skip
    return Question("Cancel pricing anew?", words, "Cancel it", _page(job, project), icon="x")


def _apply(request: HttpRequest, job: Repricing, project: Project) -> None:
    if reprice.apply(job):
        audit.record_request(request, "repricing.applied", job, project)
    else:
        messages.error(request, "Prices have changed since, or it has moved on: look at the new amounts again.")


def _cancel(request: HttpRequest, job: Repricing, project: Project) -> None:
    if reprice.cancel(job):
        audit.record_request(request, "repricing.cancelled", job, project)


ACTS = {"apply": (_before_applying, _apply), "cancel": (_before_cancelling, _cancel)}


def _page(job: Repricing, project: Project) -> str:
    return reverse("costs:repricing", args=[project.slug, job.pk])
