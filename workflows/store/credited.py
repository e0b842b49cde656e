"""Outcomes as crediting reads them, and the credits it writes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from aiops.core import sql

Key = tuple[str, str]  # source, outcome_id


class Outcome(NamedTuple):
    """The version that holds of one outcome, in the order of sql/held_outcomes.sql."""

    source: str
    outcome_id: str
    version: int
    workflow: str
    ref_kind: str
    ref: str
    occurred_at: datetime
    status: str
    metric: str | None
    value: Decimal | None
    value_nanousd: int | None
    currency: str | None
    minutes_saved: Decimal | None
    human_minutes: Decimal | None

    @property
    def key(self) -> Key:
        return self.source, self.outcome_id


class Credit(NamedTuple):
    """What one run is credited with for one outcome, in the order of sql/credits_of.sql."""

    source: str
    outcome_id: str
    trace_id: str  # hex
    run_id: str
    share: Decimal
    value_nanousd: int | None
    minutes_saved: Decimal | None
    human_minutes: Decimal | None
    status: str
    metric: str | None
    occurred_at: datetime
    units: Decimal | None  # its share of what the definition says the worth of; None where the sender said the money
    amount: Decimal | None  # what the sender measured, in units of the metric


def held(project_id: int, keys: Iterable[Key]) -> list[Outcome]:
    """The highest version of each."""
    return [Outcome(*row) for row in sql.tuples("workflows", "held_outcomes", _params(project_id, keys))]


def of(project_id: int, keys: Iterable[Key]) -> dict[Key, set[Credit]]:
    found: dict[Key, set[Credit]] = {}
    for row in sql.tuples("workflows", "credits_of", _params(project_id, keys)):
        credit = Credit(*row)
        found.setdefault((credit.source, credit.outcome_id), set()).add(credit)
    return found


def replace(project_id: int, keys: Iterable[Key], given: Sequence[Credit]) -> None:
    """Puts these credits in the place of all that the outcomes had."""
    sql.execute("workflows", "delete_credits", _params(project_id, keys))
    if given:
        rows = sql.as_json([each._asdict() for each in given])
        sql.execute("workflows", "insert_credits", {"project_id": project_id, "rows": rows})


def release(project_id: int, top: Mapping[Key, int]) -> None:
    """Versions other than these hold no longer."""
    rows = [{"source": key[0], "outcome_id": key[1], "version": version} for key, version in top.items()]
    sql.execute("workflows", "release_outcomes", {"project_id": project_id, "keys": sql.as_json(rows)})


def mark(
    project_id: int, came: Sequence[tuple[str, str, int]], top: Mapping[Key, int], reasons: Mapping[Key, str | None]
) -> None:
    """These versions, and the highest of each outcome, are worked on."""
    versions = {*came, *((*key, version) for key, version in top.items())}
    rows = []
    for source, outcome_id, version in versions:
        holds = top.get((source, outcome_id)) == version
        rows.append(
            {
                "source": source,
                "outcome_id": outcome_id,
                "version": version,
                "holds": holds,
                "reason": reasons.get((source, outcome_id)) if holds else None,
            }
        )
    sql.execute("workflows", "mark_credited", {"project_id": project_id, "rows": sql.as_json(rows)})


def _params(project_id: int, keys: Iterable[Key]) -> dict[str, Any]:
    rows = [{"source": source, "outcome_id": outcome_id} for source, outcome_id in keys]
    return {"project_id": project_id, "keys": sql.as_json(rows)}
