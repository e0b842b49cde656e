"""Sums and bars over every trace of a filter: from roll-ups where they know the filter, else from the traces.

Roll-ups are read for whole hours and minutes without a mark, the traces themselves for the rest, so sums are exact as
of now; percentiles are then within 1 %. Other filters may match more traces than can be read while somebody waits: then
the newest of the period are, and the answer says so.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from aiops.core import sql
from aiops.core.stats import log_buckets
from traces.store import plans
from traces.store.filters import Where, piece, where
from traces.store.limits import bounded
from traces.store.times import when
from traces.types import Bar, Sums, Totals, TraceFilter

FEW = 50_000  # traces that are sooner added up than looked up in roll-ups
FOUND = 20_000  # matching traces up to which an index finds them soon enough
COUNTED = 150_000  # matching traces that are added up, where the index over time tells all
READ = 30_000  # traces that are read to test them, where it does not
STATUSES = ("ok", "error", "unset")
ROLLED_UP = frozenset({"workflow", "status", "not_failed"})  # what roll-ups of traces know
Row = tuple[Any, ...]


def totals(project_id: int, f: TraceFilter) -> Totals:
    """The sums alone. Raises ApiError 422: too slow."""
    return sums(project_id, f, 1).totals


def histogram(project_id: int, f: TraceFilter, bars: int) -> list[Bar]:
    """The bars alone. Raises ApiError 422: too slow."""
    return list(sums(project_id, f, bars).bars)


def sums(project_id: int, f: TraceFilter, bars: int) -> Sums:
    """Sums over the filter's traces, whatever page is shown, and equal bars over its period; the last may be shorter.

    Empty bars are there too. Raises ApiError 422: too slow.
    """
    conditions, as_of_ns = where(project_id, f), time.time_ns()
    edges = _edges(f, bars)
    params = conditions.params | {"from_ns": f.from_ns, "width_ns": edges[1] - edges[0]}
    with bounded(whole_tables=False):
        in_period = plans.expected(conditions.params)
        if ROLLED_UP.issuperset(conditions.names) and in_period > FEW:
            cuts = {"edges": [when(edge) for edge in edges], **_histograms(conditions)}
            return _sums(edges, _rolled_up(conditions, params | cuts), as_of_ns)
        found = _found(conditions, params)
        if found is not None:
            return _sums(edges, found, as_of_ns)
        most = COUNTED if conditions.covered else READ
        (candidates, since_ns, *_), *found = _sifted(conditions, params | {"most": most})
    counted = _sums(edges, found, as_of_ns)
    if candidates < most:
        return counted
    return replace(counted, totals=replace(counted.totals, newest=candidates, since_ns=since_ns))


def _found(conditions: Where, params: dict[str, Any]) -> list[Row] | None:
    """By the indexes; None where there are more than they find soon enough, or the planner guessed wrong."""
    way = plans.best(conditions, FOUND)
    if way.expected is None:
        return None
    found = sql.tuples("traces", "traces_scan", params | {"most": FOUND + 1}, **way.parts)
    return found if sum(row[1] for row in found) <= FOUND else None


def _sifted(conditions: Where, params: dict[str, Any]) -> list[Row]:
    tested = "" if conditions.covered else piece("tested")
    parts = {"cover": conditions.cover, "tested": tested, "test": conditions.test}
    return sql.tuples("traces", "traces_sifted", params, **parts)


def _edges(f: TraceFilter, bars: int) -> list[int]:
    width_ns = max(1, -(-(f.to_ns - f.from_ns) // bars))
    return [*range(f.from_ns, f.to_ns, width_ns), f.to_ns]


def _histograms(conditions: Where) -> dict[str, Any]:
    """Which histograms of durations together hold the filter's traces."""
    statuses: Sequence[str] = STATUSES
    if "not_failed" in conditions.names:
        statuses = [status for status in STATUSES if status != "error"]
    elif "status" in conditions.names:
        statuses = [conditions.params["status"]]
    if "workflow" not in conditions.names:
        return {"measure": "status_duration_ns", "histograms": list(statuses)}
    workflow = conditions.params["workflow"]
    return {"measure": "trace_duration_ns", "histograms": [f"{status} {workflow}" for status in statuses]}


def _rolled_up(conditions: Where, params: dict[str, Any]) -> list[Row]:
    found = sql.tuples("traces", "traces_sums", params, conditions=conditions.cover)
    return [(*row, [round(log_buckets.value_of(each)) for each in lasting]) for *row, lasting in found]


def _sums(edges: Sequence[int], found: Sequence[Row], as_of_ns: int) -> Sums:
    """From (place, traces, failed, input, output, cost, unpriced, percentiles) of each bar that has traces."""
    _, traces, failed, inputs, outputs, costs, unpriced, lasting = zip(*found, strict=True) if found else [()] * 8
    p50_ns, p95_ns = lasting[0] if lasting else (None, None)
    priced = [cost for cost in costs if cost is not None]
    cost_nanousd = sum(priced) if priced else None
    counts = {place: (n, bad) for place, n, bad, *_ in found}
    return Sums(
        Totals(
            sum(traces), sum(failed), p50_ns, p95_ns, sum(inputs), sum(outputs), cost_nanousd, sum(unpriced), as_of_ns
        ),
        tuple(
            Bar(start_ns, end_ns, *counts.get(place, (0, 0)))
            for place, (start_ns, end_ns) in enumerate(pairwise(edges))
        ),
    )
