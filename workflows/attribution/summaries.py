"""What came of traces and their runs, added up from their credits and handed to traces, whose rows they are."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from aiops.core import sql
from traces.store import outcomes

Row = dict[str, Any]
SUMS = ("successes", "failures", "value_nanousd", "minutes_saved", "human_minutes")


def write(project_id: int, trace_ids: Sequence[str]) -> None:
    """Of these traces, ids in hex."""
    found = sql.tuples("workflows", "credit_sums", {"project_id": project_id, "trace_ids": list(trace_ids)})
    runs = [_run(row) for row in found]
    outcomes.replace(project_id, [_trace(each, runs) for each in trace_ids], [_as_text(run) for run in runs])


def _run(row: tuple[Any, ...]) -> Row:
    trace_id, run_id, *sums = row
    figures = dict(zip(SUMS, sums, strict=True))
    return {"trace_id": trace_id, "run_id": run_id, "outcome": verdict([figures]), **figures}


def _trace(trace_id: str, runs: Sequence[Row]) -> Row:
    of_it = [run for run in runs if run["trace_id"] == trace_id]
    values = [run["value_nanousd"] for run in of_it if run["value_nanousd"] is not None]
    return {
        "trace_id": trace_id,
        "outcome": verdict(of_it),
        "value_nanousd": f"{sum(values):f}" if values else None,
    }


def verdict(runs: Sequence[Row]) -> str | None:
    """success, failure, or mixed where there is some of both; None where there is none."""
    good, bad = any(run["successes"] for run in runs), any(run["failures"] for run in runs)
    if good and bad:
        return "mixed"
    return "success" if good else "failure" if bad else None


def _as_text(run: Row) -> Row:
    return {name: f"{value:f}" if isinstance(value, Decimal) else value for name, value in run.items()}
