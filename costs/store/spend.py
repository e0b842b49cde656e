"""Cost by workflow, model, provider, tier, step, release, prompt version or key, day by day: from roll-ups alone."""

from collections.abc import Sequence

from aiops.core import sql
from aiops.core.stats import log_buckets
from costs.analysis.cells import Cell
from costs.analysis.spend import MEASURES, OF_CALLS, Slice, of_cells
from costs.store import days, keys
from costs.store.days import Span
from traces.models import PromotedAttribute

OF_RUNS = {"release": "release", "prompt": "prompt_fingerprint"}
OF_TRACES = ("user", "session")
TAG = "tag:"
KEY = "key"
DIMENSIONS = ("model", "provider", "workflow", "step", "prompt", "release", "tier", KEY, *OF_TRACES)


def cells(project_id: int, spans: Sequence[Span], workflow: str) -> list[Cell]:
    """Everything of these days, of one workflow or all."""
    return [cell for cell in days.read(project_id, spans) if workflow in {"", cell.key.workflow}]


def is_of_traces(dimension: str) -> bool:
    """Whether traces have it, and calls by themselves do not: then it is known of all workflows together alone."""
    return dimension in OF_TRACES or dimension.startswith(TAG)


def tags(project_id: int) -> list[str]:
    """Dimensions that are tags of the project."""
    names = PromotedAttribute.objects.filter(project_id=project_id).values_list("tag", flat=True)
    return [f"{TAG}{name}" for name in sorted(set(names))]


def percentiles(project_id: int, spans: Sequence[Span], workflow: str) -> tuple[int, ...]:
    """What a run costs in nano-dollars: the median, then 9 of 10 cost less, 99 of 100 cost less. () without any."""
    params = days.placed(project_id, spans) | {"name": f"workflow {workflow}" if workflow else "all"}
    counts = dict(sql.tuples("costs", "run_costs", params))
    found = [log_buckets.quantile(counts, q) for q in (0.5, 0.9, 0.99)]
    return tuple(round(each) for each in found if each is not None)


def by(project_id: int, spans: Sequence[Span], found: Sequence[Cell], dimension: str, workflow: str) -> list[Slice]:
    """By one dimension of DIMENSIONS, or a tag; `found` is what cells() answered."""
    if dimension in OF_CALLS:
        return of_cells(found, len(spans), dimension)
    import numpy as np

    params = days.placed(project_id, spans) | {"workflow": workflow}
    if is_of_traces(dimension):
        rows = sql.tuples("costs", "spend_by_payer", params | {"dimension": dimension})
    elif dimension == KEY:
        rows = keys.spend(project_id, params)
    elif dimension in OF_RUNS:
        rows = sql.tuples("costs", "spend_by_run", params, dimension=OF_RUNS[dimension])
    else:
        rows = sql.tuples("costs", "spend_by_step", params)
    figures: dict[str, np.ndarray] = {}
    for value, day, *sums in rows:
        one = figures.setdefault(value, np.zeros((len(spans), len(MEASURES)), dtype=np.int64))
        one[day - 1] += np.array(sums, dtype=np.int64)
    return [Slice(value, each) for value, each in figures.items()]
