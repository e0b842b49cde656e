"""Why the cost changed: because usage changed, because runs behave differently, or because prices did?"""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core import formats
from aiops.core.access import project_for
from aiops.core.forms import AnalysisForm
from aiops.core.models import Project
from aiops.core.periods import Period, in_url, zone_of
from costs import charts
from costs.analysis import tables
from costs.analysis.answer import Answer
from costs.analysis.waterfall import layout
from costs.analysis.words import shown
from costs.store import changes, days, repricing


@never_cache
@require_GET
@login_required
def cost_change(request: HttpRequest, slug: str) -> HttpResponse:
    """The bridge between two windows; with `workflow` that of this one alone."""
    project = project_for(request.user, slug)
    form = AnalysisForm(request.GET, zone=zone_of(project), now=timezone.now())
    context: dict[str, Any] = {"project": project, "period_form": form, "active": repricing.active(project)}
    if not form.is_valid():
        problems = [message for messages in form.errors.values() for message in messages]
        return render(request, "costs/change.html", context | {"problems": problems}, status=400)
    before, after = form.windows()
    workflow = form.cleaned_data["workflow"]
    found = changes.change(project.pk, before, after, form.zone, workflow)
    context |= {"before": before, "after": after, "workflow": workflow, "as_of_ns": formats.nanoseconds(form.now)}
    return render(request, "costs/change.html", context | answered(project, form, found, workflow))


def answered(project: Project, form: AnalysisForm, found: Answer, workflow: str) -> dict[str, Any]:
    told, (before, after), link = shown(found), form.windows(), _Links(project, form, found, workflow)
    rows, totals = tables.workflows(told)
    bills = changes.bills(found)
    return {
        "found": found,
        "told": told,
        "before_text": told.write(told.before),
        "after_text": told.write(told.after),
        "total_text": told.write(told.change, signed=True),
        "falls": layout(told),
        "groups": tables.groups(told, link.part),
        "points": tables.points(found, link.day),
        "rows": rows,
        "totals": totals,
        "all_href": link.part("volume"),
        "csv": tables.as_csv(told),
        "floor": formats.dollars(found.change.floor),
        "windows_note": weeks(before, after),
        "bills": [
            ("before", before, told.write(told.before), bills[0]),
            ("after", after, told.write(told.after), bills[1]),
        ],
        "drawing": charts.cost_per_run(
            found,
            days.spans_of(after),
            zone=form.zone,
            now_ns=formats.nanoseconds(form.now),
            link=link.time,
        ),
    } | missing(found)


def missing(found: Answer) -> dict[str, Any]:
    """What has no price, in both windows; the models with the most such calls."""
    models = found.facts.unpriced_models
    return {
        "unpriced": sum(calls for calls, _ in found.change.unpriced),
        "unpriced_tokens": sum(tokens for _, tokens in found.change.unpriced),
        "unpriced_models": sorted(models, key=lambda model: -models[model])[:3],
    }


def weeks(before: Period, after: Period) -> str:
    """Whether the windows are fair to each other."""
    if before.days != after.days:
        return f"The times differ in length: {before.days} days and {after.days}."
    if after.days % 7 == 0 and before.start.weekday() == after.start.weekday():
        count = after.days // 7
        return f"Each has {count} whole week{'s' * (count != 1)} with the same weekdays."
    return "They do not have the same weekdays, so the weekly pattern plays a part."


class _Links:
    """From a figure to the traces behind it: of the later window, of the workflow in which most of it happened."""

    def __init__(self, project: Project, form: AnalysisForm, found: Answer, workflow: str) -> None:
        self.path, self.zone, self.found, self.workflow = (
            reverse("traces:list", args=[project.slug]),
            form.zone,
            found,
            workflow,
        )
        self.after: Period = form.windows()[1]

    def _url(self, from_ns: int, to_ns: int, **filters: str) -> str:
        return (
            f"{self.path}?{urlencode({**in_url(from_ns, to_ns, self.zone), **{k: v for k, v in filters.items() if v}})}"
        )

    def part(self, name: str) -> str:
        more = {"retries": {"status": "error"}}.get(name, {})
        everywhere = name in {"volume", "workflow_mix"}
        workflow = self.workflow or ("" if everywhere else self.found.most_of(name))
        return self._url(self.after.from_ns, self.after.to_ns, workflow=workflow, **more)

    def day(self, point: Any) -> str:
        spans = {start.date(): (start, end) for start, end in days.spans_of(self.after)}
        start, end = spans.get(point.day, (self.after.start, self.after.end))
        return self._url(formats.nanoseconds(start), formats.nanoseconds(end), workflow=point.workflow)

    def time(self, from_ns: int, to_ns: int) -> str:
        return self._url(from_ns, to_ns, workflow=self.workflow)
