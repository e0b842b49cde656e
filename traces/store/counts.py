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
    if not present:
        return
    params = {
        "project_id": batch.project_id,
        "received": when(batch.received_ns),
        "client": printable(batch.client)[:MAX_CLIENT],
        "codes": list(present),
        "ns": list(present.values()),
    }
    sql.execute("traces", "insert_counts", params)


def printable(text: str) -> str:
    """Text a column can hold: no NUL, no lone surrogate."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
