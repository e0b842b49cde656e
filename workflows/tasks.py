"""Recurring work of workflows, started by the ticker; each drains what is ready, for every project."""

from datetime import UTC, datetime, timedelta

from celery import shared_task

from aiops.core import ticker
from aiops.core.models import Project
from workflows import attribution, digest
from workflows.events.outcome import KEPT_DAYS
from workflows.store import discovery, outcomes


@shared_task
def attribute() -> int:
    """Credits runs for outcomes; what one turn cannot do the next one takes up."""
    return ticker.for_each(Project.objects.values_list("id", flat=True), attribution.attribute_ready)


@shared_task
def discover() -> int:
    """Makes a definition of each workflow seen for the first time."""
    return ticker.for_each(Project.objects.values_list("id", flat=True), discovery.make_definitions)


@shared_task
def expire() -> None:
    """Takes away outcomes, and what was credited for them, that are older than runs are kept."""
    before = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
    ticker.for_each(Project.objects.values_list("id", flat=True), lambda each: outcomes.expire(each, before))


@shared_task
def send_digests() -> int:
    """Each Monday morning, to who asked for it."""
    now = datetime.now(UTC)
    projects = {each.pk: each for each in Project.objects.filter(digest_readers__isnull=False).distinct()}
    return ticker.for_each(projects, lambda project_id: digest.send_due(projects[project_id], now))
