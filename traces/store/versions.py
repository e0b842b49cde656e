"""Since when each prompt, model and release of a workflow is there; v1, v2, ... by when they were first seen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from aiops.core import sql
from traces.store.times import ns_of

MOST_VERSIONS = 200  # of a kind in a workflow
MOST_ARRIVALS = 1000


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


@dataclass(frozen=True, slots=True)
class Arrival:
    """A version of a workflow that came after another; `before` is the label of that one, None where it has none."""

    workflow: str
    version: Version
    before: str | None


def arrived(project_id: int, since: datetime, until: datetime) -> tuple[Arrival, ...]:
    """Versions of all workflows first seen within a time, but for the first of each kind; MOST_ARRIVALS of them."""
    params = {"project_id": project_id, "since": since, "until": until, "most": MOST_ARRIVALS}
    return tuple(
        Arrival(workflow, Version(kind, value, number, ns_of(first), ns_of(first), label), before)
        for workflow, kind, value, number, first, label, before in sql.tuples("traces", "versions_between", params)
    )
