"""The trace list: what happened, newest first, narrowed down by filters that live in the URL."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core.access import project_for
from aiops.core.errors import ApiError
from aiops.core.figures import axes
from aiops.core.models import Project
from traces import charts
from traces.analysis.page_sums import page_sums
from traces.store import reader
from traces.store.filters import trace_id_in
from traces.types import TraceFilter
from traces.views import start
from traces.views.asked import FACETS, Asked
from traces.views.relief import reliefs


@never_cache
@require_GET
@login_required
def trace_list(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of traces, or the one trace whose whole id was searched for, whatever else was asked.

    htmx asks for the table alone; it keeps every filter because it asks this very URL.
    """
    project = project_for(request.user, slug)
    asked = Asked(request.GET, project)
    context: dict[str, Any] = {
        "project": project,
        "asked": asked,
        "facets": FACETS,
        "period_form": asked.period_form,
        "list_path": request.path,
    }
    if asked.problems:
        return render(request, "traces/list.html", context | {"problems": asked.problems}, status=400)
    if not request.htmx and (trace_id := named(asked)):  # type: ignore[attr-defined]
        return redirect("traces:trace", slug, trace_id)
    try:
        context |= rows(asked)
    except ApiError as error:
        return render(request, "traces/list.html", context | {"problems": [error.message]}, status=error.status)
    if not context["page"].rows and not any_trace(project):
        return start.page(request, project)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "traces/_table.html", context)
    return render(request, "traces/list.html", context)


@never_cache
@require_GET
@login_required
def summary(request: HttpRequest, slug: str) -> HttpResponse:
    """Sums and bars over everything the filter finds: read after the page, as it may be a million traces."""
    project = project_for(request.user, slug)
    asked = Asked(request.GET, project)
    context: dict[str, Any] = {"project": project, "asked": asked, "list_path": request.path.removesuffix("summary/")}
    if asked.problems:
        return render(request, "traces/_summary.html", context | {"problem": asked.problems[0]}, status=400)
    try:
        context |= sums(asked, context["list_path"])
    except ApiError as error:
        context["problem"] = error.message
    return render(request, "traces/_summary.html", context)


def named(asked: Asked) -> str:
    """The whole trace id that is searched for, where the project has such a trace."""
    trace_id = trace_id_in(asked.filter.q)
    return trace_id.hex if trace_id and reader.summary(asked.project.pk, trace_id.bytes) else ""


def rows(asked: Asked) -> dict[str, Any]:
    page = reader.list_traces(asked.project.pk, asked.filter)
    context: dict[str, Any] = {"page": page, "sums": page_sums(page.rows), "now": asked.now}
    if not page.rows:
        context["reliefs"] = reliefs(asked)
    return context


def sums(asked: Asked, list_path: str) -> dict[str, Any]:
    """Totals, those of the comparison, and the chart. Sums over the newest traces alone are compared with nothing."""
    f, compared = asked.filter, asked.compared()
    number = axes.how_many(f.from_ns, f.to_ns)
    found = reader.sums(asked.project.pk, f, number)
    before = reader.sums(asked.project.pk, compared, number) if compared and not found.totals.newest else None
    if before and before.totals.newest:
        before = None
    label = asked.period_form.comparison_label()

    def link(start_ns: int, end_ns: int, **filters: str) -> str:
        return list_path + asked.within(start_ns, end_ns, **filters)

    return {
        "totals": found.totals,
        "before": before.totals if before else None,
        "before_label": label,
        "drawing": charts.traces_over_time(found, before, label, asked.zone, link),
    }


def any_trace(project: Project) -> bool:
    return bool(reader.list_traces(project.pk, TraceFilter(0, 2**62, limit=1)).rows)
