"""The home of a project: the four answers, what is open, and what came since this person was last here.

Each answer is asked for by itself, side by side with the others, so that a slow one holds up none.
"""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core import news as core_news
from aiops.core import panels, visits
from aiops.core.access import project_for, signed_in
from aiops.core.answers import Asked
from aiops.core.errors import ApiError
from aiops.core.forms import AnalysisForm, problems
from aiops.core.models import Project
from aiops.core.periods import in_url, ns_of, zone_of
from traces.store import cohort, reader, reader_time
from traces.types import TraceFilter, parse_success
from traces.views import start

YOUNG = "24h"  # what is shown of a project whose traces are all of today
WEEK, LONGEST = timedelta(days=7), timedelta(days=90)


@never_cache
@require_GET
@login_required
def home(request: HttpRequest, slug: str) -> HttpResponse:
    """The frame, at once; its answers come by themselves."""
    project = project_for(request.user, slug)
    asked = _asked(request, project)
    context: dict[str, Any] = {"project": project, "period_form": asked.form}
    if asked.form.errors:
        return render(request, "traces/home.html", context | {"problems": problems(asked.form)}, status=400)
    if not _any(project, 0, 2**62):
        return start.page(request, project)
    visits.note(signed_in(request), project, asked.form.now)
    context |= {
        "answers": panels.of("answers"),
        "query": asked.query,
        "as_of": reader_time.as_of(project.pk) or asked.form.now,
        "open": panels.fill("home", project=project),
    }
    return render(request, "traces/home.html", context)


@never_cache
@require_GET
@login_required
def answer(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One of the answers."""
    project = project_for(request.user, slug)
    panel = next((each for each in panels.of("answers") if each.key == key), None)
    if panel is None:
        raise Http404
    asked = _asked(request, project)
    if asked.form.errors:
        return render(
            request, "traces/home/_answer.html", {"panel": panel, "problems": problems(asked.form)}, status=400
        )
    try:
        found = panel.context(asked=asked) or {}
    except ApiError as error:  # told as an answer, with 200: htmx shows no other
        found = {"problems": [error.message]}
    return render(request, panel.template, {"project": project, "panel": panel} | found)


@never_cache
@require_GET
@login_required
def news(request: HttpRequest, slug: str) -> HttpResponse:
    """What came since the last visit; on the first one, in a week."""
    project, now = project_for(request.user, slug), timezone.now()
    last = visits.since(signed_in(request), project)
    since = max(last, now - LONGEST) if last else now - WEEK
    found, more = core_news.told(project, since, now)
    context = {
        "project": project,
        "news": found,
        "more": more,
        "since": since,
        "last": last,
        "runs": _runs(project, since, now),
    }
    return render(request, "traces/home/_news.html", context)


def _runs(project: Project, since: datetime, now: datetime) -> dict[str, Any] | None:
    """How many runs there were meanwhile, and how many of them failed; None where counting takes too long."""
    edges = [ns_of(since), ns_of(now)]
    try:
        found = cohort.bars(project.pk, parse_success("no_error"), "", edges)
    except ApiError:
        return None
    href = f"{reverse('traces:list', args=[project.slug])}?{urlencode(in_url(edges[0], edges[1], zone_of(project)))}"
    return {"count": found.failing + found.good, "failed": found.failing, "href": href}


def _asked(request: HttpRequest, project: Project) -> Asked:
    """The last whole days; of a project that has nothing in them yet, the last hours."""
    form = AnalysisForm(request.GET, zone=zone_of(project), now=timezone.now())
    if form.is_valid() and not (request.GET.get("range") or request.GET.get("from")):
        period = form.period()
        if not _any(project, period.from_ns, period.to_ns) and _any(project, period.to_ns, ns_of(form.now)):
            form.default = YOUNG
    return Asked(project, form)


def _any(project: Project, from_ns: int, to_ns: int) -> bool:
    """Where finding out takes too long there are many."""
    try:
        return bool(reader.list_traces(project.pk, TraceFilter(from_ns, to_ns, limit=1)).rows)
    except ApiError:
        return True
