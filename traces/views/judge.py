"""A person says what they think of a trace: stored as a score, so that filters and analyses know of it."""

import time
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from aiops.core.access import project_for, signed_in
from aiops.core.models import Membership
from traces.forms import JudgeForm
from traces.ingest import scores
from traces.store import reader
from traces.store.review import NAME
from traces.types import Score


@require_POST
@login_required
def judge(request: HttpRequest, slug: str, trace_id: str) -> HttpResponse:
    """Adds a score of this person's; the latest of a trace counts. Who judges one after the other gets the next."""
    project = project_for(request.user, slug, Membership.Role.MEMBER)
    if reader.summary(project.pk, bytes.fromhex(trace_id)) is None:
        raise Http404
    form = JudgeForm(request.POST)
    if form.is_valid():
        told, now_ns = form.cleaned_data, time.time_ns()
        score = Score(
            trace_id=bytes.fromhex(trace_id),
            score_id=f"page:{signed_in(request).pk}:{now_ns}",
            span_id=None,
            name=NAME,
            value=Decimal(told["verdict"] == "up"),
            label=told["label"] or None,
            source="human",
            comment=told["comment"],
            at_ns=now_ns,
        )
        scores.take(project, [score])
        messages.success(request, "Noted. The trace settles anew within some seconds.")
    else:
        messages.error(request, "; ".join(str(text) for told in form.errors.values() for text in told))
    if (asked := request.POST.get("review")) is not None:
        return redirect(f"{reverse('traces:review', args=[slug])}?{QueryDict(asked).urlencode()}")
    return redirect("traces:trace", slug, trace_id)
