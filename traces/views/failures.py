"""Why do outputs fail? The rate over time and by finding at once; what separates failures from successes after it."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core import formats
from aiops.core.access import project_for
from aiops.core.errors import ApiError
from aiops.core.models import Project
from aiops.core.periods import zone_of
from traces import charts
from traces.forms import FailuresForm
from traces.panels import failures as panel
from traces.panels import failures_more
from traces.panels.failures_asked import Question
from traces.types import Cohort
from traces.views.links import to_list

CHOICES = ("no_error", "outcome", "fast", "cheap")


@never_cache
@require_GET
@login_required
def failures(request: HttpRequest, slug: str) -> HttpResponse:
    """How many failed, when, and of what?"""
    return _answered(request, slug, "traces/failures.html", Question.bars, _over_time)


@never_cache
@require_GET
@login_required
def separates(request: HttpRequest, slug: str) -> HttpResponse:
    """What do the failing runs have that the good ones have not? Asked for after the page, as it reads the runs."""
    return _answered(request, slug, "traces/_separates.html", Question.runs, _separating)


def _answered(
    request: HttpRequest,
    slug: str,
    template: str,
    read: Callable[[Question], Cohort],
    told: Callable[[Question, Cohort, str], dict[str, Any]],
) -> HttpResponse:
    """The page of a question that could be read and answered; else what is wrong with it."""
    project = project_for(request.user, slug)
    context, asked = _asked(request, project)
    if asked is None:
        return render(request, template, context, status=400)
    try:
        found = read(asked)
        more = told(asked, found, reverse("traces:list", args=[slug]))
    except ApiError as error:
        return render(request, template, context | {"problems": [error.message]}, status=error.status)
    return render(request, template, context | {"cohort": found} | more)


def _over_time(asked: Question, found: Cohort, list_path: str) -> dict[str, Any]:
    link = to_list(asked.project, **asked.kept)
    before, label = asked.before(found), asked.period.comparison_label()
    return {
        "before": before,
        "how_many": panel.how_many(found),
        "how_many_before": panel.how_many_before(before, label) if before else "",
        "shares": panel.shares(found, before, list_path, asked.kept | asked.times),
        "drawing": charts.failures_over_time(found, before, label, zone_of(asked.project), link),
    }


def _separating(asked: Question, found: Cohort, list_path: str) -> dict[str, Any]:
    from traces.analysis.cohort import compare

    contrast, traces = compare(found, zone_of(asked.project))
    grouped, used = failures_more.read(found)
    return {
        "contrast": contrast,
        "held": formats.percent(contrast.clustered or 0, 1),
        "missing": panel.missing(found, contrast),
        "sentence": panel.sentence(found, contrast),
        "lines": panel.lines(contrast, traces, list_path, asked.times | asked.kept),
        "grouped": grouped,
        "alike": failures_more.alike(grouped),
        "used": used,
        "documents": failures_more.documents(used),
    }


def _asked(request: HttpRequest, project: Project) -> tuple[dict[str, Any], Question | None]:
    """What the page shows in any case, and the question; None where the URL cannot be read."""
    form = FailuresForm(request.GET, zone=zone_of(project), now=timezone.now(), whole_days=False)
    context: dict[str, Any] = {"project": project, "period_form": form, "form": form}
    if not form.is_valid():
        context["problems"] = [str(text) for told in form.errors.values() for text in told]
        return context, None
    asked = Question(project, form, form.cleaned_data["success"], form.cleaned_data["workflow"])
    context |= {"asked": asked, "choices": [(each, panel.TITLES[each]) for each in CHOICES]}
    return context | {"success_title": panel.title(asked.success)}, asked
