"""The audit log of a project, newest first; an installation's admin also sees what belongs to no project."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from aiops.core.access import project_for
from aiops.core.models import AuditEntry, Membership
from aiops.core.views.settings import page

PAGE = 100


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
    return page(request, project, "audit", entries=shown[:PAGE], older=older)
