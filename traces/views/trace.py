"""The trace page and its parts: the span panel, the rows of a trace that still arrives, the conversation."""

from typing import Any

import orjson
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from aiops.core import panels
from aiops.core.access import project_for
from aiops.core.models import Project
from traces.otlp.export import trace_json
from traces.panels import span as span_panel
from traces.panels import trace as trace_panel
from traces.store import reader
from traces.types import SpanBody, StoredSpan, TraceDetail, TraceRow

NO_SPAN = "0" * 16  # stands for a span id in URLs that scripts fill


@require_GET
@login_required
def trace(request: HttpRequest, slug: str, trace_id: str) -> HttpResponse:
    """What happened in this run, span by span?"""
    project = project_for(request.user, slug)
    detail = _detail(project, trace_id)
    page = trace_panel.panel(detail)
    opened = page.opened(request.GET.get("span", ""))
    context = {
        "project": project,
        "page": page,
        "trace_id": trace_id,
        "no_span": NO_SPAN,
        "slots": panels.fill("trace", project=project, trace=detail, tree=page.tree),
        "opened": opened and _span_context(project, detail.row, opened),
    }
    return render(request, "traces/trace.html", context)


@require_GET
@login_required
def rows(request: HttpRequest, slug: str, trace_id: str) -> HttpResponse:
    """The same rows and facts as data, for a page that is open while spans still arrive."""
    project = project_for(request.user, slug)
    page = trace_panel.panel(_detail(project, trace_id))
    facts = render_to_string("traces/_facts.html", {"project": project, "page": page, "trace_id": trace_id}, request)
    return JsonResponse({"columns": page.columns, "settled": page.row.settled, "facts_html": facts})


@require_GET
@login_required
def span(request: HttpRequest, slug: str, trace_id: str, span_id: str) -> HttpResponse:
    """The panel of one span."""
    project = project_for(request.user, slug)
    row, stored = _span(project, trace_id, span_id)
    return render(request, "traces/_span.html", _span_context(project, row, stored))


@require_GET
@login_required
def span_json(request: HttpRequest, slug: str, trace_id: str, span_id: str) -> HttpResponse:
    """Everything we keep of one span."""
    project = project_for(request.user, slug)
    _, stored = _span(project, trace_id, span_id)
    return HttpResponse(span_panel.raw_json(stored, _body(project, stored)), content_type="application/json")


@require_GET
@login_required
def conversation(request: HttpRequest, slug: str, trace_id: str) -> HttpResponse:
    """What the model calls of this trace said, without repeats."""
    project = project_for(request.user, slug)
    detail = _detail(project, trace_id)
    talk = trace_panel.converse(detail, reader.bodies(project.pk, detail.row.trace_id))
    return render(request, "traces/_conversation.html", {"project": project, "talk": talk, "trace_id": trace_id})


@require_GET
@login_required
def otlp(request: HttpRequest, slug: str, trace_id: str) -> HttpResponse:
    """The trace as a file that POST /v1/traces takes back."""
    project = project_for(request.user, slug)
    detail = _detail(project, trace_id)
    document = trace_json(detail.spans, reader.bodies(project.pk, detail.row.trace_id))
    headers = {"Content-Disposition": f'attachment; filename="trace-{trace_id}.json"'}
    return HttpResponse(orjson.dumps(document), content_type="application/json", headers=headers)


def _detail(project: Project, trace_id: str) -> TraceDetail:
    detail = reader.trace(project.pk, bytes.fromhex(trace_id))
    if detail is None:
        raise Http404
    return detail


def _span(project: Project, trace_id: str, span_id: str) -> tuple[TraceRow, StoredSpan]:
    found = reader.span(project.pk, bytes.fromhex(trace_id), bytes.fromhex(span_id))
    if found is None:
        raise Http404
    return found


def _body(project: Project, stored: StoredSpan) -> SpanBody | None:
    return reader.body(project.pk, stored.trace_id, stored.span_id)


def _span_context(project: Project, row: TraceRow, stored: StoredSpan) -> dict[str, Any]:
    page = span_panel.panel(stored, _body(project, stored))
    slots = panels.fill("span", project=project, trace=row, span=stored, body=page.body, content=page.content)
    return {"project": project, "row": row, "panel": page, "slots": slots}
