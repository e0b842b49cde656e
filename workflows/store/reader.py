"""What pages and the API read of outcomes and workflows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from aiops.core import sql
from workflows.analysis.reasons import REFERENCE
from workflows.models import Workflow

MOST_OF_A_TRACE = 50


@dataclass(frozen=True, slots=True)
class Credited:
    """An outcome as the page of a trace shows it, in the order of sql/outcomes_of_trace.sql."""

    source: str
    outcome_id: str
    version: int
    workflow: str
    ref_kind: str
    ref: str
    status: str
    metric: str | None
    occurred_at: datetime
    received_at: datetime
    run_id: str
    share: Decimal
    value_nanousd: int | None
    minutes_saved: Decimal | None
    human_minutes: Decimal | None

    @property
    def reference(self) -> str:
        return REFERENCE[self.ref_kind]


def of_trace(project_id: int, trace_id: bytes) -> tuple[list[Credited], int]:
    """The newest outcomes credited to a trace, and how many there are in all."""
    params = {"project_id": project_id, "trace_id": trace_id.hex(), "most": MOST_OF_A_TRACE}
    found = sql.tuples("workflows", "outcomes_of_trace", params)
    return [Credited(*row[:-1]) for row in found], found[0][-1] if found else 0


@dataclass(frozen=True, slots=True)
class OutcomeFilter:
    """What the list of outcomes shows. Times bound when they occurred, half open."""

    first: datetime
    last: datetime
    workflow: str = ""
    status: str = ""
    source: str = ""
    q: str = ""
    unattributed: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list, in the order of sql/outcomes_newest.sql."""

    source: str
    outcome_id: str
    version: int
    workflow: str
    ref_kind: str
    ref: str
    occurred_at: datetime
    received_at: datetime
    status: str
    metric: str | None
    value: Decimal | None
    currency: str | None
    value_nanousd: int | None
    minutes_saved: Decimal | None
    human_minutes: Decimal | None
    pending: bool
    unattributed: str | None
    traces: list[str]  # ids in hex of those it is credited to
    credited_nanousd: int | None

    @property
    def worth_nanousd(self) -> int | None:
        return self.value_nanousd if self.credited_nanousd is None else self.credited_nanousd

    @property
    def reference(self) -> str:
        return REFERENCE[self.ref_kind]


def newest(project_id: int, f: OutcomeFilter, most: int) -> list[Listed]:
    """The newest outcomes, their versions that hold and those not yet worked on."""
    return list(_listed(project_id, f, most))


def _listed(project_id: int, f: OutcomeFilter, most: int) -> Iterator[Listed]:
    pieces = sql.fragments("workflows", "outcome_conditions")
    names = [name for name in ("workflow", "status", "source", "q", "unattributed") if getattr(f, name)]
    params: dict[str, Any] = {
        "project_id": project_id,
        "first": f.first,
        "last": f.last,
        "most": most,
        "workflow": f.workflow,
        "status": f.status,
        "source": f.source,
        "q": f.q,
    }
    for *row, value in sql.tuples(
        "workflows", "outcomes_newest", params, conditions="\n".join(pieces[name] for name in names)
    ):
        row.append(None if value is None else int(value))
        yield Listed(*row)


@dataclass(frozen=True, slots=True)
class Sums:
    outcomes: int
    successes: int
    failures: int
    unattributed: int
    pending: int
    value_nanousd: int | None
    without_rate: int  # told in a currency that we have no rate for


def sums(project_id: int, f: OutcomeFilter) -> Sums:
    """Over the outcomes of a period that hold, and of one workflow where the filter names one."""
    params = {"project_id": project_id, "first": f.first, "last": f.last, "workflow": f.workflow}
    [row] = sql.tuples("workflows", "outcome_sums", params)
    *counts, value, without = row
    counts += [None if value is None else int(value), without]
    return Sums(*counts)


@dataclass(frozen=True, slots=True)
class Seen:
    runs: int
    last: datetime


def runs_seen(project_id: int, first: datetime) -> dict[str, Seen]:
    """Runs of each workflow since a time, from roll-ups, and the hour or minute of the last."""
    found = sql.tuples("workflows", "runs_seen", {"project_id": project_id, "first": first})
    return {workflow: Seen(runs, last) for workflow, runs, last in found}


@dataclass(frozen=True, slots=True)
class Line:
    """A workflow with its runs, those of what was merged into it too."""

    workflow: Workflow
    runs: int
    last: datetime | None


def with_runs(workflow: Workflow, seen: dict[str, Seen]) -> Line:
    found = [seen[key] for key in (workflow.key, *(each.key for each in workflow.merged.all())) if key in seen]
    return Line(workflow, sum(each.runs for each in found), max((each.last for each in found), default=None))
