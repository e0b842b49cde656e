"""What came of traces and runs, as an app above knows it: the columns that traces keeps for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiops.core import sql
from traces.store import marks
from traces.store.times import ns_of


def replace(project_id: int, traces: Sequence[dict[str, Any]], runs: Sequence[dict[str, Any]]) -> None:
    """Says what came of these traces (trace_id in hex, outcome, value_nanousd) and of all their runs.

    A run that is not among `runs` (trace_id, run_id, outcome, successes, failures, value_nanousd, minutes_saved,
    human_minutes; figures as decimal text) has no outcome any more. The roll-ups follow.
    """
    params = {"project_id": project_id, "traces": sql.as_json(traces), "runs": sql.as_json(runs)}
    sql.execute("traces", "outcomes_of_traces", params)
    starts: list[tuple[datetime]] = sql.tuples("traces", "outcomes_of_runs", params)
    marks.add(project_id, "run", [ns_of(start) for (start,) in starts])
