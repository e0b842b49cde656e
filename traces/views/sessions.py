"""Sessions and people: what belongs together beyond one trace. Names are whatever the services send."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core.access import project_for
from aiops.core.errors import ApiError
from aiops.core.figures import axes
from aiops.core.forms import RangeForm, problems
from aiops.core.models import Project
from aiops.core.periods import zone_of
from traces import charts
from traces.analysis import sessions
from traces.store import reader
from traces.store.reader_lists import every
from traces.types import TraceFilter
from traces.views.links import to_list

MOST_TRACES = 2_000  # that are looked through, the newest
MOST_SHOWN, OF_ONE = 100, 50
ONE_SESSION = 200  # traces of a session on its page
EVER_NS = 2**62


class NamedForm(RangeForm):
    """A time; `q` begins the names that are looked for."""

    def __init__(self, data: Any, project: Project) -> None:
        super().__init__(data, zone=zone_of(project), now=timezone.now(), default="28d")
        self.fields["q"] = forms.CharField(required=False, max_length=200)


@never_cache
@require_GET
@login_required
def session(request: HttpRequest, slug: str) -> HttpResponse:
    """One session as one conversation; without a name, those of a time."""
    project, name = project_for(request.user, slug), request.GET.get("session", "")
    if not name:
        return _listed(request, project, "session")
    f = TraceFilter(0, EVER_NS, session=name, sort="start", limit=ONE_SESSION)
    try:
        page = reader.list_traces(project.pk, f)
    except ApiError as error:
        said = {"project": project, "name": name, "problems": [error.message]}
        return render(request, "traces/session.html", said, status=error.status)
    found = sessions.together(name, page.rows)
    if found is None:
        raise Http404("There is no such session.")
    before = [None, *(row.trace_id.hex() for row in page.rows)]
    context = {
        "project": project,
        "name": name,
        "found": found,
        "rows": list(zip(page.rows, before, strict=False)),
        "more": page.next,
    }
    return render(request, "traces/session.html", context)


@never_cache
@require_GET
@login_required
def user(request: HttpRequest, slug: str) -> HttpResponse:
    """One person: when, how often, in which sessions; without a name, those of a time."""
    project, name = project_for(request.user, slug), request.GET.get("user", "")
    if not name:
        return _listed(request, project, "user")
    form = NamedForm(request.GET, project)
    context: dict[str, Any] = {"project": project, "period_form": form, "name": name}
    if not form.is_valid():
        return render(request, "traces/user.html", context | {"problems": problems(form)}, status=400)
    period = form.period()
    f = TraceFilter(period.from_ns, period.to_ns, user=name)
    try:
        rows = list(every(project.pk, f, MOST_TRACES))
        sums = reader.sums(project.pk, f, axes.how_many(period.from_ns, period.to_ns))
        known = rows or reader.list_traces(project.pk, replace(f, from_ns=0, to_ns=EVER_NS, limit=1)).rows
    except ApiError as error:
        return render(request, "traces/user.html", context | {"problems": [error.message]}, status=error.status)
    if not known:
        raise Http404("There is no such user.")
    context |= {
        "totals": sums.totals,
        "found": sessions.together(name, rows),
        "lines": sessions.by_session(rows)[:OF_ONE],
        "cut": len(rows) >= MOST_TRACES and MOST_TRACES,
    }
    context["drawing"] = charts.traces_over_time(sums, None, "", zone_of(project), to_list(project, user=name))
    return render(request, "traces/user.html", context)


def _listed(request: HttpRequest, project: Project, what: str) -> HttpResponse:
    """The newest sessions or people of a time, out of its newest traces."""
    form = NamedForm(request.GET, project)
    context: dict[str, Any] = {"project": project, "period_form": form, "what": what}
    if not form.is_valid():
        return render(request, "traces/named.html", context | {"problems": problems(form)}, status=400)
    period, q = form.period(), form.cleaned_data["q"].strip()
    try:
        rows = list(every(project.pk, TraceFilter(period.from_ns, period.to_ns, q=q), MOST_TRACES))
    except ApiError as error:
        return render(request, "traces/named.html", context | {"problems": [error.message]}, status=error.status)
    found = sessions.by_session(rows) if what == "session" else sessions.by_user(rows)
    found = [each for each in found if each.name.lower().startswith(q.lower())]
    shown = {"lines": found[:MOST_SHOWN], "left_out": max(len(found) - MOST_SHOWN, 0), "q": q}
    return render(request, "traces/named.html", context | shown | {"cut": len(rows) >= MOST_TRACES and MOST_TRACES})
