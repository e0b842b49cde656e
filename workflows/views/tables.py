"""A table of outcomes from a spreadsheet."""

import codecs
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aiops.core import audit
from aiops.core.access import project_for
from aiops.core.models import Membership, Project
from workflows.events.table import TableError
from workflows.forms import TableForm
from workflows.store import receiving
from workflows.store.receiving import Imported


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def import_table(request: HttpRequest, slug: str) -> HttpResponse:
    """Stores each line once; says which lines it could not read and why."""
    project = project_for(request.user, slug, Membership.Role.MEMBER)
    form = TableForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"project": project, "form": form}
    if request.method == "GET":
        return render(request, "workflows/import.html", context)
    if not form.is_valid():
        return render(request, "workflows/import.html", context, status=400)
    done, problem = _import(project, form.cleaned_data["table"])
    name = form.cleaned_data["table"].name
    audit.record_request(
        request, "outcomes.imported", name, project, accepted=done.accepted, refused=done.refused_count
    )
    status = 400 if problem else 200
    return render(request, "workflows/import.html", context | {"done": done, "problem": problem}, status=status)


def _import(project: Project, file: Any) -> tuple[Imported, str]:
    """What became of it, and why it could not be read on."""
    done = Imported()
    try:
        for done in receiving.import_table(project, codecs.iterdecode(file, "utf-8-sig"), timezone.now()):  # noqa: B007
            pass
    except TableError as error:
        return done, str(error)
    except UnicodeDecodeError:
        return done, "It is not in UTF-8: save it again as CSV in UTF-8"
    return done, ""
