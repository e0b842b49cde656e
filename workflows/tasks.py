"""Recurring work of workflows, started by the ticker; each drains what is ready, for every project."""

from datetime import UTC, datetime, timedelta

from celery import shared_task

from aiops.core import ticker
from aiops.core.models import Project
from workflows import attribution, digest
from workflows.engine import batch_post, delivery, runner, schedules, sweep
from workflows.events.outcome import KEPT_DAYS
from workflows.store import aged, answers, batches, discovery, keeping, outcomes, provider_batches, spending


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
    """Takes away outcomes with their credits, counters, answers, batches and old notes that nobody needs any more."""
    before = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
    ticker.for_each(Project.objects.values_list("id", flat=True), lambda each: outcomes.expire(each, before))
    for forget in (spending.expire, answers.expire, batches.expire, provider_batches.expire, aged.expire):
        forget()


@shared_task
def send_digests() -> int:
    """Each Monday morning, to who asked for it."""
    now = datetime.now(UTC)
    projects = {each.pk: each for each in Project.objects.filter(digest_readers__isnull=False).distinct()}
    return ticker.for_each(projects, lambda project_id: digest.send_due(projects[project_id], now))


@shared_task
def nudge() -> None:
    """Runs may be ready: this process's runner looks, and runs all it finds. The message itself says nothing."""
    runner.wake()


def send_nudge() -> None:
    """To whichever worker is free. Raises what the broker raises."""
    import aiops.celery  # noqa: F401 - a web process has no queue until it wants one

    nudge.apply_async(retry=False)


@shared_task
def sweep_runs() -> int:
    """Leases that ran out, waits that ended, deadlines that passed."""
    return sweep.sweep()


@shared_task
def deliver_spans() -> int:
    return delivery.deliver_spans()


@shared_task
def send_effects() -> int:
    return delivery.send_effects()


@shared_task
def carry_batches() -> int:
    """Questions to providers' batches, and answers back."""
    return batch_post.turn()


@shared_task
def start_scheduled() -> int:
    """Runs whose time has come."""
    return schedules.fire_due()


@shared_task
def expire_runs() -> int:
    """Runs are kept as long as the spans of their project."""
    projects = dict(Project.objects.values_list("id", "retention_days"))
    return ticker.for_each(projects, lambda project_id: keeping.expire(project_id, projects[project_id]))
