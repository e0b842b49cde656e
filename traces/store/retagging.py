"""What writing tags anew reads and writes: the job, stored spans with their bodies, their new tags."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from django.conf import settings
from django.utils import timezone

from aiops.core import sql
from aiops.core.models import Project
from traces.models import Retagging
from traces.store import blob, locks, settling
from traces.store.promoted import SECONDS_KEPT
from traces.types import SpanBody

BLOBS_AT_ONCE = 8
SECONDS_IN_FLIGHT = 15  # a batch that was read with the old list is stored by then


class Tagged(NamedTuple):
    """A stored span, its body and the tags it has."""

    trace_id: bytes
    span_id: str
    source: int
    start_ns: int
    tags: dict[str, str] | None
    body: SpanBody


def locked(job_id: int) -> Retagging:
    """The job as it stands, nobody else at it until the transaction ends."""
    return Retagging.objects.select_for_update().get(pk=job_id)


def latest(project: Project) -> Retagging | None:
    return Retagging.objects.filter(project=project).order_by("-pk").first()


def seconds_to_wait(job: Retagging, now: datetime) -> float:
    """Until no process tags by an older list: what such a one stores later would stay as it is."""
    return max(0.0, (job.created_at - now).total_seconds() + SECONDS_KEPT + SECONDS_IN_FLIGHT)


def waits(job: Retagging) -> float:
    return seconds_to_wait(job, timezone.now())


def count_spans(project_id: int) -> int:
    return int(sql.tuples("traces", "count_spans", {"project_id": project_id})[0][0])


def newest_before(project_id: int, before: datetime) -> datetime | None:
    found = sql.tuples("traces", "newest_span_before", {"project_id": project_id, "before": before})
    return found[0][0] if found else None


def spans(project_id: int, first: datetime, last: datetime) -> Iterator[Tagged]:
    """Those that start within the time and whose bodies are there, few blobs in memory at once. In a transaction."""
    params = {"project_id": project_id, "first": first, "last": last}
    for trace_id, members, data in sql.stream("traces", "retag_read", params, BLOBS_AT_ONCE):
        bodies = blob.decode(data)
        for span_id, source, start_ns, place, tags in orjson.loads(members):
            yield Tagged(bytes(trace_id), span_id, source, start_ns, tags, bodies[place])


def write(project_id: int, first: datetime, last: datetime, rows: Sequence[dict[str, Any]]) -> None:
    """Gives spans their new tags and has their traces settled anew.

    Nothing settles meanwhile, so no trace is settled with the tags its spans had.
    """
    locks.wait(f"settle {project_id}")
    packed = orjson.dumps(rows).decode()
    sql.execute("traces", "retag_spans", {"project_id": project_id, "first": first, "last": last, "rows": packed})
    sql.execute("traces", "retag_large", {"project_id": project_id, "rows": packed, "most": settings.MAX_TRACE_SPANS})
    settling.reopen(project_id, sorted({row["trace_id"] for row in rows}))
