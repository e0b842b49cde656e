"""Outcomes: what the business saw, which runs have it, and why some have none."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core import csv
from aiops.core.access import project_for
from aiops.core.forms import RangeForm, problems
from aiops.core.models import Project
from aiops.core.periods import zone_of
from traces.views.export import dollars
from workflows.forms import OutcomeFilterForm
from workflows.store import reader

SHOWN = 200
ROWS_AT_MOST = 20_000
COLUMNS = (
    "occurred_at", "received_at", "source", "outcome_id", "version", "workflow", "reference", "reference_value",
    "status", "metric", "value", "currency", "value_usd", "minutes_saved", "human_minutes", "traces", "why_no_run",
)  # fmt: skip


@never_cache
@require_GET
@login_required
def outcome_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What came of the runs, and does each outcome have its run?"""
    project = project_for(request.user, slug)
    context, asked = _asked(request, project)
    if asked is None:
        return render(request, "workflows/outcomes.html", context, status=400)
    rows = reader.newest(project.pk, asked, SHOWN + 1)
    context |= {"rows": rows[:SHOWN], "more": len(rows) > SHOWN, "sums": reader.sums(project.pk, asked)}
    return render(request, "workflows/outcomes.html", context)


@never_cache
@require_GET
@login_required
def outcome_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest 20,000 of the filter as a file for spreadsheets."""
    project = project_for(request.user, slug)
    context, asked = _asked(request, project)
    if asked is None:
        return HttpResponse("\n".join(context["problems"]), status=400, content_type="text/plain; charset=utf-8")
    rows = reader.newest(project.pk, asked, ROWS_AT_MOST)
    answer = HttpResponse(csv.lines(COLUMNS, map(_cells, rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{project.slug}-outcomes.csv"'
    return answer


def _asked(request: HttpRequest, project: Project) -> tuple[dict[str, Any], reader.OutcomeFilter | None]:
    """What the page shows in any case, and the filter; None where the URL cannot be read."""
    period = RangeForm(request.GET, zone=zone_of(project), now=timezone.now(), default="28d")
    form = OutcomeFilterForm(request.GET)
    context = {"project": project, "period_form": period, "form": form}
    if not (period.is_valid() and form.is_valid()):
        return context | {"problems": problems(period, form)}, None
    times, fields = period.period(), form.cleaned_data
    return context | {"filtered": any(fields.values())}, reader.OutcomeFilter(times.start, times.end, **fields)


def _cells(row: reader.Listed) -> tuple[csv.Cell, ...]:
    return (
        row.occurred_at, row.received_at, row.source, row.outcome_id, row.version, row.workflow, row.ref_kind, row.ref,
        row.status, row.metric, row.value, row.currency, dollars(row.worth_nanousd), row.minutes_saved,
        row.human_minutes, " ".join(row.traces), "not yet worked on" if row.pending else row.unattributed,
    )  # fmt: skip
