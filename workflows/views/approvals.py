"""What runs ask people: an inbox, and a page behind the link of one question. Whoever answers first decides."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aiops.core import audit
from aiops.core.access import may, project_for, signed_in
from aiops.core.models import Membership
from workflows.engine import answering, control
from workflows.engine.control import RefusedError
from workflows.models import Wait
from workflows.store import shown_runs
from workflows.views import run_words

SHOWN = 100
BY_LINK = "approval link"


@never_cache
@require_GET
@login_required
def inbox(request: HttpRequest, slug: str) -> HttpResponse:
    """What am I asked?"""
    project = project_for(request.user, slug)
    open_ = shown_runs.approvals(project.pk)
    context = {
        "project": project,
        "asked": [run_words.asked(each) for each in open_[:SHOWN]],
        "number": open_.count(),
        "answered": shown_runs.answered(project.pk),
        "may_change": may(request.user, project, Membership.Role.MEMBER),
        "tab": "approvals",
    }
    return render(request, "workflows/runs/approvals.html", context)


@require_POST
@login_required
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, Membership.Role.MEMBER)
    wait = shown_runs.approval(project.pk, pk)
    if wait is None:
        raise Http404
    by = signed_in(request).email
    try:
        first = control.answer(project.pk, wait.pk, answering.answer_of(wait, _given(request.POST)), by)
    except RefusedError as error:
        messages.error(request, error.message)
        return redirect("workflows:approvals", slug=slug)
    if first:
        audit.record_request(request, "run.answered", f"{wait.run.name} {wait.run_id}", project, step=wait.step_key)
        messages.success(request, f"Your answer goes to {wait.run.name}.")
    else:
        messages.warning(request, _too_late(wait))
    back = request.POST.get("back") == "run"
    return redirect("workflows:run", slug, wait.run_id) if back else redirect("workflows:approvals", slug)


@never_cache
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an approval's link: who has the link may answer, once, until it expires."""
    wait = control.wait_of(token, Wait.Kind.APPROVAL) if "\0" not in token else None
    if wait is None:
        return render(request, "workflows/runs/link_gone.html", {"words": "There is no such question."}, status=404)
    problem, done = "", False
    if request.method == "POST":
        try:
            said = answering.answer_of(wait, _given(request.POST))
            done = control.answer(wait.project_id, wait.pk, said, _who(request))
        except RefusedError as error:
            problem = error.message
        wait.refresh_from_db()
    if done:
        audit.record("run.answered", f"{wait.run.name} {wait.run_id}", project=wait.run.project, by=_who(request))
    if not done and not _is_open(wait):
        return render(request, "workflows/runs/link_gone.html", {"words": _too_late(wait)}, status=410)
    context = {"asked": run_words.asked(wait), "problem": problem, "done": done}
    return render(request, "workflows/runs/link.html", context, status=400 if problem else 200)


def _who(request: HttpRequest) -> str:
    return str(request.user) if request.user.is_authenticated else BY_LINK


def _is_open(wait: Wait) -> bool:
    return wait.state == Wait.State.OPEN and (wait.expires_at is None or wait.expires_at > timezone.now())


def _too_late(wait: Wait) -> str:
    wait.refresh_from_db()
    if wait.state == Wait.State.ANSWERED:
        return f"{wait.answered_by or 'Somebody'} answered before you; that answer holds."
    if wait.state == Wait.State.VOID:
        return "The run no longer asks this."
    return "The time for this answer is over."


def _given(posted: Mapping[str, Any]) -> dict[str, Any]:
    """The form's fields as the API would have them."""
    given: dict[str, Any] = {"note": posted.get("note", "")}
    if posted.get("decision") in {"approve", "decline"}:
        given["approved"] = posted["decision"] == "approve"
    if "choice" in posted:
        given["choice"] = posted["choice"]
    if posted.get("value", "").strip():
        given["value"] = _value(posted["value"], as_json="as_json" in posted)
    return given


def _value(text: str, *, as_json: bool) -> Any:
    if not as_json:
        return text
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise RefusedError("bad_answer", f"This is no JSON: {error}.", "value") from None
