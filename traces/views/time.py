"""Where did the time go: the answer for a period, a workflow and a release, and the traces behind each figure."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core import formats
from aiops.core.access import project_for
from aiops.core.forms import PeriodForm
from aiops.core.models import Project
from aiops.core.periods import Period, in_url, zone_of
from traces.panels import time_cohort
from traces.panels.time_words import TITLES
from traces.store import reader_time
from traces.store.reader_time import Cohort
from traces.types.time_kinds import TIME_KINDS
from traces.types.time_sums import Part

NONE_NAMED = "(none)"  # in the URL: runs that name no workflow or release
OTHER = "(other)"  # in roll-ups: what they have no room for
MOST_CHOICES = 200


class CohortForm(forms.Form):
    """Which runs: `workflow` and `release`, empty for all."""

    workflow = forms.CharField(required=False, max_length=200)
    release = forms.CharField(required=False, max_length=200)

    def named(self, name: str) -> str | None:
        value = self.cleaned_data.get(name, "")
        return "" if value == NONE_NAMED else value or None


class PartForm(CohortForm):
    """And where in them the time was spent."""

    step = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(
        choices=[(kind, kind) for kind in TIME_KINDS],
        error_messages={"invalid_choice": f"“%(value)s” is not a time kind; there are {', '.join(TIME_KINDS)}."},
    )


class Asked:
    """What the URL asks for; with `problems` there is nothing to read."""

    def __init__(self, query: QueryDict, project: Project, form: type[CohortForm] = CohortForm) -> None:
        self.query, self.project = query, project
        self.period_form = PeriodForm(
            query, zone=zone_of(project), now=timezone.now(), default="28d", compare="previous", whole_days=True
        )
        self.form = form(query)
        checked = [each for each in (self.period_form, self.form) if not each.is_valid()]
        self.problems = [
            f"{name}: {message}" for each in checked for name, messages in each.errors.items() for message in messages
        ]

    def cohort(self, period: Period) -> Cohort:
        return Cohort(self.project.pk, period, self.form.named("workflow"), self.form.named("release"))

    def wanted(self) -> time_cohort.Wanted:
        return time_cohort.Wanted(self.form.named("workflow"), self.period_form.comparison_label(), self.link)

    def link(
        self,
        part: Part | None = None,
        since: date | None = None,
        workflow: str | None = None,
        at_least_ms: int = 0,
        before: bool = False,
    ) -> str:
        """The traces behind a figure: of a part those that spent most time there, else the slowest.

        Empty where no page can tell them from others: what is added up as (other), and in the list of traces those of
        one release or of no workflow.
        """
        of = part.workflow if part else self.form.named("workflow") if workflow is None else workflow
        release = self.form.named("release")
        if OTHER in {of, release, part.step if part else None} or not (part or (of != "" and release is None)):
            return ""
        period = (self.period_form.comparison() if before else None) or self.period_form.period()
        start = period.start
        if since and since > start.date():
            start = datetime.combine(since, datetime.min.time(), start.tzinfo)
        found = in_url(formats.nanoseconds(start), period.to_ns, self.period_form.zone)
        more: dict[str, str | int | None]
        if part:
            named = NONE_NAMED if release == "" else release
            more = {"workflow": of or NONE_NAMED, "release": named, "step": part.step, "kind": part.kind}
            path = reverse("traces:time_traces", args=[self.project.slug])
        else:
            more = {"workflow": of, "sort": "-duration", "min_duration_ms": at_least_ms or ""}
            path = reverse("traces:list", args=[self.project.slug])
        return f"{path}?{urlencode(found | {name: value for name, value in more.items() if value})}"


@never_cache
@require_GET
@login_required
def time(request: HttpRequest, slug: str) -> HttpResponse:
    """The answer first, then its parts."""
    project = project_for(request.user, slug)
    asked = Asked(request.GET, project)
    context: dict[str, Any] = {"project": project, "asked": asked, "period_form": asked.period_form}
    if asked.problems:
        return render(request, "traces/time.html", context, status=400)
    period, compared = asked.period_form.period(), asked.period_form.comparison()
    now = reader_time.time_days(asked.cohort(period))
    before = reader_time.time_days(asked.cohort(compared)) if compared else None
    bands, choices = reader_time.bands(asked.cohort(period))
    page = time_cohort.page(now, before, bands, asked.wanted())
    return render(request, "traces/time.html", context | {"page": page, **_head(asked, choices)})


def _head(asked: Asked, found: reader_time.Choices) -> dict[str, Any]:
    return {
        "as_of": reader_time.as_of(asked.project.pk) or asked.period_form.now,
        "workflows": _choices(found.workflows, asked.form["workflow"].value()),
        "releases": _choices(found.releases, asked.form["release"].value()),
    }


def _choices(values: Any, chosen: str | None) -> list[tuple[str, str]]:
    """(value in the URL, words); what is chosen is there even where nothing has it."""
    names = {value or NONE_NAMED for value in values} | ({chosen} if chosen else set())
    return [(name, "None named" if name == NONE_NAMED else name) for name in sorted(names)[:MOST_CHOICES]]


@never_cache
@require_GET
@login_required
def behaviour(request: HttpRequest, slug: str) -> HttpResponse:
    """How fast, how much, how often wrong, and what waits: by workflow, step and queue."""
    project = project_for(request.user, slug)
    asked = Asked(request.GET, project)
    context: dict[str, Any] = {"project": project, "asked": asked, "period_form": asked.period_form}
    if asked.problems:
        return render(request, "traces/behaviour.html", context, status=400)
    found = reader_time.behaviour(asked.cohort(asked.period_form.period()))
    as_of = reader_time.as_of(project.pk) or asked.period_form.now
    links = [asked.link(workflow=row.workflow) for row in found.workflows]
    shown = {"found": found, "as_of": as_of, "workflows": list(zip(found.workflows, links, strict=True))}
    return render(request, "traces/behaviour.html", context | shown)


@never_cache
@require_GET
@login_required
def behind(request: HttpRequest, slug: str) -> HttpResponse:
    """The traces that spent most of their critical path on one step."""
    project = project_for(request.user, slug)
    asked = Asked(request.GET, project, PartForm)
    context: dict[str, Any] = {"project": project, "asked": asked, "period_form": asked.period_form}
    if asked.problems:
        return render(request, "traces/time_traces.html", context, status=400)
    step, kind = asked.form.cleaned_data["step"], asked.form.cleaned_data["kind"]
    rows = reader_time.traces_behind(asked.cohort(asked.period_form.period()), step, kind)
    shown = {"rows": rows, "step": step or "no span", "kind": TITLES[kind], "most": reader_time.MOST_RUNS}
    back = f"{reverse('traces:time', args=[slug])}?{_without(request.GET, 'step', 'kind')}"
    return render(request, "traces/time_traces.html", context | shown | {"back": back})


def _without(query: QueryDict, *names: str) -> str:
    kept = query.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()
