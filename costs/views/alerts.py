"""Alerts: what is open, what was, how budgets stand, what is watched, and whom it is told to."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from aiops.core import audit
from aiops.core.access import may, project_for, signed_in
from aiops.core.models import Membership, Project
from aiops.core.outbound import RefusedError, Rules
from costs.analysis.budget_lines import line
from costs.models import Alert, Budget, Channel, Watch
from costs.store import standing

MOST_ALERTS = 50
MUTES = {"1d": ("a day", 1), "7d": ("a week", 7), "30d": ("30 days", 30)}  # as a button says it, days


@never_cache
@require_GET
@login_required
def alerts(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug)
    now = timezone.now()
    rows = Alert.objects.filter(project=project).prefetch_related("deliveries__channel")
    before = request.GET.get("before", "")
    past = rows.exclude(resolved_at=None)
    if before.isascii() and before.isdigit() and len(before) < 19:
        past = past.filter(pk__lt=int(before))
    page = list(past.order_by("-pk")[: MOST_ALERTS + 1])
    budgets = list(Budget.objects.filter(project=project))
    short = standing.at_least(project.pk, budgets)
    context = {
        "project": project,
        "open": list(rows.filter(resolved_at=None)),
        "past": page[:MOST_ALERTS],
        "older": page[MOST_ALERTS - 1].pk if len(page) > MOST_ALERTS else None,
        "budgets": [line(each, now, at_least=each.pk in short) for each in budgets],
        "watches": Watch.objects.filter(project=project).prefetch_related("channels"),
        "channels": [(each, shown_target(each)) for each in Channel.objects.filter(project=project)],
        "now": now,
        **rights(request, project),
    }
    return render(request, "costs/alerts.html", context)


def rights(request: HttpRequest, project: Project) -> dict[str, bool]:
    return {
        "is_member": may(request.user, project, Membership.Role.MEMBER),
        "is_admin": may(request.user, project, Membership.Role.ADMIN),
    }


def shown_target(channel: Channel) -> str:
    """Addresses of chat hold a secret: their host says enough."""
    if channel.kind == Channel.Kind.EMAIL:
        return channel.target
    try:
        return Rules().read(channel.target).shown
    except RefusedError:
        return "an address that is no longer taken"


@never_cache
@require_GET
@login_required
def alert(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One alert: its sentence, what it is made of, whom it reached."""
    project = project_for(request.user, slug)
    row = get_object_or_404(Alert.objects.filter(project=project).select_related("budget", "watch"), pk=pk)
    context: dict[str, Any] = {
        "project": project,
        "alert": row,
        "rule": row.budget or row.watch,
        "deliveries": row.deliveries.select_related("channel"),
        "before": Alert.objects.filter(project=project, key=row.key).exclude(pk=row.pk)[:10],
        "mutes": [(key, words) for key, (words, _) in MUTES.items()],
        "now": timezone.now(),
        **rights(request, project),
    }
    return render(request, "costs/alert.html", context)


@require_http_methods(["POST"])
@login_required
def acknowledge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Somebody is at it. Twice is once: the first one stays."""
    project = project_for(request.user, slug, Membership.Role.MEMBER)
    row = get_object_or_404(Alert.objects.filter(project=project), pk=pk)
    mine = Alert.objects.filter(project=project, pk=pk, acknowledged_at=None)
    if mine.update(acknowledged_at=timezone.now(), acknowledged_by=signed_in(request).email):
        audit.record_request(request, "alert.acknowledged", row, project, alert=row.pk)
    return redirect("costs:alert", slug, pk)


@require_http_methods(["POST"])
@login_required
def mute(request: HttpRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """For so many days nobody is told of this budget or watch; its alerts stand on the page, marked."""
    project = project_for(request.user, slug, Membership.Role.MEMBER)
    rows: Any = Budget.objects if kind == "budgets" else Watch.objects
    row = get_object_or_404(rows.filter(project=project), pk=pk)
    _, days = MUTES.get(request.POST.get("for", ""), ("", 0))
    row.muted_until = timezone.now() + timedelta(days=days) if days else None
    row.save(update_fields=["muted_until"])
    audit.record_request(request, "alerts.muted" if days else "alerts.unmuted", row, project, days=days)
    messages.success(request, f"{str(row)[0].upper()}{str(row)[1:]}: {'muted' if days else 'no longer muted'}.")
    return redirect("costs:alerts", slug)
