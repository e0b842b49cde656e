"""Which way to the traces of a filter is the cheaper one, by the planner's own estimates: about a millisecond each."""

from typing import Any

import orjson

from aiops.core import sql
from traces.store.filters import Where

COVERED = frozenset({"workflow", "status", "not_failed", "min_duration_ms"})  # what the index trace_newest can test
MANY = 100_000  # matching traces from which on testing each beats looking them up


def expected(params: dict[str, Any], conditions: str = "") -> int:
    """How many traces of the period the planner expects to match."""
    [(plan,)] = sql.tuples("traces", "traces_estimate", params, conditions=conditions)
    parsed = orjson.loads(plan) if isinstance(plan, str) else plan
    return int(parsed[0]["Plan"]["Plan Rows"])


def more_than(many: int, conditions: Where) -> bool:
    """Whether more traces of the period match. Searches are counted, for the planner only guesses at them."""
    if "q" not in conditions.names:
        return expected(conditions.params, conditions.find) > many
    params = conditions.params | {"most": many + 1}
    [(found,)] = sql.tuples("traces", "traces_counted", params, conditions=conditions.find)
    return int(found) > many


def ways(conditions: Where, many: int = MANY) -> dict[str, str]:
    """The conditions as parts of a statement: to `find` traces by indexes, or to `test` each one of the period."""
    if conditions.findable and expected(conditions.params, conditions.find) <= many:
        return {"find": conditions.find, "test": ""}
    return {"find": "", "test": conditions.test}


def covered(conditions: Where) -> bool:
    """Whether the index over time knows all that is asked."""
    return COVERED.issuperset(conditions.names)
