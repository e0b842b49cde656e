"""A key's quota of requests per minute, shared by every process.

A process leases a fiftieth of the quota at a time from the row of the minute, so a request rarely writes. Together the
processes never let through more than the quota; they may stop short of it by what each still holds at the minute's end.
A lease waits for the database: only requests of the same key wait for it with it.
"""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from aiops.core.models import ApiKey, KeyMinute

LEASES_PER_MINUTE = 50


@dataclass(slots=True)
class _Lease:
    """What this process may still let through of a key's minute. Touched under its lock alone."""

    minute: datetime | None = None
    left: int = 0
    used_up: bool = False  # the minute has nothing more to lease
    lock: threading.Lock = field(default_factory=threading.Lock)


_leases: dict[int, _Lease] = {}  # by key
_lock = threading.Lock()  # of the dictionary: never held over a query


def seconds_to_wait(key: ApiKey, now: datetime | None = None) -> int:
    """0 when this request may pass (and is counted), else the seconds until the next minute. Raises DatabaseError."""
    if key.requests_per_minute is None:
        return 0
    moment = now or timezone.now()
    minute = moment.replace(second=0, microsecond=0)
    with _lock:
        lease = _leases.setdefault(key.pk, _Lease())
    with lease.lock:
        return 0 if _take(lease, key, minute) else 60 - moment.second


def _take(lease: _Lease, key: ApiKey, minute: datetime) -> bool:
    """Whether one more request may pass."""
    if lease.minute != minute:
        lease.minute, lease.left, lease.used_up = minute, 0, False
    if not lease.left and not lease.used_up:
        lease.left = _next_share(key, minute)
        lease.used_up = not lease.left
    if not lease.left:
        return False
    lease.left -= 1
    return True


def _next_share(key: ApiKey, minute: datetime) -> int:
    """Leased from the row of the minute; 0 when that is used up."""
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
        _leases.clear()
