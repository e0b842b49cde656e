"""A key's quota of requests per minute, shared by every process.

A process leases a fiftieth of the quota at a time from the row of the minute, so a request rarely writes. Together the
processes never let through more than the quota; they may stop short of it by what each still holds at the minute's end.
"""

import threading
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from aiops.core.models import ApiKey, KeyMinute

LEASES_PER_MINUTE = 50

_held: dict[int, tuple[datetime, int]] = {}  # by key: the minute and how many requests are left of our lease
_lock = threading.Lock()


def seconds_to_wait(key: ApiKey, now: datetime | None = None) -> int:
    """0 when this request may pass (and is counted), else the seconds until the next minute."""
    if key.requests_per_minute is None:
        return 0
    moment = now or timezone.now()
    minute = moment.replace(second=0, microsecond=0)
    with _lock:
        held_minute, left = _held.get(key.pk, (minute, 0))
        if held_minute != minute or left == 0:
            left = _lease(key, minute)
        _held[key.pk] = (minute, max(left - 1, 0))
    return 0 if left else 60 - moment.second


def _lease(key: ApiKey, minute: datetime) -> int:
    """Takes the next share of the minute; 0 when it is used up."""
    quota = key.requests_per_minute or 0
    row, made = KeyMinute.objects.get_or_create(key=key, minute=minute)
    if made:
        KeyMinute.objects.filter(key=key, minute__lt=minute - timedelta(minutes=5)).delete()
    for share in (max(1, quota // LEASES_PER_MINUTE), 1):
        if KeyMinute.objects.filter(pk=row.pk, used__lte=quota - share).update(used=F("used") + share):
            return share
    return 0


def forget() -> None:
    """Gives nothing back: what was leased stays used."""
    with _lock:
        _held.clear()
