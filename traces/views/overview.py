"""The overview: how much, how often wrong, how fast, how many tokens and at which cost, by workflow or by model.

The last two are the costs' own, who fill the slot "overview". Tables of the same stand under System behaviour.
"""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core import panels
from aiops.core.access import project_for
from aiops.core.errors import ApiError
from aiops.core.figures import axes
from aiops.core.forms import AnalysisForm, problems
from aiops.core.models import Project
from aiops.core.periods import Period, zone_of
from traces import charts
from traces.analysis.overview import SHOWN
from traces.store import overview as store
from traces.store import reader_time
from traces.views.links import to_list

DIMENSIONS = {"workflow": ("Workflow", "runs"), "model": ("Model", "model calls")}
MANY = 10_000


class OverviewForm(AnalysisForm):
    def __init__(self, data: Any, project: Project) -> None:
        super().__init__(data, zone=zone_of(project), now=timezone.now())
        self.fields["by"] = forms.ChoiceField(
            choices=[(name, name) for name in DIMENSIONS],
            required=False,
            error_messages={"invalid_choice": f"“%(value)s” is none of {', '.join(DIMENSIONS)}."},
        )

    @property
    def by(self) -> str:
        return self.cleaned_data["by"] or "workflow"


@never_cache
@require_GET
@login_required
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug)
    form = OverviewForm(request.GET, project)
    context: dict[str, Any] = {"project": project, "period_form": form}
    if not form.is_valid():
        return render(request, "traces/overview.html", context | {"problems": problems(form)}, status=400)
    try:
        context |= drawn(project, form)
    except ApiError as error:
        return render(request, "traces/overview.html", context | {"problems": [error.message]}, status=error.status)
    return render(request, "traces/overview.html", context)


def drawn(project: Project, form: OverviewForm) -> dict[str, Any]:
    period, compared = form.period(), form.comparison()
    edges = _edges(period, period)
    then = _edges(compared, period) if compared else []
    found = store.by(project.pk, form.by, edges, SHOWN)
    before = store.by(project.pk, form.by, then, MANY) if then else []
    over = charts.Over(edges, form.zone, to_list(project), DIMENSIONS[form.by][1], form.comparison_label())
    drawings = []
    if found:
        durations = store.durations(project.pk, edges)
        drawings = [charts.throughput(found, before, over), charts.failing(found, before, over)]
        drawings.append(charts.latency(durations, over))
    slots = panels.fill("overview", project=project, form=form, by=form.by)
    return {
        "as_of": reader_time.as_of(project.pk) or form.now,
        "by": form.by,
        "dimensions": [(name, title, name == form.by) for name, (title, _) in DIMENSIONS.items()],
        "drawings": [*drawings, *(each for slot in slots for each in slot["context"]["drawings"])],
    }


def _edges(of: Period, period: Period) -> list[int]:
    """As many parts as the period itself has."""
    parts = axes.how_many(period.from_ns, period.to_ns)
    width_ns = -(-(of.to_ns - of.from_ns) // parts)
    return [*range(of.from_ns, of.to_ns, width_ns), of.to_ns]
