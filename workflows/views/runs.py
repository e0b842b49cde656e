"""Runs of managed workflows: which there are, what one did and cost, and starting one by hand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from aiops.core import audit
from aiops.core.access import may, project_for, signed_in
from aiops.core.forms import RangeForm, problems
from aiops.core.models import Membership, Project
from aiops.core.periods import zone_of
from workflows.engine import control, registry
from workflows.engine.control import RefusedError
from workflows.forms.runs import RunFilterForm, StartForm
from workflows.models import Run
from workflows.store import shown_runs
from workflows.views import run_words


@never_cache
@require_GET
@login_required
def run_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What runs, what waits, what went wrong?"""
    project = project_for(request.user, slug)
    period = RangeForm(request.GET, zone=zone_of(project), now=timezone.now(), default="28d")
    form = RunFilterForm(request.GET)
    context: dict[str, Any] = {"project": project, "period_form": period, "form": form, "tab": "runs"}
    if not (period.is_valid() and form.is_valid()):
        told = context | {"problems": problems(period, form)}
        return render(request, "workflows/runs/list.html", told, status=400)
    asked, times = form.cleaned_data, period.period()
    before = str(asked["before"] or "")
    wanted = shown_runs.RunFilter(times.start, times.end, asked["workflow"], asked["state"], before)
    found = shown_runs.listed(project.pk, wanted)
    context |= {
        "found": found,
        "sentence": run_words.of_list(found.states, times.words()),
        "filtered": bool(asked["workflow"] or asked["state"] or before),
        "known": sorted(registry.known()),
        "waiting_people": shown_runs.approvals(project.pk).count(),
        "may_change": may(request.user, project, Membership.Role.MEMBER),
    }
    return render(request, "workflows/runs/list.html", context)


@never_cache
@require_GET
@login_required
def run(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    """What did this run do, what did its policies do for it, and what can a person do about it?"""
    project, row = _found(request, slug, run_id)
    found = shown_runs.detail(row)
    context = {
        "project": project,
        "run": row,
        "found": found,
        "open_waits": [run_words.asked(each) for each in found.waits if each.state == "open"],
        "facts": run_words.facts(row),
        "may_change": may(request.user, project, Membership.Role.MEMBER),
        "live": row.state in shown_runs.ACTIVE,
        "known": row.name in registry.known(),
        "keys": [each.key for each in found.lines if each.step and each.step.state in {"done", "failed"}],
        "site": f"{request.scheme}://{request.get_host()}",
    }
    return render(request, "workflows/runs/run.html", context)


@never_cache
@require_GET
@login_required
def state(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    """The part of a run's page that follows it; once its state or its steps changed, the page is fetched anew."""
    project, row = _found(request, slug, run_id)
    facts = run_words.facts(row)
    answer = render(
        request, "workflows/runs/_facts.html", {"project": project, "run": row, "facts": facts, "live": True}
    )
    if request.GET.get("seen") not in {None, facts["seen"]}:
        answer["HX-Refresh"] = "true"
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Starts a run by hand."""
    project = project_for(request.user, slug, Membership.Role.MEMBER)
    known = registry.known()
    name = request.POST.get("workflow") or request.GET.get("workflow", "")
    if name not in known:
        context = {"project": project, "known": run_words.declared(known.values()), "tab": "runs"}
        return render(request, "workflows/runs/choose.html", context, status=404 if name else 200)
    form = StartForm(request.POST or None, initial={"input": run_words.sample(known[name])})
    if request.method == "POST" and form.is_valid() and (made := _started(request, project, name, form)):
        return redirect("workflows:run", slug=slug, run_id=made)
    context = {"project": project, "name": name, "form": form, "declared": run_words.declared([known[name]])[0]}
    return render(request, "workflows/runs/start.html", context, status=400 if request.method == "POST" else 200)


def _started(request: HttpRequest, project: Project, name: str, form: StartForm) -> UUID | None:
    said = form.cleaned_data
    try:
        made = control.start(
            project.pk,
            name,
            said["input"] if said["input"] is not None else {},
            idempotency_key=said["idempotency_key"],
            dry_run=said["dry_run"],
            by=signed_in(request).email,
        )
    except RefusedError as error:
        field = "idempotency_key" if error.field == "Idempotency-Key" else "input"
        place = error.field.removeprefix("input.") if error.field.startswith("input.") else ""
        form.add_error(field, f"{place}: {error.message}" if place else error.message)
        return None
    audit.record_request(request, "run.started", f"{name} {made.run_id}", project)
    if not made.created:
        messages.info(request, "This key was used before with the same input: here is the run it made.")
    return made.run_id


def _found(request: HttpRequest, slug: str, run_id: UUID) -> tuple[Project, Run]:
    """Raises Http404."""
    project = project_for(request.user, slug)
    found = shown_runs.find(project.pk, run_id)
    if found is None:
        raise Http404
    return project, found
