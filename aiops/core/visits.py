"""Since when is something news to a person? Since their last visit to the home of the project, this one left out.

A visit ends with half an hour in which the page was not looked at.
"""

from datetime import datetime, timedelta

from django.db.models import F

from aiops.core.models import Project, User, Visit

PAUSE = timedelta(minutes=30)
TO_WITHIN = timedelta(minutes=1)  # so that a page that is loaded again and again is not written each time


def note(user: User, project: Project, now: datetime) -> None:
    row, new = Visit.objects.get_or_create(user=user, project=project, defaults={"seen_at": now})
    if new or now - row.seen_at < TO_WITHIN:
        return
    mine = Visit.objects.filter(pk=row.pk, seen_at=row.seen_at)  # of two tabs at once, one writes
    if now - row.seen_at >= PAUSE:
        mine.update(before_at=F("seen_at"), seen_at=now)
    else:
        mine.update(seen_at=now)


def since(user: User, project: Project) -> datetime | None:
    """When the visit before this one ended; None on the first one."""
    return Visit.objects.filter(user=user, project=project).values_list("before_at", flat=True).first()
