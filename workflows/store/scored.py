"""Scores beside what came of their runs."""

from collections import defaultdict
from collections.abc import Sequence

from aiops.core import sql
from aiops.core.periods import Period
from workflows.analysis.quality import Rated

MOST = 20_000


def by_name(project_id: int, period: Period, names: Sequence[str], silence: str) -> dict[str, list[Rated]]:
    """The newest of a matured period, by evaluator. A run without an outcome is what silence means."""
    params = {
        "project_id": project_id, "first": period.start, "last": period.end, "names": list(names),
        "silence": silence, "most": MOST,
    }  # fmt: skip
    found: dict[str, list[Rated]] = defaultdict(list)
    for name, value, outcome, who in sql.tuples("workflows", "scored_runs", params):
        good = outcome == "success" or (outcome is None and silence == "success")
        found[name].append(Rated(value, good, who))
    return found
