"""Dashboards: a list of them, one of them, a chart that is pinned to one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aiops.core import audit
from aiops.core import boards as store
from aiops.core.access import may, project_for, signed_in
from aiops.core.forms import AnalysisForm, kept_times, problems
from aiops.core.models import Board, Membership, User
from aiops.core.periods import zone_of
from aiops.core.views.confirm import Question, ask


@never_cache
@require_GET
@login_required
def boards(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug)
    rows = Board.objects.shown_to(request.user, project).prefetch_related("pins")
    return render(request, "core/boards.html", {"project": project, "boards": rows})


@never_cache
@require_GET
@login_required
def board(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Its charts, all of one time; each comes from its own page."""
    project = project_for(request.user, slug)
    row = get_object_or_404(Board.objects.shown_to(request.user, project), pk=pk)
    form = AnalysisForm(request.GET, zone=zone_of(project), now=timezone.now())
    context: dict[str, Any] = {"project": project, "board": row, "period_form": form}
    if not form.is_valid():
        return render(request, "core/board.html", context | {"problems": problems(form)}, status=400)
    times = {"compare": "previous"} | (kept_times(request.GET))
    if not {"range", "from"} & set(times):
        times["range"] = "28d"
    mine = row.owner_id is not None or may(request.user, project, Membership.Role.MEMBER)
    return render(request, "core/board.html", context | {"pins": store.shown(row, slug, times), "mine": mine})


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def pin(request: HttpRequest, slug: str) -> HttpResponse:
    """Which dashboard shall this chart go to?"""
    project = project_for(request.user, slug)
    member = may(request.user, project, Membership.Role.MEMBER)
    rows = Board.objects.shown_to(request.user, project)
    mine = rows if member else rows.exclude(owner=None)
    form = store.PinForm(request.POST if request.method == "POST" else None, project=project)
    context = {"project": project, "boards": mine, "member": member, "form": form}
    if request.method == "GET":
        return render(request, "core/pin.html", context | {"asked": request.GET})
    if not form.is_valid():
        return render(
            request, "core/pin.html", context | {"asked": request.POST, "problems": problems(form)}, status=400
        )
    given = form.cleaned_data
    chosen: Board | None
    if given["board"]:
        chosen, problem = get_object_or_404(mine, pk=given["board"]), ""
    else:
        chosen, problem = store.new(project, _owner(request, member, everyone=given["everyone"]), given["called"])
    problem = problem or (store.pin(chosen, given["name"], given["chart"], given["page"]) if chosen else "")
    if problem or chosen is None:
        messages.error(request, problem)
        return redirect("core:boards", slug)
    messages.success(request, f"{given['name']} is on {chosen.name} now.")
    _note(request, "board.pinned", chosen, chart=given["name"])
    return redirect("core:board", slug, chosen.pk)


@require_POST
@login_required
def change_pin(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Moves a chart up or down, or takes it off."""
    row = _mine(request, slug, pk)
    act, which = request.POST.get("act"), request.POST.get("pin", "")
    number = int(which) if which.isascii() and which.isdigit() and len(which) < 19 else 0
    if act == "off":
        row.pins.filter(pk=number).delete()
    else:
        store.move(row, number, -1 if act == "up" else 1)
    _note(request, "board.changed", row, act=act or "")
    return redirect("core:board", slug, pk)


@require_http_methods(["GET", "POST"])
@login_required
def remove_board(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    row = _mine(request, slug, pk)
    back = reverse("core:boards", args=[slug])
    if request.method == "GET":
        words = "Its charts stay on their own pages." + ("" if row.owner_id else " Nobody in the project will find it.")
        question = Question(f"Delete the dashboard {row.name}?", words, "Delete", back)
        return ask(request, question, row.project)
    row.delete()
    _note(request, "board.removed", row)
    messages.success(request, f"{row.name} is deleted.")
    return redirect(back)


def _note(request: HttpRequest, action: str, board: Board, **details: Any) -> None:
    """What concerns everyone stands in the audit log."""
    if board.owner_id is None:
        audit.record_request(request, action, board.name, board.project, **details)


def _mine(request: HttpRequest, slug: str, pk: int) -> Board:
    """One that this person may change: their own, or as a member one of the project."""
    project = project_for(request.user, slug)
    found = Board.objects.shown_to(request.user, project).select_related("project")
    row: Board = get_object_or_404(found, pk=pk)
    if row.owner_id is None and not may(request.user, project, Membership.Role.MEMBER):
        raise PermissionDenied("Dashboards of the project take the role member.")
    return row


def _owner(request: HttpRequest, member: bool, *, everyone: bool) -> User | None:
    if everyone and not member:
        raise PermissionDenied("Dashboards for everyone take the role member in this project.")
    return None if everyone else signed_in(request)
