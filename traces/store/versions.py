"""Since when each prompt, model and release of a workflow is there; v1, v2, ... by when they were first seen."""

from dataclasses import dataclass
from typing import Any

import orjson

from aiops.core import sql
from traces.store.times import ns_of

MOST_VERSIONS = 200  # of a kind in a workflow


@dataclass(frozen=True, slots=True)
class Version:
    """`kind` is prompt, model or release; times are starts of spans, the last to within a minute."""

    kind: str
    value: str
    number: int
    first_ns: int
    last_ns: int
    label: str | None


def note(project_id: int, rows: list[dict[str, Any]]) -> None:
    """Keeps when these were seen: workflow, kind, value, first_ns, last_ns, label, each value once."""
    if rows:
        params = {"project_id": project_id, "rows": orjson.dumps(rows).decode(), "most": MOST_VERSIONS}
        sql.execute("traces", "note_versions", params)


def of_workflow(project_id: int, workflow: str) -> tuple[Version, ...]:
    """By kind, the first first."""
    found = sql.tuples("traces", "versions", {"project_id": project_id, "workflow": workflow})
    return tuple(
        Version(kind, value, number, ns_of(first), ns_of(last), label)
        for kind, value, number, first, last, label in found
    )
