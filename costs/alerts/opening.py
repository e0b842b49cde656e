"""Alerts open, stay and end: of one matter there is one open alert, told once.

What ends and begins again within REOPENS (of a watch: REOPENS_WATCHED) is the same alert, and nobody is told twice;
that it is over is told once that time has passed.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from aiops.core.models import Project
from costs.alerts import ending
from costs.alerts.conditions import Condition
from costs.models import Alert, Budget, Delivery, Watch


@transaction.atomic
def settle(project: Project, rules: Sequence[Budget | Watch], conditions: Iterable[Condition], now: datetime) -> int:
    """Of the rules that were looked at: opens what holds and is not open, ends what is open and holds no more.

    Answers how many alerts were opened.
    """
    known = {each.key: each for each in conditions}
    rows = Alert.objects.filter(_of(rules), project=project, resolved_at=None).select_related("budget", "watch")
    open_ones = {each.key: each for each in rows}
    for key, alert in open_ones.items():
        condition = known.get(key)
        if condition is None or condition.holds is False:
            ending.end(alert, condition, known.values(), now)
        elif condition.holds:
            _see(alert, condition, now)
    new = [each for key, each in known.items() if each.holds and key not in open_ones]
    return sum(_open(project, each, now) for each in new)


def _of(rules: Sequence[Budget | Watch]) -> Q:
    budgets = [each.pk for each in rules if isinstance(each, Budget)]
    watches = [each.pk for each in rules if isinstance(each, Watch)]
    return Q(budget__in=budgets) | Q(watch__in=watches)


def _open(project: Project, found: Condition, now: datetime) -> bool:
    reopens = ending.REOPENS_WATCHED if isinstance(found.rule, Watch) else ending.REOPENS
    before = Alert.objects.filter(project=project, key=found.key, resolved_at__gt=now - reopens).first()
    if before and not ending.was_told(before):
        ending.begin_again(before)
        _see(before, found, now)
        return False
    muted = found.rule.is_muted(now)
    alert = Alert.objects.create(
        project=project,
        key=found.key,
        kind=found.kind,
        budget=found.rule if isinstance(found.rule, Budget) else None,
        watch=found.rule if isinstance(found.rule, Watch) else None,
        subject=found.subject,
        sentence=found.sentence,
        path=found.path,
        facts=dict(found.facts),
        opened_at=now,
        seen_at=now,
        muted=muted,
    )
    if not muted:
        _tell(alert, found, now)
    return True


def _see(alert: Alert, found: Condition, now: datetime) -> None:
    """It holds still, or again. What began while its rule was muted is told once that is over."""
    muted = alert.muted and found.rule.is_muted(now)
    Alert.objects.filter(pk=alert.pk).update(
        resolved_at=None,
        ending="",
        seen_at=now,
        sentence=found.sentence,
        path=found.path,
        facts=dict(found.facts),
        muted=muted,
    )
    if alert.muted and not muted:
        _tell(alert, found, now)


def _tell(alert: Alert, found: Condition, now: datetime) -> None:
    rows = (Delivery(alert=alert, channel=channel, next_at=now) for channel in found.rule.channels.all())
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
