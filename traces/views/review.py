"""Failed runs that nobody has judged, one after the other: people name what went wrong where no rule can."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core.access import may, project_for
from aiops.core.errors import ApiError
from aiops.core.forms import AnalysisForm
from aiops.core.models import Membership
from aiops.core.periods import zone_of
from traces.analysis.categories import GROUPS
from traces.panels import failures as panel
from traces.store import review as store


class ReviewForm(AnalysisForm):
    """Which runs: a time and a workflow; `after` is the trace that was skipped last."""

    comparable = False

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options, whole_days=False)
        self.fields["after"] = forms.RegexField(
            "^[0-9a-f]{32}$", required=False, error_messages={"invalid": "after is the id of a trace."}
        )


@never_cache
@require_GET
@login_required
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """Which failed run has nobody judged yet, and what did people say of the others?"""
    project = project_for(request.user, slug)
    form = ReviewForm(request.GET, zone=zone_of(project), now=timezone.now())
    context: dict[str, Any] = {"project": project, "period_form": form, "form": form}
    if not form.is_valid():
        problems = [str(text) for told in form.errors.values() for text in told]
        return render(request, "traces/review.html", context | {"problems": problems}, status=400)
    asked = form.cleaned_data
    try:
        found = store.read(project.pk, form.period(), asked["workflow"], asked["after"])
    except ApiError as error:
        return render(request, "traces/review.html", context | {"problems": [error.message]}, status=error.status)
    more = {
        "found": found,
        "workflow": asked["workflow"],
        "cause": panel.title_of(found.cause) if found.cause else "",
        "groups": GROUPS,
        "may_judge": may(request.user, project, Membership.Role.MEMBER),
        "trace_id": found.next.trace_id.hex() if found.next else "",
    }
    return render(request, "traces/review.html", context | more)
