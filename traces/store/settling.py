"""What settling reads and writes. Rows go out as plain tuples and come in as plain dicts; the steps own the meaning."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from aiops.core import sql
from traces.store import blob
from traces.store.times import when
from traces.types import SpanBody

Row = tuple[Any, ...]
BLOBS_AT_ONCE = 8
CREDITED = ("outcome", "successes", "failures", "value_nanousd", "minutes_saved", "human_minutes")
MAX_BLOB_BYTES = 2 * 1024 * 1024
MAX_DECODED_BYTES = 16 * 1024 * 1024


def quiet(project_id: int, now_ns: int, limit: int) -> list[Row]:
    """(trace_id, start_ns, end_ns, span_count, last_seen, workflow, workflow_reason) of traces ready to be settled."""
    params = {"project_id": project_id, "now": when(now_ns), "limit": limit}
    return sql.tuples("traces", "open_traces", params)


def spans(project_id: int, trace_ids: Sequence[bytes], first_ns: int, last_ns: int) -> list[Row]:
    """All spans of these traces, by trace and start; between them the traces start and end within the two times."""
    params = {"project_id": project_id, "trace_ids": _hex(trace_ids), "first": when(first_ns), "last": when(last_ns)}
    return sql.tuples("traces", "settling_spans", params)


def replace_summaries(project_id: int, now_ns: int, rows: list[dict[str, Any]]) -> set[bytes]:
    """The traces whose summary is now exact; those that saw spans since they were read are not among them."""
    params = {"project_id": project_id, "now": when(now_ns), "rows": sql.as_json(rows)}
    return {bytes(trace_id) for (trace_id,) in sql.tuples("traces", "settle_traces", params)}


def correct_spans(project_id: int, rows: list[dict[str, Any]]) -> list[int]:
    """Writes verdicts on spans; answers the start times of the rows that changed."""
    if not rows:
        return []
    starts = [row["start_ns"] for row in rows]
    first, last = when(min(starts)), when(max(starts))
    params = {"project_id": project_id, "rows": sql.as_json(rows), "first": first, "last": last}
    return [start_ns for (start_ns,) in sql.tuples("traces", "settle_spans", params)]


def replace_runs(project_id: int, trace_ids: Sequence[bytes], rows: list[dict[str, Any]]) -> list[datetime]:
    """Puts these runs in the place of all runs of these traces; answers when those taken away had started.

    A run that stays keeps what was credited to it.
    """
    gone = sql.tuples("traces", "delete_runs", {"project_id": project_id, "trace_ids": _hex(trace_ids)})
    credited = {(bytes(row[1]).hex(), row[2]): dict(zip(CREDITED, row[3:], strict=True)) for row in gone if row[3]}
    if credited:
        rows = [row | credited.get((row["trace_id"], row["run_id"]), {}) for row in rows]
    if rows:
        sql.execute("traces", "insert_runs", {"project_id": project_id, "rows": sql.as_json(rows)})
    return [row[0] for row in gone]


def postpone(project_id: int, now_ns: int, trace_ids: Sequence[bytes]) -> None:
    """Tries these again later, each time after a longer wait."""
    params = {"project_id": project_id, "now": when(now_ns), "trace_ids": _hex(trace_ids)}
    sql.execute("traces", "postpone_traces", params)


def bodies(project_id: int, places: Sequence[tuple[bytes, bytes, int, int]]) -> Iterator[tuple[int, SpanBody]]:
    """The number and the body of each of these (trace_id, batch_id, start_ns of the blob, place in it), as they come.

    Few blobs are in memory at a time; bodies in blobs beyond MAX_BLOB_BYTES or MAX_DECODED_BYTES are left out.
    """
    if not places:
        return
    params = {
        "project_id": project_id,
        "trace_ids": _hex([trace_id for trace_id, _, _, _ in places]),
        "batch_ids": _hex([batch_id for _, batch_id, _, _ in places]),
        "starts": [when(start_ns) for _, _, start_ns, _ in places],
        "max_bytes": MAX_BLOB_BYTES,
    }
    for number, data in sql.stream("traces", "lead_bodies", params, BLOBS_AT_ONCE):
        if blob.decoded_bytes(data) <= MAX_DECODED_BYTES:
            yield number - 1, blob.decode_one(data, places[number - 1][3])


def reopen(project_id: int, trace_ids: Sequence[str]) -> None:
    """Has these traces (ids in hex) settled anew: those that were settled at once, the others when they are quiet."""
    params = {"project_id": project_id, "trace_ids": list(trace_ids), "now": timezone.now()}
    sql.execute("traces", "reopen_traces", params)


def settle_large(project_id: int, now_ns: int, trace_ids: Sequence[bytes], search_chars: int) -> list[dict[str, Any]]:
    """Settles quiet traces without reading their spans; answers the run that each of them is, tags as JSON."""
    params = {"project_id": project_id, "now": when(now_ns), "trace_ids": _hex(trace_ids)}
    return sql.rows("traces", "settle_large_traces", params | {"search_chars": search_chars})


def close(project_id: int, now_ns: int, trace_ids: Sequence[bytes]) -> None:
    """Settles traces of which no span is left, as they are."""
    params = {"project_id": project_id, "now": when(now_ns), "trace_ids": _hex(trace_ids)}
    sql.execute("traces", "close_traces", params)


def _hex(ids: Sequence[bytes]) -> list[str]:
    return [each.hex() for each in ids]
