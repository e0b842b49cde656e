"""What a person does to a run: cancel, fork, replay, drive again, choose, settle an effect."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from aiops.core import audit
from aiops.core.access import project_for, signed_in
from aiops.core.models import Membership, Project
from aiops.core.views.confirm import Question, ask
from workflows.engine import control
from workflows.engine.control import RefusedError
from workflows.models import Run
from workflows.store import shown_runs

Act = Callable[..., UUID]  # of request, project, run and who


def acting(act: Act) -> Callable[..., HttpResponse]:
    """A view that does it, says so, and shows the run it leads to; what is refused is said instead."""

    @require_POST
    @login_required
    @wraps(act)
    def view(request: HttpRequest, slug: str, run_id: UUID, **more: Any) -> HttpResponse:
        project, row = _found(request, slug, run_id)
        try:
            shown = partial(act, **more)(request, project, row, signed_in(request).email)
        except RefusedError as error:
            messages.error(request, error.message)
            shown = run_id
        return redirect("workflows:run", slug=slug, run_id=shown)

    return view


def _found(request: HttpRequest, slug: str, run_id: UUID) -> tuple[Project, Run]:
    """Raises Http404, PermissionDenied."""
    project = project_for(request.user, slug, Membership.Role.MEMBER)
    row = shown_runs.find(project.pk, run_id)
    if row is None:
        raise Http404
    return project, row


@require_http_methods(["GET", "POST"])
@login_required
def cancel(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    project, row = _found(request, slug, run_id)
    if request.method == "GET":
        words = (
            "What it has done stays done. It ends at once where nobody works on it, else as soon as its worker hears."
        )
        back = reverse("workflows:run", args=[slug, run_id])
        return ask(request, Question("Cancel this run?", words, "Cancel the run", back, icon="x"), project)
    state = control.cancel(project.pk, run_id, signed_in(request).email)
    audit.record_request(request, "run.cancelled", f"{row.name} {row.pk}", project)
    messages.success(request, "It is cancelled." if state == "cancelled" else "Its worker ends it in a moment.")
    return redirect("workflows:run", slug=slug, run_id=run_id)


@acting
def fork(request: HttpRequest, project: Project, row: Run, by: str) -> UUID:
    dry = "dry_run" in request.POST
    made = control.fork(project.pk, row.pk, request.POST.get("from_step", ""), by, dry_run=dry)
    messages.success(request, "This is the fork; what was done before the step is taken over.")
    return made


@acting
def replay(request: HttpRequest, project: Project, row: Run, by: str) -> UUID:
    made = control.replay(project.pk, row.pk, by, dry_run="for_real" not in request.POST)
    messages.success(request, "This is the replay: the same input from the beginning.")
    return made


@acting
def redrive(request: HttpRequest, project: Project, row: Run, by: str) -> UUID:
    control.redrive(project.pk, row.pk, by)
    messages.success(request, "It goes on from its last committed step.")
    return row.pk


@acting
def choose(request: HttpRequest, project: Project, row: Run, by: str) -> UUID:
    return control.choose(project.pk, row.pk, request.POST.get("choice", ""), by)


@acting
def effect(request: HttpRequest, project: Project, row: Run, by: str, *, effect_pk: int) -> UUID:
    """Settles an effect of which nobody knows whether it was done."""
    if not row.effects.filter(project_id=project.pk, pk=effect_pk).exists():
        raise RefusedError("unknown_effect", "There is no such effect.")
    if control.resolve_effect(project.pk, effect_pk, request.POST.get("choice", ""), by):
        messages.success(request, "Noted.")
    else:
        messages.error(request, "It is settled already.")
    return row.pk
