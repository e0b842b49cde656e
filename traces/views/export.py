"""The trace list as a file for spreadsheets, with the filters and the order of the page."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from aiops.core import csv
from aiops.core.access import project_for
from traces.store import reader
from traces.store.times import when
from traces.types import TraceFilter, TraceRow
from traces.views.asked import Asked

ROWS_AT_MOST = 50_000
ROWS_AT_ONCE = 2_000
COLUMNS = (
    "trace_id", "start", "name", "workflow", "status", "duration_ms", "span_count", "error_count", "input_tokens",
    "output_tokens", "cost_usd", "unpriced_calls", "models", "providers", "service", "user", "session", "release",
)  # fmt: skip


@require_GET
@login_required
def trace_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every trace of the filter, the first 50,000 in its order."""
    project = project_for(request.user, slug)
    asked = Asked(request.GET, project)
    if asked.problems:
        return HttpResponse("\n".join(asked.problems), status=400, content_type="text/plain; charset=utf-8")
    rows = (cells(row) for row in all_rows(project.pk, asked.filter))
    headers = {"Content-Disposition": f'attachment; filename="{project.slug}-traces.csv"'}
    return StreamingHttpResponse(csv.lines(COLUMNS, rows), content_type="text/csv; charset=utf-8", headers=headers)


def all_rows(project_id: int, f: TraceFilter) -> Iterator[TraceRow]:
    """Page after page, so that the file's size is no matter of memory."""
    left, cursor = ROWS_AT_MOST, ""
    while left:
        page = reader.list_traces(project_id, replace(f, cursor=cursor, limit=min(left, ROWS_AT_ONCE)))
        yield from page.rows
        left -= len(page.rows)
        if page.next is None:
            return
        cursor = page.next


def cells(row: TraceRow) -> tuple[csv.Cell, ...]:
    return (
        row.trace_id.hex(), when(row.start_ns), row.name, row.workflow, row.status, row.duration_ns / 1e6,
        row.span_count, row.error_count, row.input_tokens, row.output_tokens, dollars(row.cost_nanousd),
        row.unpriced_calls, " ".join(row.models), " ".join(row.providers), row.service, row.user, row.session,
        row.release,
    )  # fmt: skip


def dollars(nanousd: int | None) -> Decimal | None:
    return None if nanousd is None else Decimal(nanousd).scaleb(-9)
