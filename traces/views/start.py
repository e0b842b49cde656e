"""A project without traces: how to send the first one, the wait for it, and what came in vain meanwhile.

A wrong key belongs to no project, so no project's page may tell of it; that no key of ours was used yet says as much.
"""

import time
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aiops.core import audit, keyring, once
from aiops.core.access import may, project_for, signed_in
from aiops.core.models import ApiKey, Membership, Project
from traces.store import reader
from traces.types import Refused
from traces.views.clients import CLIENTS
from traces.views.health_words import words

PLACEHOLDER = "YOUR_KEY"
LATELY_NS = 24 * 3600 * 10**9
REFUSALS = 5


def page(request: HttpRequest, project: Project) -> HttpResponse:
    """The snippets; to htmx, which only waits, what was heard so far."""
    context = {"project": project, "heard": heard(project)}
    if request.htmx:  # type: ignore[attr-defined]
        answer = render(request, "traces/_heard.html", context)
        answer["X-Still-Waiting"] = "1"
        return answer
    new = once.take(request, f"key:{project.pk}")
    key = new["text"] if new else ""
    endpoint = request.build_absolute_uri("/").rstrip("/")
    context |= {
        "clients": [(each, each.snippet(endpoint, key or PLACEHOLDER)) for each in CLIENTS if each.first],
        "others": [each for each in CLIENTS if not each.first],
        "endpoint": endpoint,
        "key": key or PLACEHOLDER,
        "key_is_real": bool(key),
        "may_make_keys": may(request.user, project, Membership.Role.ADMIN),
    }
    return render(request, "traces/start.html", context)


@dataclass(frozen=True)
class Vain:
    """Spans or requests that were refused, in plain words."""

    refused: Refused
    what: str
    title: str
    advice: str


def heard(project: Project) -> dict[str, Any]:
    """What was refused lately, and whether any key of the project was used at all."""
    now_ns = time.time_ns()
    refused = reader.refused(project.pk, now_ns - LATELY_NS, now_ns + 1, REFUSALS)
    keys = ApiKey.objects.filter(project=project)
    used = keys.exclude(last_used_at=None).order_by("-last_used_at").first()
    return {
        "refused": [in_words(each) for each in refused],
        "any_key": used is not None or keys.exists(),
        "key": used,
        **why_not(used),
    }


def in_words(refused: Refused) -> Vain:
    _, title, advice = words(refused.code)
    return Vain(refused, "request" if refused.code.startswith("request.") else "span", title, advice)


def why_not(key: ApiKey | None) -> dict[str, str]:
    """Why this key, though its secret is right, opens no door for spans; empty when it does."""
    if key is None:
        return {}
    if key.revoked_at:
        return {"because": "it was revoked"}
    if key.expires_at and key.expires_at <= timezone.now():
        return {"because": "it has expired"}
    if ApiKey.Scope.INGEST not in key.scopes:
        return {"because": f"it may not send: it holds {' and '.join(key.scopes)}, not ingest"}
    return {}


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def first_key(request: HttpRequest, slug: str) -> HttpResponse:
    """Makes an ingest key, which the list then shows once, filled into the snippets.

    Once there are traces: to the settings' keys.

    GET is somebody who came back to the address: to the list, and no key is made.
    """
    from traces.views.list import any_trace

    if request.method == "GET":
        return redirect("traces:list", project_for(request.user, slug).slug)
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    if any_trace(project):
        return redirect(reverse("core:keys", args=[slug]))
    new = keyring.create(project, "First key", [ApiKey.Scope.INGEST], by=signed_in(request))
    audit.record_request(request, "key.created", new.row, project, scopes=new.row.scopes)
    once.keep(request, f"key:{project.pk}", text=new.text, name=new.row.name)
    return redirect("traces:list", slug)
