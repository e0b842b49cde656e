"""What one workflow earned: over time, against its goal, and for which versions, models and customers."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core.access import project_for
from aiops.core.forms import PeriodForm
from aiops.core.models import Project
from aiops.core.periods import in_url
from workflows import charts
from workflows.analysis import sentences, sentences_one, shown
from workflows.models import Workflow
from workflows.store import one, redefined, terms
from workflows.store.one import One
from workflows.views import earned


@never_cache
@require_GET
@login_required
def workflow_earned(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Does this workflow pay, is it getting better, and where does it work?"""
    project = project_for(request.user, slug)
    row = get_object_or_404(Workflow.objects.filter(project=project), pk=pk)
    form = earned.period_form(request, project)
    if not form.is_valid():
        return render(request, "workflows/earned.html", earned.refused(project, form) | {"workflow": row}, status=400)
    return render(request, "workflows/earned.html", page(project, row, form))


def page(project: Project, row: Workflow, form: PeriodForm) -> dict[str, Any]:
    found = one.read(row, form.period(), form.comparison(), form.now)
    before = form.comparison_words()
    return {
        "project": project,
        "workflow": row,
        "period_form": form,
        "found": found,
        "now": found.line.now,
        "answer": sentences_one.of_one(found.line, before),
        "judged": sentences_one.judged(found.line),
        "figures": shown.figures(found.line.now, found.line.before, before),
        "young": _young(found),
        "changes": sentences.changes(_alone(found)),
        "before_words": before,
        "drawings": _drawings(project, row, form, found),
        "dimensions": [(each, list(map(shown.part, each.rows))) for each in found.dimensions],
        "expenses": terms.expenses(row, found.names),
        "redefinitions": redefined.told(row, found.names, found.line, form.period()),
        "recomputing": redefined.is_recomputing(row, found.names),
        "as_of_ns": earned.as_of_ns(project.pk, form),
    }


def _alone(found: One) -> Any:
    from workflows.analysis.overview import Overview

    return Overview([found.line], found.line.now, found.line.before)


def _young(found: One) -> dict[str, str]:
    head, rest = sentences.young(_alone(found))
    return {"head": head, "rest": rest + (f" {sentences_one.expected(found.nowcast)}" if found.nowcast else "")}


def _drawings(project: Project, row: Workflow, form: PeriodForm, found: One) -> list[Any]:
    """Nothing to draw where nothing can be judged."""
    days, zone = found.line.now.days, form.zone
    if not found.line.now.matured_runs:
        return []

    def link(start_ns: int, end_ns: int) -> str:
        asked = urlencode({"workflow": row.key} | in_url(start_ns, end_ns, zone))
        return f"{reverse('traces:list', args=[project.slug])}?{asked}"

    before = found.line.before.days if found.line.before else ()
    drawn = [charts.good_share(days, zone, form.now, link)] if found.line.now.judged else []
    return [charts.net_by_day(days, before, zone, form.now, link), *drawn] if found.line.now.net else drawn
