"""What pricing anew reads and writes: the job, its slices, calls as they are, new amounts beside the old."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import starmap
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Max, Q, Sum

from aiops.core import sql
from aiops.core.models import Project
from costs.analysis.repriced import Total, added_up, from_lists
from costs.models import Price, Repricing, RepricingSlice
from costs.store.book import SECONDS_KEPT
from traces.store import locks, marks, settling

AT_ONCE = 5_000


class Call(NamedTuple):
    """A row of sql/reprice_spans.sql."""

    trace_id: Any
    span_id: bytes
    source: int  # several may tell of one span
    start_time: datetime
    start_ns: int
    provider: str | None
    model: str
    service_tier: str | None
    input_tokens: int | None
    output_tokens: int | None
    cache_read_tokens: int | None
    cache_write_tokens: int | None
    cache_write_1h_tokens: int | None
    reasoning_tokens: int | None
    input_audio_tokens: int | None
    output_audio_tokens: int | None
    cost_nanousd: int | None
    price_id: int | None
    cost_source: str | None
    cost_reported_nanousd: int | None
    counts: bool


# In the order of sql/copy_reprice.sql.
NewAmount = tuple[int, Any, bytes, int, datetime, int | None, int | None, str | None]


def locked(job_id: int) -> Repricing:
    """The job as it stands, nobody else at it until the transaction ends."""
    return Repricing.objects.select_for_update().get(pk=job_id)


def facts_since(project: Project, now: datetime) -> datetime:
    """The first whole hour of which no call has expired; the sums of earlier ones are frozen."""
    oldest = now - timedelta(days=project.retention_days)
    hour = oldest.replace(minute=0, second=0, microsecond=0)
    return hour if hour == oldest else hour + timedelta(hours=1)


def prices_state(project_id: int) -> tuple[str, datetime | None]:
    """What changes whenever a price that the project's calls can have does, and when it last did."""
    rows = Price.objects.filter(Q(project=None) | Q(project_id=project_id))
    found = rows.aggregate(last=Max("id"), made=Max("created_at"), retired=Max("retired_at"))
    times = [at for at in (found["made"], found["retired"]) if at]
    return f"{found['last']} {found['retired']}", max(times, default=None)


def seconds_to_wait(job: Repricing, now: datetime) -> float:
    """Until every process bills by the present prices: else calls of the last moments would be priced by old ones."""
    _, changed = prices_state(job.project_id)
    if changed is None or job.until <= changed:
        return 0.0
    return max(0.0, (changed - now).total_seconds() + SECONDS_KEPT)


def calls_between(project_id: int, first: datetime, last: datetime) -> int:
    params = {"project_id": project_id, "first": first, "last": last}
    return int(sql.tuples("costs", "calls_between", params)[0][0])


def calls(project_id: int, first: datetime, last: datetime) -> Iterator[Call]:
    """Within a transaction."""
    params = {"project_id": project_id, "first": first, "last": last}
    return starmap(Call, sql.stream("costs", "reprice_spans", params, AT_ONCE))


def next_span(project_id: int, first: datetime, last: datetime) -> datetime:
    """The first span from a time on, of the same day, else the end of that day; at most `last`."""
    day_ends = first.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    params = {"project_id": project_id, "first": first, "last": day_ends}
    found = sql.tuples("traces", "oldest_fact", params, table="span")
    return min(found[0][0] if found else day_ends, last)


def keep(amounts: Iterable[NewAmount]) -> None:
    statement = sql.statement("costs", "copy_reprice")
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as stdin:
        for row in amounts:
            stdin.write_row(row)


def forget(project_id: int, first: datetime, last: datetime) -> None:
    sql.execute("costs", "reprice_forget", {"project_id": project_id, "first": first, "last": last})


def forget_traces(project_id: int, trace_ids: Sequence[str]) -> int:
    """New amounts of calls of these traces (hex); how many there were."""
    return sql.execute("costs", "reprice_forget_traces", {"project_id": project_id, "trace_ids": list(trace_ids)})


def swap(project_id: int, first: datetime, last: datetime) -> int:
    """Puts the new amounts of a time in the place of the old and has all that follows computed anew; how many traces.

    Nothing settles meanwhile, so no trace is settled with the amounts it had.
    """
    locks.wait(f"settle {project_id}")
    params = {"project_id": project_id, "first": first, "last": last}
    found = sql.tuples("costs", "reprice_swap", params)
    _reopen(project_id, sorted({bytes(trace_id).hex() for trace_id, _ in found}))
    marks.add(project_id, "span", {minute * 60_000_000_000 for _, minute in found})
    forget(project_id, first, last)
    return len({bytes(trace_id) for trace_id, _ in found})


def _reopen(project_id: int, trace_ids: Sequence[str]) -> None:
    if trace_ids:
        params = {"project_id": project_id, "trace_ids": list(trace_ids)}
        sql.execute("costs", "reprice_large", params | {"most": settings.MAX_TRACE_SPANS})
        settling.reopen(project_id, trace_ids)


def totals(job: Repricing) -> list[Total]:
    """Old and new by model, over all that is built so far."""
    kept = job.slices.exclude(state=RepricingSlice.State.FROZEN).values_list("totals", flat=True)
    return added_up(each for lists in kept.iterator() for each in from_lists(lists))


def progress(job: Repricing) -> dict[str, int]:
    """seen, changed, swapped and frozen calls so far; `per_cent` of the step it is at."""
    sums = dict.fromkeys(("seen", "changed", "swapped", "frozen"), 0)
    for state, seen, changed in job.slices.order_by().values_list("state").annotate(Sum("seen"), Sum("changed")):
        sums["seen"] += seen
        sums["changed"] += changed
        sums[state] = changed
    if job.state == Repricing.State.BUILDING:
        done, whole = sums["seen"], max(job.calls, sums["seen"])
    else:
        done, whole = sums["swapped"] + sums["frozen"], sums["changed"]
    return sums | {"per_cent": _per_cent(job, done, whole)}


def _per_cent(job: Repricing, done: int, whole: int) -> int:
    if job.state == Repricing.State.DONE:
        return 100
    return min(99, done * 100 // whole) if whole else 0


def latest(project: Project, most: int = 10) -> list[Repricing]:
    return list(Repricing.objects.filter(project=project).order_by("-pk")[:most])


def active(project: Project) -> Repricing | None:
    return Repricing.objects.filter(project=project, state__in=Repricing.ACTIVE).first()
