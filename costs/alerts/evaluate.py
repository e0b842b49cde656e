"""Looks at what is due: budgets each time, figures once a day, when the day before has come in."""

from datetime import datetime, timedelta

from django.db import transaction

from aiops.core.models import Project
from aiops.core.periods import zone_of
from costs.alerts import conditions, opening
from costs.models import Budget, Watch
from costs.store import standing
from traces.store import locks

COMES_IN = timedelta(hours=2)  # after midnight: senders buffer, hours are folded


@transaction.atomic
def budgets(project: Project, now: datetime) -> int:
    """How each stands; answers how many alerts were opened. One looks at a time: two would open the same alert."""
    locks.wait(f"alerts {project.pk}")
    rows = list(Budget.objects.filter(project=project).prefetch_related("channels"))
    if not rows:
        return 0
    zone = zone_of(project)
    ledger = standing.Ledger(project.pk, now, zone)
    found = []
    for budget in rows:
        stands = ledger.standing(budget)
        standing.keep(budget, stands, now)
        found += conditions.of_budget(project, budget, stands, ledger.today.date())
    return opening.settle(project, rows, found, now)


@transaction.atomic
def watches(project: Project, now: datetime) -> int:
    """Looks at yesterday once for all watches of a project; answers how many alerts were opened."""
    locks.wait(f"alerts {project.pk}")
    zone = zone_of(project)
    yesterday = (now.astimezone(zone) - COMES_IN).date() - timedelta(days=1)
    rows = list(Watch.objects.filter(project=project).prefetch_related("channels"))
    if not rows or all(each.day is not None and each.day >= yesterday for each in rows):
        return 0
    opened = opening.settle(project, rows, conditions.of_watches(project, rows, now - COMES_IN, zone), now)
    Watch.objects.filter(pk__in=[each.pk for each in rows]).update(day=yesterday, as_of=now)
    return opened
