"""What waits to be credited: outcomes that came, outcomes to be looked at again, traces whose credits changed."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson

from aiops.core import sql

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)
Key = tuple[str, str]  # source, outcome_id
STATEMENTS = {"credited": "recheck_by_trace", "workflow": "recheck_by_workflow"}


class Recheck(NamedTuple):
    """Outcomes to be looked at again: those behind (first, after_source, after_id) in order of time, up to `last`."""

    kind: str
    ref: str
    first: datetime
    after_source: str
    after_id: str
    last: datetime


def waits(project_id: int) -> bool:
    """Whether there is anything to do."""
    return bool(sql.tuples("workflows", "outcomes_wait", {"project_id": project_id})[0][0])


def credited_anew(project_id: int, names: Sequence[str]) -> bool:
    """Whether outcomes that name these workflows are still to be looked at again, as a definition changed."""
    return bool(sql.tuples("workflows", "credited_anew", {"project_id": project_id, "names": list(names)})[0][0])


def pending(project_id: int, most: int) -> list[tuple[str, str, int]]:
    """(source, outcome_id, version) of outcomes that came, the first come first."""
    return sql.tuples("workflows", "pending_outcomes", {"project_id": project_id, "most": most})


def to_look_at(project_id: int, most: int, at_once: int) -> set[Key]:
    """The next outcomes to be looked at again. Each of `most` rechecks gets its share; what is left of it waits on."""
    taken = sql.tuples("workflows", "take_rechecks", {"project_id": project_id, "most": most})
    asked = merged(Recheck(*row) for row in taken)
    share = max(at_once // max(len(asked), 1), 1)
    found: set[Key] = set()
    for statement in {STATEMENTS.get(each.kind, "recheck_by_ref") for each in asked}:
        of_it = [each for each in asked if STATEMENTS.get(each.kind, "recheck_by_ref") == statement]
        found |= _slices(project_id, statement, of_it, share)
    return found


def merged(rechecks: Iterable[Recheck]) -> list[Recheck]:
    """One for each reference: from the first place at which one stands to the last time any looks at."""
    by_ref: dict[tuple[str, str], Recheck] = {}
    for each in rechecks:
        other = by_ref.get((each.kind, each.ref), each)
        first = min(each[2:5], other[2:5])
        by_ref[each.kind, each.ref] = Recheck(each.kind, each.ref, *first, max(each.last, other.last))
    return list(by_ref.values())


def _slices(project_id: int, statement: str, asked: Sequence[Recheck], share: int) -> set[Key]:
    rows = [{"n": place, **each._asdict()} for place, each in enumerate(asked)]
    params = {"project_id": project_id, "asked": orjson.dumps(rows).decode(), "share": share}
    seen: list[list[tuple[str, str, datetime]]] = [[] for _ in asked]
    for place, source, outcome_id, occurred_at in sql.tuples("workflows", statement, params):
        seen[place].append((source, outcome_id, occurred_at))
    rest = []
    for each, outcomes in zip(asked, seen, strict=True):
        if len(outcomes) == share:
            source, outcome_id, at = outcomes[-1]
            rest.append(each._replace(first=at, after_source=source, after_id=outcome_id))
    add(project_id, rest)
    return {(source, outcome_id) for outcomes in seen for source, outcome_id, _ in outcomes}


def add(project_id: int, rechecks: Sequence[Recheck]) -> None:
    if rechecks:
        rows = orjson.dumps([each._asdict() for each in rechecks]).decode()
        sql.execute("workflows", "add_rechecks", {"project_id": project_id, "rows": rows})


def recheck_workflow(project_id: int, names: Iterable[str]) -> None:
    """All outcomes that name one of these workflows are credited anew: what it says of them changed."""
    add(project_id, [Recheck("workflow", name, EPOCH, "", "", ALWAYS) for name in names])


def recheck_runs(project_id: int, runs: Sequence[dict[str, Any]], window_days: int) -> None:
    """Outcomes that may be about these runs, just settled, or were credited to their traces, are looked at again."""
    fields = ("trace_id", "run_id", "session", "business_key", "start_ns")
    rows = orjson.dumps([{name: run[name] for name in fields} for run in runs]).decode()
    sql.execute("workflows", "recheck_runs", {"project_id": project_id, "runs": rows, "days": window_days})


def changed(project_id: int, trace_ids: Sequence[str]) -> None:
    """The summaries of these traces (ids in hex) are to follow."""
    sql.execute("workflows", "add_changed", {"project_id": project_id, "trace_ids": list(trace_ids)})


def take_changed(project_id: int, most: int) -> list[str]:
    """Ids in hex of traces whose summaries are to follow."""
    found = sql.tuples("workflows", "take_changed", {"project_id": project_id, "most": most})
    return [trace_id for (trace_id,) in found]
