"""Marks: which minutes' facts changed. Appended by writers and by settling, taken by the roll-ups."""

from collections.abc import Iterable

from aiops.core import sql
from traces.store.times import NS_PER_MINUTE


def add(project_id: int, kind: str, times_ns: Iterable[int]) -> None:
    """One row for each minute in which one of these times lies. `kind` is span or run."""
    minutes = sorted({time_ns // NS_PER_MINUTE for time_ns in times_ns})
    if minutes:
        sql.prepared("traces", "insert_marks", {"project_id": project_id, "kind": kind, "minutes": minutes})
