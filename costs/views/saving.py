"""What need not have been spent, and what the same usage would have cost otherwise."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core import formats
from aiops.core.access import project_for
from aiops.core.forms import AnalysisForm, problems
from aiops.core.models import Project
from aiops.core.periods import zone_of
from costs.analysis import saving_words as words
from costs.analysis.waste import waste
from costs.forms import WhatIfForm
from costs.store import days, whatif
from costs.store import waste as store

MOST_LINES = 8


@never_cache
@require_GET
@login_required
def waste_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Which calls need not have cost what they did?"""
    project = project_for(request.user, slug)
    form = AnalysisForm(request.GET, zone=zone_of(project), now=timezone.now())
    form.comparable = False
    if not form.is_valid():
        return render(request, "costs/waste.html", refused(project, form), status=400)
    workflow = form.cleaned_data["workflow"]
    found = store.read(project.pk, days.spans_of(form.period()), form.now, workflow)
    kinds = waste(found)
    context = {
        "project": project,
        "period_form": form,
        "workflow": workflow,
        "kinds": [(each, each.lines[:MOST_LINES], max(0, len(each.lines) - MOST_LINES)) for each in kinds],
        "sentence": words.of_waste(kinds),
        "known_days": len(found.known),
        "asked_days": len(found.days),
        "as_of_ns": formats.nanoseconds(form.now),
    }
    return render(request, "costs/waste.html", context)


@never_cache
@require_GET
@login_required
def what_if(request: HttpRequest, slug: str) -> HttpResponse:
    """Another model, more from cache, a batch price: what would the same calls have cost?"""
    project = project_for(request.user, slug)
    form = WhatIfForm(request.GET, zone=zone_of(project), now=timezone.now())
    form.comparable = False
    if not form.is_valid():
        return render(request, "costs/what_if.html", refused(project, form), status=400)
    context: dict[str, Any] = {"project": project, "period_form": form, "as_of_ns": formats.nanoseconds(form.now)}
    usage = whatif.Usage.of(project.pk, form.period(), form.now)
    context |= {"workflows": usage.names("workflow"), "models": usage.names("model"), "asked": form.cleaned_data}
    if not form.asks:
        return render(request, "costs/what_if.html", context | {"offers": usage.offers()})
    try:
        scenario = usage.scenario(form.cleaned_data)
    except whatif.UnknownModelError as error:
        problem = {"problems": [str(error)], "offers": usage.offers()}
        return render(request, "costs/what_if.html", context | problem, status=400)
    lines = usage.replay(scenario)
    told = words.of_replay(lines, form.period().days, form.cleaned_data)
    return render(request, "costs/what_if.html", context | {"told": told, "offers": usage.offers()})


def refused(project: Project, form: AnalysisForm) -> dict[str, Any]:
    return {"project": project, "period_form": form, "problems": problems(form)}
