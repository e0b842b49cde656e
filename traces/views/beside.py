"""Two traces side by side: a failed one and the nearest good run of its workflow, or any two."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from aiops.core.access import project_for
from aiops.core.models import Project
from traces.analysis.findings import Case
from traces.analysis.tree import build
from traces.panels import beside as panel
from traces.settle.findings import traits
from traces.store import nearest, reader
from traces.types import TraceDetail


@require_GET
@login_required
def beside(request: HttpRequest, slug: str, trace_id: str) -> HttpResponse:
    """Where does this run part from a good one? `with` names another trace; else the nearest good run is taken."""
    project = project_for(request.user, slug)
    detail = _detail(project, trace_id)
    asked = request.GET.get("with", "").strip().lower()
    context = {"project": project, "row": detail.row, "trace_id": trace_id, "asked": asked, "other_id": ""}
    other_id = _other(project, detail, asked)
    other = reader.trace(project.pk, other_id) if other_id else None
    if other is None:
        return render(request, "traces/beside.html", context, status=404 if asked else 200)
    page, spans = panel.beside(detail, other)
    if spans:
        owners = zip((detail, other), spans, strict=True)
        page = panel.with_text(page, *(reader.body(project.pk, each.row.trace_id, span) for each, span in owners))
    return render(request, "traces/beside.html", context | {"page": page, "other_id": other.row.trace_id.hex()})


def _detail(project: Project, trace_id: str) -> TraceDetail:
    detail = reader.trace(project.pk, bytes.fromhex(trace_id))
    if detail is None:
        raise Http404
    return detail


def _other(project: Project, detail: TraceDetail, asked: str) -> bytes | None:
    if asked:
        return bytes.fromhex(asked) if len(asked) == 32 and set(asked) <= set("0123456789abcdef") else None
    return nearest.good_run(project.pk, detail.row, traits(Case.of_tree(build(detail.spans))))
