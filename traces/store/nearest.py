"""The good run that is most like a failed one."""

import uuid

from aiops.core import sql
from traces.store.times import NS_PER_DAY, when
from traces.types import TraceRow

DAYS = 28  # before it, in which a good run is looked for
AFTER_DAYS = 1


def good_run(project_id: int, row: TraceRow, traits: list[str]) -> bytes | None:
    """None where its workflow has none in that time, or where it names no workflow."""
    if not row.workflow:
        return None
    params = {
        "project_id": project_id,
        "workflow": row.workflow,
        "trace_id": uuid.UUID(bytes=row.trace_id),
        "from_time": when(row.start_ns - DAYS * NS_PER_DAY),
        "to_time": when(row.start_ns + AFTER_DAYS * NS_PER_DAY),
        "traits": traits,
        "span_count": row.span_count,
    }
    found = sql.tuples("traces", "nearest_good", params)
    return found[0][0].bytes if found else None
