"""Which runs outcomes are about, by what each says of its run; and why some are about none."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple

import orjson

from aiops.core import sql
from workflows.analysis.reasons import Nearest, reason
from workflows.store.credited import Outcome
from workflows.store.definitions import Terms

MOST_RUNS = 100  # that share one outcome; of more the last ones
HEX = frozenset("0123456789abcdef")
Asked = tuple[Outcome, Terms]
Key = tuple[str, str]


class RunRef(NamedTuple):
    trace_id: str  # hex
    run_id: str


def runs(project_id: int, asked: Sequence[Asked]) -> dict[Key, list[RunRef]]:
    """The runs that share each outcome, as the credit rule of its workflow says; outcomes without one are left out.

    A run that failed is credited only where no run succeeded, and either the outcome names that very run or trace, or
    it is itself a failure.
    """
    found: dict[Key, list[RunRef]] = {}
    _find_each(project_id, asked, "succeeded", found)
    exact = [pair for pair in asked if pair[0].key not in found and _takes_failed(pair[0])]
    _find_each(project_id, exact, "failed", found)
    return found


def _takes_failed(outcome: Outcome) -> bool:
    return outcome.ref_kind in {"run_id", "trace_id"} or outcome.status == "failure"


def _find_each(project_id: int, asked: Sequence[Asked], status: str, found: dict[Key, list[RunRef]]) -> None:
    for group in _grouped(asked, lambda pair: (_piece(pair[0]), pair[1].credit)):
        params = {"project_id": project_id, "most": _most(group), "asked": _json(group)}
        for n, trace_id, run_id, _ in sql.tuples("workflows", "candidate_runs", params, **_parts(group, status)):
            found.setdefault(group[n][0].key, []).append(RunRef(trace_id, run_id))


def _parts(group: Sequence[Asked], status: str) -> dict[str, str]:
    pieces = sql.fragments("workflows", "run_references")
    direction = "ASC" if group[0][1].credit == "first" else "DESC"
    return {"find": pieces[_piece(group[0][0])], "status": pieces[status], "direction": direction}


def _most(group: Sequence[Asked]) -> int:
    return MOST_RUNS if group[0][1].credit == "equal" else 1


def _piece(outcome: Outcome) -> str:
    """A run without a name of its own has that of its trace, and is found by the trace's key."""
    if outcome.ref_kind == "run_id" and len(outcome.ref) == 32 and set(outcome.ref) <= HEX:
        return "whole_trace"
    return outcome.ref_kind


def _grouped(asked: Sequence[Asked], by: Callable[[Asked], tuple[str, ...]]) -> list[list[Asked]]:
    groups: dict[tuple[str, ...], list[Asked]] = {}
    for pair in asked:
        groups.setdefault(by(pair), []).append(pair)
    return list(groups.values())


def _json(group: Sequence[Asked]) -> str:
    rows = [
        {
            "n": n,
            "ref": outcome.ref,
            "first": outcome.occurred_at - timedelta(days=terms.window_days),
            "last": outcome.occurred_at,
            "names": terms.names,
        }
        for n, (outcome, terms) in enumerate(group)
    ]
    return orjson.dumps(rows).decode()


def reasons(project_id: int, asked: Sequence[Asked]) -> dict[Key, str]:
    """Why no run is credited for each of these."""
    pieces, said = sql.fragments("workflows", "run_references"), {}
    for group in _grouped(asked, lambda pair: (_piece(pair[0]),)):
        params = {"project_id": project_id, "asked": _json(group)}
        found = sql.tuples("workflows", "nearest_run", params, find=pieces[_piece(group[0][0])])
        nearest = {n: Nearest(workflow, status, start) for n, workflow, status, start in found}
        for n, (outcome, terms) in enumerate(group):
            near = nearest.get(n)
            meant = near.workflow if near and near.workflow in terms.names else outcome.workflow
            said[outcome.key] = reason(outcome.ref_kind, outcome.occurred_at, terms.window_days, str(meant), near)
    return said
