"""The audit log of a project, newest first; an installation's admin also sees what belongs to no project."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from aiops.core.access import project_for
from aiops.core.models import AuditEntry, Membership
from aiops.core.views.settings import page

PAGE = 100
WORDS = {
    "project.created": "made the project",
    "project.changed": "changed the project",
    "key.created": "made the key",
    "key.rotated": "rotated the key",
    "key.revoked": "revoked the key",
    "person.created": "added the person",
    "member.added": "added to the project",
    "member.role": "changed the role of",
    "member.removed": "removed from the project",
    "link.created": "made a sign-in link for",
    "link.used": "signed in by link",
    "provider.connected": "signed in by the provider for the first time",
    "provider.forgotten": "lets a new account of the provider in for",
    "view.saved": "saved the view",
    "view.renamed": "renamed a view to",
    "view.removed": "deleted the view",
    "board.pinned": "pinned a chart to the dashboard",
    "board.changed": "changed the dashboard",
    "board.removed": "deleted the dashboard",
    "sessions.ended": "ended the sessions of",
}


@require_GET
@login_required
def audit_log(request: HttpRequest, slug: str) -> HttpResponse:
    """`before` is the id of the last entry already seen; anything else in its place starts at the top."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    belongs = Q(project=project) | Q(project=None) if request.user.is_superuser else Q(project=project)
    entries = AuditEntry.objects.filter(belongs).order_by("-pk")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        entries = entries.filter(pk__lt=int(before))
    shown = list(entries[: PAGE + 1])
    older = shown[PAGE - 1].pk if len(shown) > PAGE else None
    return page(request, project, "audit", lines=[_line(entry) for entry in shown[:PAGE]], older=older)


def _line(entry: AuditEntry) -> dict[str, Any]:
    """An entry in words; an act of a higher app that has none here is shown by its code."""
    details = [(name.replace("_", " "), _said(value)) for name, value in sorted(entry.details.items())]
    return {"entry": entry, "act": WORDS.get(entry.action, entry.action), "details": details}


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_said(each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
