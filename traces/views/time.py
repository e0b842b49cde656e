"""Where did the time go: the answer for a period and some runs, and the traces behind each figure."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core.access import project_for
from traces.forms import NONE_NAMED, RUN_STATUSES
from traces.panels import time_cohort, time_sides
from traces.panels.time_words import TITLES
from traces.store import reader_time
from traces.store.reader_time import Choices
from traces.store.time_cohort import MOST_RUNS
from traces.views.time_asked import OTHER, Asked, PartForm

MOST_CHOICES = 200


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
    form = asked.period_form
    cohort = asked.cohort(form.period())
    sides = time_sides.read(cohort, form.comparison(), form.comparison_label(), asked.against)
    page = time_cohort.page(sides, time_cohort.Wanted(cohort.workflow, asked.link))
    if asked.tells_all:
        page = time_cohort.with_p95(page, sides, lambda names: reader_time.spans_p95(cohort, names))
    return render(request, "traces/time.html", context | {"page": page, **_head(asked, reader_time.choices(cohort))})


def _head(asked: Asked, found: Choices) -> dict[str, Any]:
    """What the page's form offers; an attribute only where a project promotes some."""
    values = {name: asked.form[name].value() for name in ("workflow", "release", "prompt", "model", "tag", "against")}
    releases, prompts = _choices(found.releases, values["release"]), _choices(found.prompts, values["prompt"])
    models = _choices(found.models, values["model"])
    tags = {f"{tag}={value}" for tag, value in found.tags} | ({values["tag"]} if values["tag"] else set())
    return {
        "as_of": reader_time.as_of(asked.project.pk) or asked.period_form.now,
        "workflows": _choices(found.workflows, values["workflow"]),
        "releases": releases,
        "prompts": prompts,
        "models": models,
        "statuses": RUN_STATUSES.items(),
        "tags": sorted(tags),
        "others": [(f"release:{name}", f"Release {words}") for name, words in _several(releases)]
        + [(f"prompt:{name}", f"Prompt version {words}") for name, words in _several(prompts)]
        + [(f"model:{name}", f"Model {words}") for name, words in _several(models)],
    }


def _choices(values: Iterable[str], chosen: str | None) -> list[tuple[str, str]]:
    """(value in the URL, words); what is chosen is there even where nothing has it."""
    names = {value or NONE_NAMED for value in values} | ({chosen} if chosen else set())
    return [(name, "None named" if name == NONE_NAMED else name) for name in sorted(names)[:MOST_CHOICES]]


def _several(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """One alone has nothing to be compared with."""
    return [each for each in choices if each[0] != OTHER] if len(choices) > 1 else []


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
    asked.period_form.comparable = False
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
    shown = {"rows": rows, "step": step or "no span", "kind": TITLES[kind], "most": MOST_RUNS}
    back = f"{reverse('traces:time', args=[slug])}?{_without(request.GET, 'step', 'kind')}"
    return render(request, "traces/time_traces.html", context | shown | {"back": back})


def _without(query: QueryDict, *names: str) -> str:
    kept = query.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()
