"""The cost explorer: what was spent, on what, against the time before, and what the month will come to."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core import csv, formats
from aiops.core.access import project_for
from aiops.core.models import Project
from aiops.core.periods import in_url, zone_of
from costs import charts
from costs.analysis import focus, spend
from costs.analysis.cells import Cell
from costs.analysis.spend import SHOWN, Slice
from costs.forms import SPEND_MEASURES, CostForm
from costs.store import changes, days, month, repricing
from costs.store import spend as store

TITLES = {"tier": "Price tier", "prompt": "Prompt version", "key": "API key"}
FILTERS = ("model", "provider", "workflow", "user", "session")  # what traces can be filtered by, as tags are
MOST_LINES = 200


@never_cache
@require_GET
@login_required
def cost(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug)
    form = CostForm(request.GET, zone=zone_of(project), now=timezone.now())
    context: dict[str, Any] = {"project": project, "period_form": form, "active": repricing.active(project)}
    if not form.is_valid():
        problems = [message for messages in form.errors.values() for message in messages]
        return render(request, "costs/cost.html", context | {"problems": problems}, status=400)
    context |= {"as_of_ns": formats.nanoseconds(form.now), "workflow": form.cleaned_data["workflow"]}
    return render(request, "costs/cost.html", context | shown(project, form))


def shown(project: Project, form: CostForm) -> dict[str, Any]:
    dimension, measure, workflow = form.chosen("by"), form.chosen("measure"), form.cleaned_data["workflow"]
    before, after = form.windows()
    spans = days.spans_of(after)
    cells, now = read(project, spans, dimension, workflow)
    _, then = read(project, days.spans_of(before), dimension, workflow)
    shares = spend.largest(now, measure, SHOWN)
    link = _Links(project, form, dimension)
    totals = {name: sum(each.total(name) for each in now) for name in spend.MEASURES}
    return {
        "period": after,
        "compared": before,
        "dimension": dimension,
        "title": title_of(dimension),
        "of_traces": store.is_of_traces(dimension),
        "percentiles": store.percentiles(project.pk, spans, workflow),
        "bill": changes.made_of(cells, len(spans)),
        "measure": measure,
        "dimensions": [(name, title_of(name), name == dimension) for name in dimensions(project, form)],
        "measures": [(name, name.capitalize(), name == measure) for name in SPEND_MEASURES],
        "totals": totals,
        "before_total": sum(each.total("cost") for each in then),
        "lines": [(line, link.value(line.value)) for line in spend.lines(now, then, measure, MOST_LINES)],
        "forecast": month.forecast(project.pk, form.now, form.zone, workflow),
        "drawing": shares
        and charts.spend_over_time(
            shares,
            then,
            measure,
            spans,
            zone=form.zone,
            now_ns=formats.nanoseconds(form.now),
            link=link.time,
        ),
    }


def title_of(dimension: str) -> str:
    return TITLES.get(dimension, dimension.removeprefix(store.TAG).capitalize())


def dimensions(project: Project, form: CostForm) -> list[str]:
    """What the page offers: of one workflow alone only what its calls and runs have themselves."""
    found = [*store.DIMENSIONS, *store.tags(project.pk)]
    return [each for each in found if not (form.cleaned_data["workflow"] and store.is_of_traces(each))]


def read(
    project: Project, spans: Sequence[days.Span], dimension: str, workflow: str
) -> tuple[Sequence[Cell], Sequence[Slice]]:
    """The calls of these days, and the same by a dimension."""
    cells = store.cells(project.pk, spans, workflow)
    return cells, store.by(project.pk, spans, cells, dimension, workflow)


@require_GET
@login_required
def export(request: HttpRequest, slug: str) -> HttpResponse | StreamingHttpResponse:
    """The same time as rows of FOCUS 1.2."""
    project = project_for(request.user, slug)
    form = CostForm(request.GET, zone=zone_of(project), now=timezone.now())
    if not form.is_valid():
        name, problems = next(iter(form.errors.items()))
        return HttpResponse(f"{name}: {problems[0]}", status=400, content_type="text/plain")
    period = form.period()
    facts = changes.facts(project.pk, period, form.cleaned_data["workflow"])
    lines = csv.lines(focus.COLUMNS, focus.rows(facts, days.spans_of(period)))
    name = f"cost-{period.start:%Y-%m-%d}-{period.end - timedelta(days=1):%Y-%m-%d}-focus.csv"
    return StreamingHttpResponse(
        lines, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def filter_of(dimension: str) -> str:
    """ "" where traces have no such filter."""
    if dimension.startswith(store.TAG):
        return f"tag.{dimension.removeprefix(store.TAG)}"
    return dimension if dimension in FILTERS else ""


class _Links:
    """From a figure to its traces: of that time, and of that value where traces can be filtered by it."""

    def __init__(self, project: Project, form: CostForm, dimension: str) -> None:
        self.path, self.form = reverse("traces:list", args=[project.slug]), form
        self.filter, self.workflow = filter_of(dimension), form.cleaned_data["workflow"]

    def time(self, from_ns: int, to_ns: int, **filters: str) -> str:
        chosen = {"workflow": self.workflow} | filters
        query = {**in_url(from_ns, to_ns, self.form.zone), **{name: value for name, value in chosen.items() if value}}
        return f"{self.path}?{urlencode(query)}"

    def value(self, value: str) -> str:
        """ "" where traces have no such filter."""
        period = self.form.period()
        return (
            self.time(period.from_ns, period.to_ns, **{self.filter: value})
            if self.filter and value not in {"", "(other)"}
            else ""
        )
