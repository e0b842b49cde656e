"""Which way to the traces of a filter is the cheapest one, by the planner's own estimates: about a millisecond each."""

from dataclasses import dataclass
from typing import Any

import orjson

from aiops.core import sql
from traces.store.filters import Where


@dataclass(frozen=True, slots=True)
class Way:
    """The conditions as parts of a statement: what an index looks up, and what is tested.

    `expected`: how many traces the index will name; None where nothing is looked up.
    """

    find: str
    test: str
    expected: int | None = None

    def finds(self, most: int) -> bool:
        return self.expected is not None and self.expected <= most

    @property
    def parts(self) -> dict[str, str]:
        return {"find": self.find, "test": self.test}


def expected(params: dict[str, Any], conditions: str = "") -> int:
    """How many traces of the period the planner expects to match."""
    [(plan,)] = sql.tuples("traces", "traces_estimate", params, conditions=conditions)
    parsed = orjson.loads(plan) if isinstance(plan, str) else plan
    return int(parsed[0]["Plan"]["Plan Rows"])


def best(conditions: Where, many: int) -> Way:
    """Looks up what the fewest traces have, where they are no more than `many`; else tests each trace of the period.

    Only one of two indexes is asked: words that are looked up in none are compared as text, which costs a tenth of
    splitting them.
    """
    found = [conditions.found_by(way) for way in conditions.ways]
    ways = [Way(find, test, expected(conditions.params, find)) for find, test in found]
    fewest = min(ways, key=lambda way: way.expected or 0, default=None)
    return fewest if fewest is not None and fewest.finds(many) else Way("", conditions.test)
