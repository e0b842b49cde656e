"""Schedules: which runs start by the clock, when the next one does, and pausing them."""

from typing import Any
from zoneinfo import available_timezones

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from aiops.core import audit
from aiops.core.access import may, project_for, signed_in
from aiops.core.models import Membership, Project
from workflows.engine import cron, registry, schedules
from workflows.engine.control import RefusedError
from workflows.engine.cron import CronError
from workflows.forms.runs import ScheduleForm
from workflows.models import RunSchedule
from workflows.store import shown_runs


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def schedule_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What starts by itself, and when next?"""
    role = Membership.Role.MEMBER if request.method == "POST" else Membership.Role.VIEWER
    project = project_for(request.user, slug, role)
    zones = sorted({"UTC", project.time_zone, *(available_timezones() - {"localtime"})})
    zones.insert(0, zones.pop(zones.index(project.time_zone)))
    form = ScheduleForm(request.POST or None, known=registry.known(), zones=zones)
    if request.method == "POST" and form.is_valid() and _added(request, project, form):
        return redirect("workflows:schedules", slug=slug)
    rows = RunSchedule.objects.filter(project=project).select_related("workflow").order_by("-enabled", "next_at")
    context = {
        "project": project,
        "rows": rows,
        "fires": shown_runs.fires(project.pk),
        "form": form,
        "known": registry.known(),
        "may_change": may(request.user, project, Membership.Role.MEMBER),
        "tab": "schedules",
    }
    return render(request, "workflows/runs/schedules.html", context, status=400 if request.method == "POST" else 200)


def _added(request: HttpRequest, project: Project, form: ScheduleForm) -> bool:
    said: dict[str, Any] = form.cleaned_data
    by = signed_in(request).email
    try:
        made = schedules.add(project.pk, said["workflow"], said["cron"], said["zone"], said["input"] or {}, by)
    except CronError as error:
        form.add_error(error.field, str(error))
        return False
    except RefusedError as error:
        form.add_error("input", f"{error.field}: {error.message}" if error.field else error.message)
        return False
    audit.record_request(request, "schedule.added", said["workflow"], project, cron=said["cron"], zone=said["zone"])
    messages.success(request, f"{made.workflow.name} starts by itself from now on.")
    return True


@require_POST
@login_required
def change(request: HttpRequest, slug: str, pk: int, act: str) -> HttpResponse:
    """Pauses it, lets it go on with the next time from now, or removes it."""
    project = project_for(request.user, slug, Membership.Role.MEMBER)
    row = get_object_or_404(RunSchedule, project=project, pk=pk)
    if act == "remove":
        row.delete()
    elif act == "pause":
        RunSchedule.objects.filter(project=project, pk=pk).update(enabled=False)
    else:
        following = next(cron.times(row.cron, row.zone, schedules.database_now()), None)
        if following is not None:
            RunSchedule.objects.filter(project=project, pk=pk).update(enabled=True, next_at=following)
    audit.record_request(request, f"schedule.{act}", row.workflow.key, project, cron=row.cron)
    return redirect("workflows:schedules", slug=slug)
