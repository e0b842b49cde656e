"""Making, changing and removing budgets, watches and channels."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aiops.core import audit
from aiops.core.access import project_for, signed_in
from aiops.core.models import Membership, Project
from costs.alerts import deliver, evaluate
from costs.forms.alerts import BudgetForm, ChannelForm, WatchForm
from costs.models import Alert, Budget, Channel, Watch
from costs.store import keys, standing


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def budget(request: HttpRequest, slug: str, pk: int = 0) -> HttpResponse:
    project = project_for(request.user, slug, Membership.Role.MEMBER)
    row = get_object_or_404(Budget.objects.filter(project=project), pk=pk) if pk else Budget(project=project)
    known = [*standing.names(project.pk, timezone.now(), "workflow", "model"), *keys.known(project.pk)]
    form = BudgetForm(request.POST or None, instance=row, project=project, known=known)
    answer = _changed(request, project, row, form, "budget")
    if request.method == "POST" and answer.status_code == 302 and "remove" not in request.POST:
        evaluate.budgets(project, timezone.now())
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def watch(request: HttpRequest, slug: str, pk: int = 0) -> HttpResponse:
    project = project_for(request.user, slug, Membership.Role.MEMBER)
    row = get_object_or_404(Watch.objects.filter(project=project), pk=pk) if pk else Watch(project=project)
    known = standing.names(project.pk, timezone.now(), "workflow")
    form = WatchForm(request.POST or None, instance=row, project=project, known=known)
    return _changed(request, project, row, form, "watch")


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def channel(request: HttpRequest, slug: str, pk: int = 0) -> HttpResponse:
    """Admins alone: what is told leaves the project."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    row = get_object_or_404(Channel.objects.filter(project=project), pk=pk) if pk else Channel(project=project)
    return _changed(request, project, row, ChannelForm(request.POST or None, instance=row), "channel")


def _changed(request: HttpRequest, project: Project, row: Any, form: Any, what: str) -> HttpResponse:
    """Shows the form, saves it, or removes what it is of."""
    known = bool(row.pk)
    removes = request.method == "POST" and "remove" in request.POST and known
    if not removes and (request.method == "GET" or not form.is_valid()):
        context = {"project": project, "form": form, "known": known, "row": row, "what": what}
        return render(request, "costs/rule.html", context, status=200 if request.method == "GET" else 400)
    with transaction.atomic():
        name, pk = (str(row), row.pk) if removes else ("", None)
        if removes:
            _end(row)
            row.delete()
        else:
            if hasattr(row, "made_by"):
                row.made_by = row.made_by or signed_in(request).email
            row = form.save()
            name, pk = str(row), row.pk
        audit.record_request(request, f"{what}.{'removed' if removes else 'saved'}", name, project, pk=pk)
    messages.success(request, f"{name[0].upper()}{name[1:]}: {'removed' if removes else 'saved'}.")
    return redirect("costs:alerts", project.slug)


def _end(row: Any) -> None:
    """What nobody looks at any more is over."""
    if isinstance(row, (Budget, Watch)):
        rule = {"budget": row} if isinstance(row, Budget) else {"watch": row}
        Alert.objects.filter(project=row.project, resolved_at=None, **rule).update(resolved_at=timezone.now())


@require_http_methods(["POST"])
@login_required
def test_channel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Sends a message that says it is a test, and says what came of it."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    row = get_object_or_404(Channel.objects.filter(project=project), pk=pk)
    now = timezone.now()
    said = f"This is a test of the channel “{row.name}”: alerts of {project.name} arrive here."
    path = reverse("costs:alerts", args=[slug])
    test = Alert(project=project, kind="test", subject="test", sentence=said, opened_at=now, path=path)
    try:
        deliver.send(row, test, f"test-{row.pk}-{int(now.timestamp())}", now)
    except deliver.NotDeliveredError as error:
        messages.error(request, f"{row.name} did not take it. {error}")
    else:
        messages.success(request, f"{row.name} took the test message.")
    audit.record_request(request, "channel.tested", row, project, channel=row.pk)
    return redirect("costs:alerts", slug)
