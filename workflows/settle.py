"""What workflows does when traces are settled: outcomes that may be about their runs are looked at again, and names of
workflows that were not seen before are noted."""

from collections.abc import Sequence
from typing import Any

from workflows.store import definitions, discovery, queue


def look_again(project_id: int, runs: Sequence[dict[str, Any]]) -> None:
    """In the transaction that writes the runs, so that an outcome is either credited afterwards or finds them."""
    if runs:
        queue.recheck_runs(project_id, runs, definitions.recent(project_id).longest_window_days)


def note_names(project_id: int, runs: Sequence[dict[str, Any]]) -> None:
    """So that a definition is made for each."""
    discovery.note(project_id, {run["workflow"] for run in runs if run["workflow"]})
