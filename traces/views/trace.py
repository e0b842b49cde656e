"""The trace page and its parts: the span panel, the rows of a trace that still arrives, the conversation."""

from typing import Any

import orjson
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from aiops.core import panels
from aiops.core.access import project_for
from aiops.core.models import Project
from aiops.core.periods import zone_of
from traces.panels import span as span_panel
from traces.panels import trace as trace_panel
from traces.panels.download import otlp_file
from traces.store import reader
from traces.store.filters import trace_id_in
from traces.types import SpanBody, StoredSpan, TraceDetail, TraceRow
from traces.views.health_words import words

NO_SPAN = "0" * 16  # stands for a span id in URLs that scripts fill


@require_GET
@login_required
def trace(request: HttpRequest, slug: str, trace_id: str) -> HttpResponse:
    """What happened in this run, span by span?"""
    project = project_for(request.user, slug)
    detail = _detail(project, trace_id)
    page = trace_panel.panel(detail)
    asked = request.GET.get("span", "")
    opened = page.opened(asked)
    context = _facts_context(project, page) | {
        "no_span": NO_SPAN,
        "slots": panels.fill("trace", project=project, trace=detail, tree=page.tree, examined=page.examined),
        "opened": opened and _span_context(project, detail.row, opened),
        "missing": opened is None and asked not in ("", trace_panel.CLOSED),
    }
    return render(request, "traces/trace.html", context)


@require_GET
@login_required
def langfuse(request: HttpRequest, slug: str, trace_id: str) -> HttpResponse:
    """From where the `get_trace_url()` of Langfuse's SDKs says a trace is to where it is."""
    return redirect("traces:trace", slug=project_for(request.user, slug).slug, trace_id=trace_id)


@gzip_page
@require_GET
@login_required
def rows(request: HttpRequest, slug: str, trace_id: str) -> HttpResponse:
    """The same rows and facts as data, for a page that is open while spans still arrive."""
    project = project_for(request.user, slug)
    page = trace_panel.panel(_detail(project, trace_id))
    facts = render_to_string("traces/_facts.html", _facts_context(project, page), request)
    answer = {"columns": page.columns, "settled": page.row.settled, "facts_html": facts}
    return HttpResponse(orjson.dumps(answer), content_type="application/json")


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
    """What the model calls of this trace said, without repeats; nor those of the trace `after` which it goes on."""
    project = project_for(request.user, slug)
    detail = _detail(project, trace_id)
    after = trace_id_in(request.GET.get("after", ""))
    earlier = reader.bodies(project.pk, after.bytes) if after else {}
    talk = trace_panel.converse(detail, reader.bodies(project.pk, detail.row.trace_id), earlier)
    return render(request, "traces/_conversation.html", {"project": project, "talk": talk, "trace_id": trace_id})


@require_GET
@login_required
def otlp(request: HttpRequest, slug: str, trace_id: str) -> HttpResponse:
    """The trace as a file that POST /v1/traces takes back."""
    project = project_for(request.user, slug)
    return otlp_file(project.pk, _detail(project, trace_id))


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


def _facts_context(project: Project, page: trace_panel.TracePanel) -> dict[str, Any]:
    days = trace_panel.days_around(page.row, zone_of(project))
    return {"project": project, "page": page, "trace_id": page.row.trace_id.hex(), "days": days}


def _span_context(project: Project, row: TraceRow, stored: StoredSpan) -> dict[str, Any]:
    page = span_panel.panel(stored, _body(project, stored))
    slots = panels.fill("span", project=project, trace=row, span=stored, body=page.body, content=page.content)
    warnings = [words(f"warning.{code}") for code in stored.warnings]
    return {"project": project, "row": row, "panel": page, "slots": slots, "warnings": warnings}
