"""Quick search: pages, workflows, traces, sessions and people of a project, by a few letters."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core import finding
from aiops.core.access import project_for
from aiops.core.forms import kept_times


@never_cache
@require_GET
@login_required
def find(request: HttpRequest, slug: str) -> HttpResponse:
    """To the dialog of static/palette.js the options alone; to anybody else a page."""
    project = project_for(request.user, slug)
    text, times = request.GET.get("q", "").strip()[: finding.MOST_CHARS], kept_times(request.GET)
    sought = finding.Sought(text, project, request.user, f"?{urlencode(times)}" if times else "")
    context = {"project": project, "text": text, "groups": finding.search(sought)}
    dialog = request.headers.get("X-Requested-With") == "fetch"
    return render(request, "core/_found.html" if dialog else "core/find.html", context | {"dialog": dialog})
