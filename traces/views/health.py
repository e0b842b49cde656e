"""Ingest health: was everything stored that services sent, and if not, why and what to do."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core import formats
from aiops.core.access import project_for
from aiops.core.figures import axes
from aiops.core.figures.charts import Drawing
from aiops.core.forms import PeriodForm
from aiops.core.models import Project
from aiops.core.periods import Period, in_url, zone_of
from traces import charts
from traces.store import reader
from traces.types import IngestCounts, Quarantined
from traces.views.health_words import REFUSED, groups, words

QUARANTINED = 100


@never_cache
@require_GET
@login_required
def health(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug)
    form = PeriodForm(request.GET, zone=zone_of(project), now=timezone.now())
    if not form.is_valid():
        problems = [message for messages in form.errors.values() for message in messages]
        context: dict[str, Any] = {"project": project, "period_form": form, "problems": problems}
        return render(request, "traces/health.html", context, status=400)
    period, compared = form.period(), form.comparison()
    number = axes.how_many(period.from_ns, period.to_ns)
    counts = reader.ingest_counts(project.pk, period.from_ns, period.to_ns, number)
    before = reader.ingest_counts(project.pk, compared.from_ns, compared.to_ns, number) if compared else None
    context = {
        "period_form": form,
        "as_of_ns": formats.nanoseconds(form.now),
        "before": before,
        "before_label": form.comparison_label(),
        "drawing": over_time(project, form, counts, before),
    }
    return render(request, "traces/health.html", context | shown(project, period, counts))


def over_time(project: Project, form: PeriodForm, counts: IngestCounts, before: IngestCounts | None) -> Drawing:
    def link(page: str) -> Callable[[int, int], str]:
        path = reverse(page, args=[project.slug])
        return lambda start_ns, end_ns: f"{path}?{urlencode(in_url(start_ns, end_ns, form.zone))}"

    return charts.spans_received(
        counts.over_time,
        before.over_time if before else (),
        form.comparison_label(),
        form.zone,
        now_ns=formats.nanoseconds(form.now),
        since_ns=formats.nanoseconds(project.created_at),
        traces=link("traces:list"),
        health=link("traces:health"),
    )


def shown(project: Project, period: Period, counts: IngestCounts) -> dict[str, Any]:
    found = groups(counts.by_code)
    quarantine = reader.quarantined(project.pk, QUARANTINED)
    return {
        "project": project,
        "period": period,
        "counts": counts,
        "received": counts.received,
        "things": "spans and events" if counts.has_events else "spans",
        "groups": found,
        "refusals": next((group.lines for group in found if group.title == REFUSED), ()),
        "quarantine": [(each, words(f"rejected.{each.code}")[1]) for each in quarantine],
        "unkept": unkept(counts, period, quarantine),
    }


def unkept(counts: IngestCounts, period: Period, quarantine: Sequence[Quarantined]) -> int:
    """How many of the refused are not in quarantine; 0 where it holds more than is read, as nobody has counted then."""
    if len(quarantine) == QUARANTINED:
        return 0
    kept = sum(period.from_ns <= each.received_ns < period.to_ns for each in quarantine)
    return max(0, counts.rejected - kept)
