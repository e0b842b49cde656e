"""What came in, counted: rows the Ingest health page adds up, by minute, code and client."""

from collections import Counter
from collections.abc import Sequence

from aiops.core import sql
from traces.store.times import NS_PER_MINUTE, when
from traces.types import Batch, Receipt

MAX_CLIENT = 200  # characters of a user agent


def record(stored: Sequence[tuple[Batch, Receipt]]) -> None:
    """Of batches of one project: adds a row for each minute, client and code that occurred, the code being accepted,
    duplicate, conflict, rejected.<code> or one of the batch's notes."""
    found: Counter[tuple[int, str, str]] = Counter()
    for batch, receipt in stored:
        minute_ns = batch.received_ns // NS_PER_MINUTE * NS_PER_MINUTE
        found.update({(minute_ns, batch.client, code): n for code, n in _codes(batch, receipt).items()})
    _insert(stored[0][0].project_id, found)


def _codes(batch: Batch, receipt: Receipt) -> Counter[str]:
    counted = Counter(batch.notes)
    counted.update(f"rejected.{rejection.code}" for rejection in batch.rejected)
    counted.update(accepted=receipt.accepted, duplicate=receipt.duplicate, conflict=len(receipt.conflict))
    return counted


def record_refused_request(project_id: int, received_ns: int, client: str, code: str) -> None:
    """Counts a request that was refused whole: its exporter says nothing, so Ingest health must."""
    _insert(project_id, Counter({(received_ns, client, f"request.{code}"): 1}))


def _insert(project_id: int, counted: Counter[tuple[int, str, str]]) -> None:
    """Numbers by time, client and code."""
    present = sorted((key, n) for key, n in counted.items() if n > 0)
    if not present:
        return
    params = {
        "project_id": project_id,
        "received": [when(received_ns) for (received_ns, _, _), _ in present],
        "clients": [printable(client)[:MAX_CLIENT] for (_, client, _), _ in present],
        "codes": [code for (_, _, code), _ in present],
        "ns": [n for _, n in present],
    }
    sql.prepared("traces", "insert_counts", params)


def printable(text: str) -> str:
    """Text a column can hold: no NUL, no lone surrogate."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
