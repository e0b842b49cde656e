"""Failing and good traces of a time: their numbers from roll-ups where those know them, and the traces themselves."""

import uuid
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import orjson

from aiops.core import sql
from traces.store.limits import bounded
from traces.store.times import when
from traces.types import Cohort, CohortBar, CohortRun, Success

MOST_FAILING = 20_000  # the newest
MOST_GOOD = 40_000  # a sample by trace id, which is random
FULL = 2**128 - 1


def bars(
    project_id: int, success: Success, workflow: str, edges_ns: Sequence[int], threshold: int | None = None
) -> Cohort:
    """How many failed when, and of what, without the traces: between the first edge and the last.

    `threshold` is that of the time which this one is compared with. Raises ApiError 422: too slow.
    """
    params = _params(project_id, success, workflow, edges_ns[0], edges_ns[-1])
    more = _piece("workflow") if workflow else ""
    edges = [when(edge) for edge in edges_ns]
    with bounded():
        threshold = params["threshold"] = _threshold(success, params, more) if threshold is None else threshold
        if success.measure == "no_error":
            found = sql.tuples("traces", "cohort_bars_rolled", params | {"edges": edges}, more=more)
        else:
            sides = {side: _piece(f"{success.measure}_{side}") for side in ("failing", "good")}
            found = sql.tuples("traces", "cohort_bars", params | {"edges": edges}, more=more, **sides)
        counted = {place: (runs, failing) for place, runs, failing in found}
        made = tuple(
            CohortBar(start, end, *counted.get(place, (0, 0))) for place, (start, end) in enumerate(pairwise(edges_ns))
        )
        findings = sql.tuples("traces", "finding_counts", params, more=more)
    failing = sum(bar.failing for bar in made)
    good = max(sum(bar.runs for bar in made) - failing, 0)
    return Cohort(success, failing, good, (), made, tuple(findings), threshold)


def runs(project_id: int, workflow: str, from_ns: int, to_ns: int, of: Cohort) -> Cohort:
    """The same with its traces: failing ones, and a sample of the good ones. Raises ApiError 422: too slow."""
    params = _params(project_id, of.success, workflow, from_ns, to_ns) | {"threshold": of.threshold}
    more = _piece("workflow") if workflow else ""
    measure = of.success.measure
    with bounded():
        failing = _side(params | {"most": MOST_FAILING}, _piece(f"{measure}_failing"), more, failing=True)
        good = _good(params, _piece(f"{measure}_good"), more, of.good)
    # Roll-ups follow some seconds later: there are never fewer than were read.
    return Cohort(
        of.success, max(of.failing, len(failing)), max(of.good, len(good)), (*failing, *good), of.bars, of.findings,
        of.threshold,
    )  # fmt: skip


def _good(params: dict[str, Any], side: str, more: str, expected: int) -> list[CohortRun]:
    """Trace ids are random, so those under a bound are a sample; where they are not, the newest stand in."""
    if expected > MOST_GOOD:
        bound = uuid.UUID(int=FULL * MOST_GOOD // expected)
        found = _side(
            params | {"most": 2 * MOST_GOOD, "up_to": bound}, side, f"{more} {_piece('sampled')}", failing=False
        )
        if len(found) > MOST_GOOD // 2:
            return found
    return _side(params | {"most": MOST_GOOD}, side, more, failing=False)


def _side(params: dict[str, Any], side: str, more: str, *, failing: bool) -> list[CohortRun]:
    return [_run(row, failing=failing) for row in sql.tuples("traces", "cohort_runs", params, side=side, more=more)]


def _run(row: tuple[Any, ...], *, failing: bool) -> CohortRun:
    trace_id, *middle, tags, traits, documents, failure = row
    return CohortRun._make(
        (
            trace_id.bytes,
            failing,
            *middle,
            orjson.loads(tags) if tags else {},
            traits or (),
            documents or (),
            failure or (),
        )
    )


def _threshold(success: Success, params: dict[str, Any], more: str) -> int | None:
    """None where there is none, or nothing to take it from; then no trace is over it."""
    if success.measure not in {"fast", "cheap"}:
        return None
    [(found,)] = sql.tuples("traces", "cohort_threshold", params, value=_piece(f"{success.measure}_value"), more=more)
    return None if found is None else int(found)


def _params(project_id: int, success: Success, workflow: str, from_ns: int, to_ns: int) -> dict[str, Any]:
    return {
        "project_id": project_id,
        "workflow": workflow,
        "from_time": when(from_ns),
        "to_time": when(to_ns),
        "score": success.score,
        "least": success.least,
        "threshold": None,
    }


def _piece(name: str) -> str:
    return sql.fragments("traces", "cohort_conditions")[name]
