"""The days of what watches look at: every metric of every workflow or queue, and of all together."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from aiops.core import sql
from aiops.core.stats import log_buckets
from costs.analysis.cells import CALLS, COST, INPUT, OUTPUT, READ, RUNS
from costs.analysis.watching import PERCENTILES, Series
from costs.store import days
from costs.store.days import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Sums = dict[str, "Floats"]  # by subject: days x columns
# metric -> columns of its sums: over, under, and what is counted
OF_CALLS = {"cost_per_run": (0, 1, 1), "tokens_per_call": (2, 3, 3), "cache_share": (4, 5, 3)}
OF_RUNS = {"error_rate": (1, 0, 0), "latency": (2, 0, 0), "outcome_rate": (4, 3, 3)}
OF_QUEUES = {"queue_age": (1, 0, 0)}
OF_HISTOGRAMS = {"latency": "trace_duration_ns", "queue_age": "queue_wait_ns"}  # metric_p50 and so on


def read(project_id: int, spans: Sequence[Span], metrics: Sequence[str]) -> list[Series]:
    """Of these days, which stand in order."""
    found: list[Series] = []
    for columns, sums in ((OF_CALLS, _calls), (OF_RUNS, _runs), (OF_QUEUES, _queues)):
        wanted = [metric for metric in columns if metric in metrics]
        if wanted:
            of = sums(project_id, spans)
            found += [_series(each, subject, rows, columns[each]) for each in wanted for subject, rows in of.items()]
    for metric, measure in OF_HISTOGRAMS.items():
        places = [place for place, p in enumerate(PERCENTILES) if f"{metric}_{p}" in metrics]
        if places:
            found += _percentiles(project_id, spans, metric, measure, places)
    return found


def dates(spans: Sequence[Span]) -> list[date]:
    return [start.date() for start, _ in spans]


def _series(metric: str, subject: str, rows: "Floats", columns: tuple[int, int, int]) -> Series:
    over, under, units = (rows[:, column].tolist() for column in columns)
    values = [a / b if b else None for a, b in zip(over, under, strict=True)]
    return Series(metric, subject, values, [int(n) for n in units])


def _calls(project_id: int, spans: Sequence[Span]) -> Sums:
    """Cost (unknown ones left out), runs, tokens, calls, cached, input."""
    import numpy as np

    found: Sums = {}
    for cell in days.read(project_id, spans):
        figures = cell.figures
        row = np.stack(
            [
                figures[:, COST],
                figures[:, RUNS],
                figures[:, INPUT] + figures[:, OUTPUT],
                figures[:, CALLS],
                figures[:, READ],
                figures[:, INPUT],
            ],
            axis=1,
        )
        for subject in {cell.key.workflow, ""}:
            found.setdefault(subject, np.zeros((len(spans), 6)))[cell.days] += row
    return found


def _runs(project_id: int, spans: Sequence[Span]) -> Sums:
    return _rows("watch_runs", project_id, spans, 5)


def _queues(project_id: int, spans: Sequence[Span]) -> Sums:
    return _rows("watch_queues", project_id, spans, 2)


def _rows(statement: str, project_id: int, spans: Sequence[Span], width: int) -> Sums:
    import numpy as np

    found: Sums = {}
    for name, day, *sums in sql.tuples("costs", statement, days.placed(project_id, spans)):
        for subject in {name, ""}:
            found.setdefault(subject, np.zeros((len(spans), width)))[day - 1] += np.array(sums, dtype=float)
    return found


def _percentiles(
    project_id: int, spans: Sequence[Span], metric: str, measure: str, places: Sequence[int]
) -> list[Series]:
    """A series for each of PERCENTILES that `places` names, of each name of the measure and of all together."""
    params = days.placed(project_id, spans) | {"measure": measure}
    units: dict[str, list[int]] = {}
    values: dict[str, list[list[float | None]]] = {}
    for name, day, n, *buckets in sql.tuples("costs", "watch_percentiles", params):
        units.setdefault(name, [0] * len(spans))[day - 1] = n
        rows = values.setdefault(name, [[None] * len(spans) for _ in PERCENTILES])
        for place in places:
            rows[place][day - 1] = log_buckets.value_of(buckets[place])
    return [
        Series(f"{metric}_{PERCENTILES[place]}", name, rows[place], units[name])
        for name, rows in values.items()
        for place in places
    ]
