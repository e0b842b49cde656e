"""What came in, counted: rows the Ingest health page adds up, by minute, code and client."""

from collections import Counter

from aiops.core import sql
from traces.store.times import when
from traces.types import Batch, Receipt

MAX_CLIENT = 200  # characters of a user agent


def record(batch: Batch, receipt: Receipt) -> None:
    """Adds one row for each code that occurred: accepted, duplicate, conflict, rejected.<code>, the batch's notes."""
    counted = Counter(batch.notes)
    counted.update(f"rejected.{rejection.code}" for rejection in batch.rejected)
    counted.update(accepted=receipt.accepted, duplicate=receipt.duplicate, conflict=len(receipt.conflict))
    present = {code: n for code, n in sorted(counted.items()) if n > 0}
    if present:
        _insert(batch.project_id, batch.received_ns, batch.client, present)


def record_refused_request(project_id: int, received_ns: int, client: str, code: str) -> None:
    """Counts a request that was refused whole: its exporter says nothing, so Ingest health must."""
    _insert(project_id, received_ns, client, {f"request.{code}": 1})


def _insert(project_id: int, received_ns: int, client: str, counted: dict[str, int]) -> None:
    params = {
        "project_id": project_id,
        "received": when(received_ns),
        "client": printable(client)[:MAX_CLIENT],
        "codes": list(counted),
        "ns": list(counted.values()),
    }
    sql.execute("traces", "insert_counts", params)


def printable(text: str) -> str:
    """Text a column can hold: no NUL, no lone surrogate."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
