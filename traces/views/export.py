"""The trace list as a file for spreadsheets, with the filters and the order of the page."""

from collections.abc import Iterable
from decimal import Decimal
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import IO

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from aiops.core import csv
from aiops.core.access import project_for
from aiops.core.errors import ApiError
from traces.analysis.verdict import verdict
from traces.store import reader
from traces.store.times import when
from traces.types import TraceRow
from traces.views.asked import Asked

ROWS_AT_MOST = 50_000
BYTES_AT_MOST = 128 * 1024 * 1024
AT_ONCE = 2  # files in the making, in each web process
COLUMNS = (
    "trace_id", "start", "name", "workflow", "status", "duration_ms", "span_count", "error_count", "input_tokens",
    "output_tokens", "cost_usd", "unpriced_calls", "models", "providers", "service", "user", "session", "release",
    "outcome", "value_usd",
)  # fmt: skip


slots = BoundedSemaphore(AT_ONCE)


@require_GET
@login_required
def trace_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every trace of the filter, the first 50,000 in its order; a whole file or a refusal, never a part of one."""
    project = project_for(request.user, slug)
    asked = Asked(request.GET, project)
    if asked.problems:
        return refusal(400, "\n".join(asked.problems))
    if not slots.acquire(blocking=False):
        return refusal(503, "Other files are being made. Try again in a moment.", {"Retry-After": "5"})
    made = TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        fill(made, reader.every(project.pk, asked.filter, ROWS_AT_MOST))
    except ApiError as error:
        made.close()
        return refusal(error.status, error.message)
    finally:
        slots.release()
    length, name = made.tell(), f"{project.slug}-traces.csv"
    made.seek(0)
    response = FileResponse(made, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
    response["Content-Length"] = str(length)
    return response


def refusal(status: int, text: str, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)


def fill(made: IO[bytes], rows: Iterable[TraceRow]) -> None:
    """On the disk, so that no thread waits for whoever reads it slowly. Raises ApiError 422 when it grows too big."""
    for line in csv.lines(COLUMNS, (cells(row) for row in rows)):
        made.write(line.encode())
        if made.tell() > BYTES_AT_MOST:
            raise ApiError(422, "too_large", "This file grows too big: choose a shorter time range.")


def cells(row: TraceRow) -> tuple[csv.Cell, ...]:
    return (
        row.trace_id.hex(), when(row.start_ns), row.name, row.workflow,
        verdict(row.status, row.error_count, has_root=row.has_root).word, row.duration_ns / 1e6,
        row.span_count, row.error_count, row.input_tokens, row.output_tokens, dollars(row.cost_nanousd),
        row.unpriced_calls, " ".join(row.models), " ".join(row.providers), row.service, row.user, row.session,
        row.release, row.outcome, dollars(row.value_nanousd),
    )  # fmt: skip


def dollars(nanousd: int | None) -> Decimal | None:
    return None if nanousd is None else Decimal(nanousd).scaleb(-9)
