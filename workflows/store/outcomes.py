"""Stores outcomes as they come: one statement a request, durable when it returns; who is credited is decided later."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from aiops.core import sql
from aiops.core.events import Answer
from traces.store import locks
from workflows.events.outcome import OutcomeRow
from workflows.store import erasing

LOCK_TIMEOUT = "8s"
Key = tuple[str, str, int]


def store(project_id: int, rows: Sequence[OutcomeRow], received: datetime, answer: Answer) -> None:
    """Adds what is new; the answer tells it from repeats and from another body of a known version.

    Raises django.db.OperationalError when the store cannot be reached: then nothing was stored.
    """
    with transaction.atomic(durable=True):
        locks.begin_writing(project_id, LOCK_TIMEOUT)
        first = _first_of_each(erasing.admitted(project_id, rows, answer), answer)
        params = {"project_id": project_id, "received": received, "rows": sql.as_json([_fields(row) for row in first])}
        added = set(sql.tuples("workflows", "insert_outcomes", params)) if first else set()
        known = [row for row in first if row.key not in added]
        stored = _hashes(project_id, known) if known else {}
    answer.accepted = len(added)
    for row in known:
        _count_known(answer, row, stored[row.key])


def expire(project_id: int, before: datetime) -> int:
    """Takes away what happened before a time; answers how many rows."""
    statements = ("expire_credits", "expire_outcomes", "expire_worth", "expire_delays")
    return sum(sql.execute("workflows", each, {"project_id": project_id, "before": before}) for each in statements)


def _first_of_each(rows: Sequence[OutcomeRow], answer: Answer) -> list[OutcomeRow]:
    """In the order of their keys, so that two requests wait for each other but never in a circle."""
    first: dict[Key, OutcomeRow] = {}
    for row in rows:
        stands = first.setdefault(row.key, row)
        if stands is not row:
            _count_known(answer, row, stands.body_hash)
    return [first[key] for key in sorted(first)]


def _count_known(answer: Answer, row: OutcomeRow, stored_hash: int) -> None:
    if row.body_hash == stored_hash:
        answer.duplicate += 1
    else:
        answer.conflict.append(row.outcome_id)


def _hashes(project_id: int, rows: Sequence[OutcomeRow]) -> dict[Key, int]:
    keys = [{"source": row.source, "outcome_id": row.outcome_id, "version": row.version} for row in rows]
    found = sql.tuples("workflows", "outcome_hashes", {"project_id": project_id, "keys": sql.as_json(keys)})
    return {(source, outcome_id, version): body_hash for source, outcome_id, version, body_hash in found}


def _fields(row: OutcomeRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in OutcomeRow.__slots__}
