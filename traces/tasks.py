"""Recurring work of traces, started by the ticker; each drains all that is ready, for every project."""

import logging
import time
import traceback
from datetime import UTC, datetime, timedelta

from celery import shared_task
from django.db import DatabaseError, InterfaceError

from aiops.core import ticker
from aiops.core.models import Project
from aiops.core.periods import days_of, from_preset, zone_of
from traces import erase, retag, rollup
from traces import settle as settling
from traces.models import Erasure, Retagging
from traces.store import partitions, retention, time_days
from traces.store.times import NS_PER_DAY

log = logging.getLogger(__name__)
KEPT = "90d"  # of days that are kept as sums: a page compares four weeks with the four before
RETAG_SECONDS = 5.0  # of one project in one turn
ERASE_SECONDS = 5.0  # of one job in one turn
# What is marked is seen after 15 s at most: patience or rest, the ticker's 3 s, and the turn. Under a load spread over
# weeks the turn writes hundreds of hours anew and takes seconds; on a machine that has no time left, it takes longer.
ROLL_UP_PACE = rollup.Pace(budget_seconds=8.0, patience_seconds=5.0, rest=3.0, most_rest_seconds=4.0)


@shared_task
def settle() -> int:
    """Settles every trace that is quiet by now."""
    return ticker.for_each(_projects(), lambda project_id: settling.settle_ready(project_id, time.time_ns()))


@shared_task
def roll_up() -> int:
    """Recomputes what changed; what one turn cannot do the next one takes up."""
    done = 0
    for project_id, days in _projects().items():
        now_ns = time.time_ns()
        done += rollup.recompute_ready(project_id, now_ns, now_ns - days * NS_PER_DAY, ROLL_UP_PACE)
    return done


@shared_task
def retag_some() -> None:
    """Goes on with tagging stored spans anew. A fault of ours ends a job; an absent database does not."""
    for job in Retagging.objects.filter(state=Retagging.State.WORKING):
        try:
            retag.work(job.pk, RETAG_SECONDS)
        except (DatabaseError, InterfaceError):
            raise
        except Exception:
            log.exception("%s of project %d failed", job, job.project_id)
            retag.fail(job.pk, traceback.format_exc())


@shared_task
def erase_some() -> None:
    """Goes on with erasing. A fault of ours ends a job; an absent database, or one in use, does not."""
    for job in Erasure.objects.filter(state__in=Erasure.WORKING).order_by("pk"):
        try:
            erase.work(job.pk, ERASE_SECONDS)
        except (DatabaseError, InterfaceError):
            raise
        except Exception:
            log.exception("%s of project %d failed", job, job.project_id)
            erase.fail(job.pk, traceback.format_exc())


@shared_task
def fold() -> None:
    """Folds minutes of hours long over, and the counts of what came in."""
    for project_id in _projects():
        rollup.fold_ready(project_id, time.time_ns())
        retention.fold_counts(project_id, datetime.now(UTC))


@shared_task
def keep_days() -> None:
    """Where the time of each day went, added up once it is over, for pages that look at months."""
    ticker.for_each(Project.objects.values_list("pk", flat=True), _keep_days)


def _keep_days(project_id: int) -> int:
    now, project = datetime.now(UTC), Project.objects.get(pk=project_id)
    return time_days.keep(project_id, days_of(from_preset(KEPT, now, zone_of(project), whole_days=True)), now)


@shared_task
def make_days() -> None:
    """Makes the partitions of yesterday to the day after tomorrow, so that no writer has to."""
    today = datetime.now(UTC).date()
    partitions.ensure(today + timedelta(days=ahead) for ahead in (-1, 0, 1, 2))


@shared_task
def expire() -> None:
    """Takes away what is older than the project keeps it."""
    now, projects = datetime.now(UTC), _projects()
    longest = max(projects.values(), default=0)
    for project_id, days in projects.items():
        retention.expire_summaries(project_id, now)
        retention.expire_tag_values(project_id, now - timedelta(days=days))
        if days < longest:
            retention.expire_facts(project_id, now - timedelta(days=days))
    erase.cancel_unconfirmed()
    if projects:
        retention.drop_days(now, longest)


def _projects() -> dict[int, int]:
    """The retention in days of each project."""
    return dict(Project.objects.values_list("id", "retention_days"))
