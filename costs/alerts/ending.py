"""The word that an alert is over: to those who were told that it began, once, when it can no longer begin again as the
same alert."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.utils import timezone

from aiops.core import formats
from costs.alerts.conditions import Condition
from costs.analysis.watching import LOOKS_BACK
from costs.models import Alert, Delivery

REOPENS = timedelta(hours=24)
REOPENS_WATCHED = timedelta(hours=60)  # looked at once a day: a day that it was not seen lies between


def reopens(alert: Alert) -> timedelta:
    """How long after its end it may begin again as the same alert."""
    return REOPENS_WATCHED if alert.watch_id else REOPENS


def end(alert: Alert, condition: Condition | None, others: Collection[Condition], now: datetime) -> None:
    """It is over. Nobody is told where something worse, or the next day of the same, has taken its place."""
    ending = words(alert, condition, now)
    if not Alert.objects.filter(pk=alert.pk, resolved_at=None).update(resolved_at=now, ending=ending):
        return
    rule = alert.budget or alert.watch
    if alert.muted or rule is None or rule.is_muted(now) or any(_follows(each, alert) for each in others):
        return
    began = alert.deliveries.filter(about=Delivery.About.BEGAN).exclude(state=Delivery.State.FAILED)
    # Of a calendar's window and of a limit that was changed the key never comes again.
    at = now if alert.budget_id and condition is None else now + reopens(alert)
    rows = (
        Delivery(alert=alert, channel_id=channel, about=Delivery.About.ENDED, next_at=at)
        for channel in began.values_list("channel_id", flat=True)
    )
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def _follows(other: Condition, alert: Alert) -> bool:
    if not other.holds or other.key == alert.key or other.subject != alert.subject:
        return False
    return other.rule in (alert.budget, alert.watch) and (bool(alert.watch_id) or other.kind == Alert.Kind.OVER)


def was_told(alert: Alert) -> bool:
    """Whoever heard that it is over hears when it begins again."""
    return alert.deliveries.filter(about=Delivery.About.ENDED, state=Delivery.State.SENT).exists()


def begin_again(alert: Alert) -> None:
    """Its end was not told yet, and is none."""
    alert.deliveries.filter(about=Delivery.About.ENDED).delete()


def words(alert: Alert, condition: Condition | None, now: datetime) -> str:
    lasted = formats.duration(int((now - alert.opened_at).total_seconds()) * 1_000_000_000)
    return f"{_why(alert, condition, now)} It lasted {lasted}."


def _why(alert: Alert, condition: Condition | None, now: datetime) -> str:
    if alert.budget is not None and condition is None:
        same_limit = alert.key.split(":")[3] == str(alert.budget.nanousd)
        return "Over: the time of this budget has ended." if same_limit else "Over: the budget was changed."
    if alert.budget is not None:
        return "Over: it is clearly within the budget again."
    if alert.kind == Alert.Kind.LEVEL and _age(alert, now) >= LOOKS_BACK:
        return "No longer news: it has stayed at its new level for three weeks."
    return "Over: it does not stand out any more."


def _age(alert: Alert, now: datetime) -> int:
    """Days since the new level began."""
    return (timezone.localdate(now) - date.fromisoformat(alert.facts["day"])).days
