"""Set-up pages: one for each client, its snippet with this address and a key, and the wait for the first span of it."""

import re
import time
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from aiops.core import audit, keyring, once
from aiops.core.access import may, project_for, signed_in
from aiops.core.models import ApiKey, Membership, Project
from traces.store import reader
from traces.types import TraceFilter
from traces.views.clients import BY_KEY, CLIENTS, Client
from traces.views.start import PLACEHOLDER, heard

SKEW_NS = 5 * 10**9  # a sender's clock may be behind
LONGEST_WAIT_NS = 24 * 3600 * 10**9
MOST = 3


@require_GET
@login_required
def clients(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "traces/setup.html", {"project": project_for(request.user, slug), "clients": CLIENTS})


@never_cache
@require_GET
@login_required
def client(request: HttpRequest, slug: str, client: str) -> HttpResponse:
    """The snippet of one client; a key that was just made is in it, once."""
    project, chosen = project_for(request.user, slug), _client(client)
    new = once.take(request, f"setup:{project.pk}")
    secret = new["text"] if new else ""
    endpoint = request.build_absolute_uri("/").rstrip("/")
    context = {
        "project": project,
        "clients": CLIENTS,
        "client": chosen,
        "endpoint": endpoint,
        "key": secret,
        "snippet": chosen.snippet(endpoint, secret or PLACEHOLDER),
        "may_make_keys": may(request.user, project, Membership.Role.ADMIN),
        "since_ns": time.time_ns(),
        "heard": heard(project),
    }
    return render(request, "traces/setup_client.html", context)


@require_POST
@login_required
def make_key(request: HttpRequest, slug: str, client: str) -> HttpResponse:
    """A key that may only send, shown once in the snippet."""
    project, chosen = project_for(request.user, slug, Membership.Role.ADMIN), _client(client)
    new = keyring.create(project, chosen.title, [ApiKey.Scope.INGEST], by=signed_in(request))
    audit.record_request(request, "key.created", new.row, project, scopes=new.row.scopes)
    once.keep(request, f"setup:{project.pk}", text=new.text, name=new.row.name)
    return redirect("traces:setup_client", slug, chosen.key)


@never_cache
@require_GET
@login_required
def arrived(request: HttpRequest, slug: str) -> HttpResponse:
    """What came since the page was opened; until something has, what was refused, and the wait goes on."""
    project = project_for(request.user, slug)
    since_ns = _since(request.GET.get("since", ""))
    context = {"project": project, "since_ns": since_ns, "traces": _newest(project, since_ns)}
    if not context["traces"]:
        context["heard"] = heard(project)
    return render(request, "traces/_arrived.html", context)


def _newest(project: Project, since_ns: int) -> Any:
    wanted = TraceFilter(since_ns - SKEW_NS, time.time_ns() + LONGEST_WAIT_NS, limit=MOST)
    return reader.list_traces(project.pk, wanted).rows


def _since(text: str) -> int:
    """Of the address, within the day that a page waits."""
    now_ns = time.time_ns()
    since_ns = int(text) if re.fullmatch("[0-9]{1,19}", text) else now_ns
    return min(max(since_ns, now_ns - LONGEST_WAIT_NS), now_ns)


def _client(key: str) -> Client:
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]
