"""What the workflows earned: the manager's page."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core import csv, panels
from aiops.core.access import project_for
from aiops.core.forms import AnalysisForm, PeriodForm, problems
from aiops.core.models import Project
from aiops.core.periods import ns_of, zone_of
from traces.store import rollups
from workflows.analysis import sentences, shown
from workflows.analysis.overview import Overview
from workflows.charts import spark
from workflows.store import earned


@never_cache
@require_GET
@login_required
def value(request: HttpRequest, slug: str) -> HttpResponse:
    """Does it pay, which workflow does not, and what changed?"""
    project = project_for(request.user, slug)
    form = period_form(request, project)
    if not form.is_valid():
        return render(request, "workflows/value.html", refused(project, form), status=400)
    slots = panels.fill("value", project=project)
    return render(request, "workflows/value.html", page(project, form) | {"slots": slots})


@never_cache
@require_GET
@login_required
def value_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The table as a file for spreadsheets."""
    project = project_for(request.user, slug)
    form = period_form(request, project)
    if not form.is_valid():
        return HttpResponse("\n".join(problems(form)), status=400, content_type="text/plain; charset=utf-8")
    found = overview(project, form)
    answer = HttpResponse(
        csv.lines(shown.COLUMNS, map(shown.cells, found.lines)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{project.slug}-value.csv"'
    return answer


def period_form(request: HttpRequest, project: Project) -> AnalysisForm:
    return AnalysisForm(request.GET, zone=zone_of(project), now=timezone.now())


def refused(project: Project, form: PeriodForm) -> dict[str, Any]:
    return {"project": project, "period_form": form, "problems": problems(form)}


def overview(project: Project, form: PeriodForm) -> Overview:
    return earned.all_of(project.pk, form.period(), form.comparison(), form.now)


def page(project: Project, form: PeriodForm) -> dict[str, Any]:
    """What the page, the digest and the shared page show."""
    found, before = overview(project, form), form.comparison_words()
    rows = [(each, spark(each.line.now.days, each.line.workflow.name)) for each in shown.rows(found)]
    head, rest = sentences.young(found)
    return {
        "project": project,
        "period_form": form,
        "found": found,
        "answer": sentences.answer(found, before),
        "figures": shown.figures(found.together, found.before, before),
        "young": {"head": head, "rest": rest},
        "rows": [pair for pair in rows if pair[0].line.now.runs or pair[0].line.now.cost_nanousd],
        "idle": [each.line for each, _ in rows if not (each.line.now.runs or each.line.now.cost_nanousd)],
        "total": shown.row(_together(found)),
        "changes": sentences.changes(found),
        "worths": shown.worths(found),
        "before_words": before,
        "as_of_ns": as_of_ns(project.pk, form),
    }


def _together(found: Overview) -> Any:
    from workflows.analysis.overview import Line, Named
    from workflows.analysis.roi import Terms

    return Line(Named("", "Together"), Terms(), found.together)


def as_of_ns(project_id: int, form: PeriodForm) -> int:
    """All that came before is in the figures."""
    oldest = rollups.oldest_mark(project_id)
    return ns_of(min(oldest, form.now) if oldest else form.now)
