"""What erasing reads and writes: the job, what it reaches, and rows of traces that go. Ids of traces are hex."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from aiops.core import sql
from aiops.core.models import Project
from traces.models import Erasure

TRACES_AT_ONCE = 200
BODIES_AT_ONCE = 100
COLUMNS = {"user": "user_id", "session": "session"}
FACETS = {"user": "u", "session": "i"}  # as the index on facets of traces spells them
FACET_CHARS = 200
ROWS_OF_A_TRACE = ("score", "span_blob")
Rows = list[dict[str, Any]]


def locked(job_id: int) -> Erasure:
    """The job as it stands, nobody else at it until the transaction ends."""
    return Erasure.objects.select_for_update().select_related("project").get(pk=job_id)


def of_project(project: Project, most: int = 20) -> list[Erasure]:
    """The last ones, the newest first."""
    return list(Erasure.objects.filter(project=project).select_related("project")[:most])


def add_trace(job: Erasure) -> None:
    """The one trace that a job is about."""
    sql.execute("traces", "erase_add_trace", _params(job) | {"trace_id": job.value})


def find_spans(job: Erasure, names: Sequence[str], first: datetime, last: datetime) -> None:
    """Notes the traces of spans with one of these names that start within a time, and came before the word."""
    params = _params(job) | {"names": list(names), "first": first, "last": last, "before": job.confirmed_at}
    _run("erase_find_spans", params, column=COLUMNS[job.kind])


def find_summaries(job: Erasure, names: Sequence[str]) -> None:
    """The same by the summaries of traces, which outlive their spans."""
    facets = [f"{FACETS[job.kind]}{name[:FACET_CHARS]}" for name in names]
    params = _params(job) | {"names": list(names), "facets": facets, "before": job.confirmed_at}
    _run("erase_find_summaries", params, column=COLUMNS[job.kind])
    if job.kind == Erasure.Kind.SESSION:
        sql.execute("traces", "erase_find_runs", params)


def newest_before(project_id: int, before: datetime) -> datetime | None:
    """The start of the newest span, or the arrival of the newest refused one, before a time."""
    found = sql.tuples("traces", "erase_newest_before", {"project_id": project_id, "before": before})
    newest: datetime | None = found[0][0]
    return newest


def quarantined(project_id: int, first: datetime, last: datetime) -> Iterator[tuple[str, bytes]]:
    """The place and the body of each refused span that came within a time. In a transaction."""
    params = {"project_id": project_id, "first": first, "last": last}
    for place, body in sql.stream("traces", "erase_quarantined", params, BODIES_AT_ONCE):
        yield place, bytes(body)


def take_refused(project_id: int, places: Sequence[str]) -> int:
    if not places:
        return 0
    return sql.execute("traces", "erase_quarantine_places", {"project_id": project_id, "places": list(places)})


def take_refused_of(project_id: int, trace_ids: Sequence[str]) -> int:
    return sql.execute("traces", "erase_quarantine", {"project_id": project_id, "trace_ids": list(trace_ids)})


def reach(job: Erasure, digests: Sequence[bytes]) -> dict[str, int]:
    """How many rows the job reaches so far, by name."""
    found = sql.rows("traces", "erase_reach", _params(job) | {"digests": list(digests)})[0]
    found["quarantined"] += job.reach.get("quarantined", 0)
    return found


def count_traces(job: Erasure) -> int:
    return int(sql.tuples("traces", "erase_count_traces", _params(job))[0][0])


def next_traces(job: Erasure) -> list[str]:
    """Some of those that are still to go, those that were begun first."""
    params = _params(job) | {"most": TRACES_AT_ONCE}
    return [trace_id for (trace_id,) in sql.tuples("traces", "erase_next", params)]


def with_heads(job: Erasure, trace_ids: Sequence[str]) -> list[str]:
    """Those of these of which nothing was taken away yet."""
    params = _params(job) | {"trace_ids": list(trace_ids)}
    return [trace_id for (trace_id,) in sql.tuples("traces", "erase_with_heads", params)]


def heads_gone(job: Erasure, trace_ids: Sequence[str]) -> None:
    sql.execute("traces", "erase_heads_gone", _params(job) | {"trace_ids": list(trace_ids)})


def traces_gone(job: Erasure, trace_ids: Sequence[str]) -> None:
    sql.execute("traces", "erase_done", _params(job) | {"trace_ids": list(trace_ids)})


def forget_traces(job: Erasure) -> None:
    """Nothing is to be done any more."""
    sql.execute("traces", "erase_nothing", _params(job))


def references(project_id: int, trace_ids: Sequence[str]) -> list[tuple[str, str]]:
    """(kind, name) by which runs of these traces go: run_id, session, key."""
    return sql.tuples("traces", "erase_references", {"project_id": project_id, "trace_ids": list(trace_ids)})


def take_summaries(project_id: int, trace_ids: Sequence[str]) -> tuple[Rows, Rows]:
    """Takes away summaries and runs; answers when each began, its workflow and what versions it shows."""
    params = {"project_id": project_id, "trace_ids": list(trace_ids)}
    return sql.rows("traces", "erase_traces", params), sql.rows("traces", "erase_runs", params)


def take(table: str, project_id: int, trace_ids: Sequence[str]) -> int:
    """Takes away the rows of these traces; how many. `table` is one of ROWS_OF_A_TRACE."""
    return _run("erase_of_traces", {"project_id": project_id, "trace_ids": list(trace_ids)}, table=table)


def end_of_slice(project_id: int, trace_ids: Sequence[str], most: int) -> datetime | None:
    """Until when about so many spans of these traces start; None: there are no more than that."""
    params = {"project_id": project_id, "trace_ids": list(trace_ids), "most": most}
    return next((start for (start,) in sql.tuples("traces", "erase_end_of_slice", params)), None)


def take_spans(project_id: int, trace_ids: Sequence[str], until: datetime | None) -> Rows:
    """Takes away spans up to a time, or all; answers start_ns, workflow, model, release, prompt_fingerprint, tags."""
    params = {"project_id": project_id, "trace_ids": list(trace_ids), "until": until}
    rows = sql.rows("traces", "erase_spans", params)
    return [row | {"tags": orjson.loads(row["tags"]) if row["tags"] else {}} for row in rows]


def take_series(project_id: int, digests: Sequence[bytes]) -> int:
    """How far series had come that name one of these; they count from their next point on."""
    return sql.execute("traces", "erase_series", {"project_id": project_id, "digests": list(digests)})


def forget_versions(project_id: int, shown: Iterable[tuple[str, str, str]]) -> None:
    """(workflow, kind, value): those that nothing shows any more."""
    rows = [{"workflow": workflow, "kind": kind, "value": value} for workflow, kind, value in sorted(shown)]
    if rows:
        sql.execute("traces", "erase_versions", {"project_id": project_id, "shown": sql.as_json(rows)})


def forget_tag_values(project_id: int, shown: Iterable[tuple[str, str]]) -> None:
    """(tag, value): those that no trace has any more."""
    rows = [{"tag": tag, "value": value} for tag, value in sorted(shown)]
    if rows:
        sql.execute("traces", "erase_tag_values", {"project_id": project_id, "shown": sql.as_json(rows)})


def _params(job: Erasure) -> dict[str, Any]:
    return {"project_id": job.project_id, "erasure_id": job.pk}


def _run(name: str, params: dict[str, Any], **parts: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.composed("traces", name, parts), params)
        return int(cursor.rowcount)
