"""Cost by workflow, model, provider, tier, step, release or prompt version, day by day: from roll-ups alone."""

from collections.abc import Sequence

from aiops.core import sql
from costs.analysis.cells import Cell
from costs.analysis.spend import MEASURES, OF_CALLS, Slice, of_cells
from costs.store import days
from costs.store.days import Span

OF_RUNS = {"release": "release", "prompt": "prompt_fingerprint"}
DIMENSIONS = ("model", "provider", "workflow", "step", "prompt", "release", "tier")


def cells(project_id: int, spans: Sequence[Span], workflow: str) -> list[Cell]:
    """Everything of these days, of one workflow or all."""
    return [cell for cell in days.read(project_id, spans) if workflow in {"", cell.key.workflow}]


def by(project_id: int, spans: Sequence[Span], found: Sequence[Cell], dimension: str, workflow: str) -> list[Slice]:
    """By one dimension of DIMENSIONS; `found` is what cells() answered."""
    if dimension in OF_CALLS:
        return of_cells(found, len(spans), dimension)
    import numpy as np

    params = {"project_id": project_id, "workflow": workflow, "starts": [start for start, _ in spans]}
    params |= {"first": spans[0][0], "last": spans[-1][1]}
    if dimension in OF_RUNS:
        rows = sql.tuples("costs", "spend_by_run", params, dimension=OF_RUNS[dimension])
    else:
        rows = sql.tuples("costs", "spend_by_step", params)
    figures: dict[str, np.ndarray] = {}
    for value, day, *sums in rows:
        one = figures.setdefault(value, np.zeros((len(spans), len(MEASURES)), dtype=np.int64))
        one[day - 1] += np.array(sums, dtype=np.int64)
    return [Slice(value, each) for value, each in figures.items()]
