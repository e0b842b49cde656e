"""The home of a project: the four answers, what is open, and what came since this person was last here.

Each answer is asked for by itself, side by side with the others, so that a slow one holds up none.
"""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core import panels
from aiops.core.access import project_for
from aiops.core.answers import Asked
from aiops.core.forms import AnalysisForm, problems
from aiops.core.models import Project
from aiops.core.periods import ns_of, zone_of
from traces.store import reader, reader_time
from traces.types import TraceFilter
from traces.views import start

YOUNG = "24h"  # what is shown of a project whose traces are all of today


@never_cache
@require_GET
@login_required
def home(request: HttpRequest, slug: str) -> HttpResponse:
    """The frame, at once; its answers come by themselves."""
    project = project_for(request.user, slug)
    asked = _asked(request, project)
    context: dict[str, Any] = {"project": project, "period_form": asked.form}
    if asked.form.errors:
        return render(request, "traces/home.html", context | {"problems": problems(asked.form)}, status=400)
    if not _any(project, 0, 2**62):
        return start.page(request, project)
    context |= {
        "answers": panels.of("answers"),
        "query": asked.query,
        "as_of": reader_time.as_of(project.pk) or asked.form.now,
        "open": panels.fill("home", project=project),
    }
    return render(request, "traces/home.html", context)


@never_cache
@require_GET
@login_required
def answer(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One of the answers."""
    project = project_for(request.user, slug)
    panel = next((each for each in panels.of("answers") if each.key == key), None)
    if panel is None:
        raise Http404
    asked = _asked(request, project)
    if asked.form.errors:
        return render(
            request, "traces/home/_answer.html", {"panel": panel, "problems": problems(asked.form)}, status=400
        )
    found = panel.context(asked=asked)
    return render(request, panel.template, {"project": project, "panel": panel} | (found or {}))


def _asked(request: HttpRequest, project: Project) -> Asked:
    """The last whole days; of a project that has nothing in them yet, the last hours."""
    form = AnalysisForm(request.GET, zone=zone_of(project), now=timezone.now())
    if form.is_valid() and not (request.GET.get("range") or request.GET.get("from")):
        period = form.period()
        if not _any(project, period.from_ns, period.to_ns) and _any(project, period.to_ns, ns_of(form.now)):
            form.default = YOUNG
    return Asked(project, form)


def _any(project: Project, from_ns: int, to_ns: int) -> bool:
    return bool(reader.list_traces(project.pk, TraceFilter(from_ns, to_ns, limit=1)).rows)
