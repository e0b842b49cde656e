"""Failed traces that a person may judge, one after the other, and what people said so far."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiops.core import sql
from aiops.core.periods import Period
from traces.store.limits import bounded
from traces.store.reader_lists import rows_by_id
from traces.types import TraceRow

NAME = "thumbs"  # of the score by which people judge; 1: good, 0: bad
MOST = 10_000  # failed traces that are counted


@dataclass(frozen=True, slots=True)
class Named:
    """What people last said of some traces: a label, or none, and the newest of them."""

    label: str
    good: bool
    traces: int
    newest: Sequence[str]


@dataclass(frozen=True, slots=True)
class Review:
    """`next` is the trace to judge; None when there is none left. `failed` is counted up to MOST."""

    next: TraceRow | None
    cause: str
    failed: int
    judged: int
    named: Sequence[Named]

    @property
    def counted_all(self) -> bool:
        return self.failed < MOST


def read(project_id: int, period: Period, workflow: str, after: str) -> Review:
    """`after`: the trace (hex) that was skipped last. Raises ApiError 422: too slow."""
    params: dict[str, Any] = {
        "project_id": project_id, "from_time": period.start, "to_time": period.end, "workflow": workflow,
        "name": NAME, "most": MOST, "after": uuid.UUID(after) if after else None,
    }  # fmt: skip
    with bounded():
        found = sql.tuples("traces", "review_next", params)
        [(failed, judged)] = sql.tuples("traces", "review_counts", params)
        named = [Named(*row) for row in sql.tuples("traces", "review_labels", params)]
    rows = rows_by_id(project_id, [trace_id for trace_id, _ in found])
    return Review(rows[0] if rows else None, found[0][1] if found else "", failed, judged, named)
