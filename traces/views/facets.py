"""The menu of filters: which values there are, and which tags, asked for when somebody opens it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core.access import project_for
from aiops.core.errors import ApiError
from traces.store import reader
from traces.types import KINDS
from traces.types.lists import OUTCOMES
from traces.views.asked import FINDING_WORDS, STATUS_WORDS, Asked

SUGGESTIONS = 8
TAGS_AT_MOST = 20
TAGS = "tags"  # the names of tags; the values of one are the facet tag.NAME
FIXED = {
    "status": STATUS_WORDS,
    "kind": {kind: kind for kind in KINDS},
    "finding": FINDING_WORDS,
    "outcome": {outcome: outcome for outcome in OUTCOMES},
}


@never_cache
@require_GET
@login_required
def facet(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Values to filter by, those of the most traces first; `prefix` narrows them down. Of "tags": a menu for each."""
    project = project_for(request.user, slug)
    asked = Asked(request.GET, project)
    context: dict[str, Any] = {"project": project, "list_path": request.path.partition("facets/")[0]}
    if name == TAGS:
        context["tags"] = [(f"tag.{tag}", tag) for tag, _ in suggestions(asked, TAGS, "", TAGS_AT_MOST)]
        return render(request, "traces/_facet_tags.html", context)
    prefix = request.GET.get("prefix", "")[:200]
    context["values"] = [(shown, n, asked.with_value(name, value)) for value, shown, n in values(asked, name, prefix)]
    return render(request, "traces/_facet.html", context)


def values(asked: Asked, name: str, prefix: str) -> list[tuple[str, str, int | None]]:
    """(value, as it is shown, traces that have it where that is counted)."""
    if name in FIXED:
        words = FIXED[name].items()
        return [(value, word, None) for value, word in words if word.lower().startswith(prefix.lower())]
    return [(value, value, n) for value, n in suggestions(asked, name, prefix, SUGGESTIONS)]


def suggestions(asked: Asked, name: str, prefix: str, most: int) -> list[tuple[str, int]]:
    f = asked.filter
    try:
        return reader.facet_values(asked.project.pk, f.from_ns, f.to_ns, name, prefix, most)
    except (ApiError, ValueError):
        return []  # a suggestion that takes too long helps nobody; the value can still be typed
