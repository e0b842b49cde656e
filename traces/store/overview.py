"""What the overview draws, from roll-ups alone."""

from collections.abc import Sequence
from typing import Any

from aiops.core import sql
from traces.analysis.overview import Percentiles, Share, percentiles, shares
from traces.store.limits import bounded
from traces.store.times import when

STATEMENTS = {"workflow": "overview_runs", "model": "overview_calls"}


def by(project_id: int, dimension: str, edges_ns: Sequence[int], most: int) -> list[Share]:
    """Runs by workflow, or model calls by model. Raises ApiError 422: too slow."""
    with bounded():
        rows = sql.tuples("traces", STATEMENTS[dimension], _params(project_id, edges_ns))
    return shares(rows, len(edges_ns) - 1, most)


def durations(project_id: int, edges_ns: Sequence[int]) -> Percentiles:
    with bounded():
        rows = sql.tuples("traces", "overview_durations", _params(project_id, edges_ns))
    return percentiles(rows, len(edges_ns) - 1)


def _params(project_id: int, edges_ns: Sequence[int]) -> dict[str, Any]:
    edges = [when(each) for each in edges_ns]
    return {"project_id": project_id, "edges": edges, "first": edges[0], "last": edges[-1]}
