"""Recurring work of costs, started by the ticker."""

import logging
import traceback
from datetime import timedelta

from celery import shared_task
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from aiops.core import ticker
from aiops.core.models import Project
from aiops.core.periods import from_preset, zone_of
from costs import reprice
from costs.alerts import deliver, evaluate
from costs.models import Budget, Repricing, Watch
from costs.store import days, reader, waste
from traces.store.retention import SUMMARY_DAYS

log = logging.getLogger(__name__)
KEPT, WASTE = "90d", "28d"
BUDGET_SECONDS = 20.0  # of one job in one turn


@shared_task
def reprice_some() -> None:
    """Goes on with every job that has something to do. A fault of ours ends a job; an absent database does not."""
    for job in Repricing.objects.filter(state__in=Repricing.WORKING):
        try:
            reprice.work(job, BUDGET_SECONDS)
        except (DatabaseError, InterfaceError):
            raise
        except Exception:
            log.exception("%s of project %d failed", job, job.project_id)
            reprice.fail(job, traceback.format_exc())


@shared_task
def expire() -> None:
    """Roll-ups of calls are kept as long as all roll-ups are."""
    ticker.for_each(Project.objects.values_list("pk", flat=True), _expire)


def _expire(project_id: int) -> int:
    before = timezone.now() - timedelta(days=SUMMARY_DAYS)
    reader.expire_calls(project_id, before)
    days.expire(project_id, before)
    waste.expire(project_id, before)
    return 1


@shared_task
def keep_days() -> None:
    """What each day cost, added up once it is over, for pages that compare months."""
    ticker.for_each(Project.objects.values_list("pk", flat=True), _keep_days)


def _keep_days(project_id: int) -> int:
    now, project = timezone.now(), Project.objects.get(pk=project_id)
    return days.keep(project_id, days.spans_of(from_preset(KEPT, now, zone_of(project), whole_days=True)), now)


@shared_task
def find_waste() -> None:
    """Looks through the spans of days that are over, while they are kept."""
    ticker.for_each(Project.objects.values_list("pk", flat=True), _find_waste)


def _find_waste(project_id: int) -> int:
    now, project = timezone.now(), Project.objects.get(pk=project_id)
    spans = days.spans_of(from_preset(WASTE, now, zone_of(project), whole_days=True))
    return waste.find(project_id, spans, now, oldest=now - timedelta(days=project.retention_days - 1))


@shared_task
def look_at_budgets() -> None:
    """How each budget stands; a project whose look fails stops no other."""
    asked = Project.objects.filter(pk__in=Budget.objects.values("project"))
    ticker.for_each(asked.values_list("pk", flat=True), lambda pk: evaluate.budgets(asked.get(pk=pk), timezone.now()))


@shared_task
def look_at_days() -> None:
    """Yesterday's figures against the weeks before, once a day."""
    asked = Project.objects.filter(pk__in=Watch.objects.values("project"))
    ticker.for_each(asked.values_list("pk", flat=True), lambda pk: evaluate.watches(asked.get(pk=pk), timezone.now()))


@shared_task
def send_alerts() -> None:
    deliver.due(timezone.now())
