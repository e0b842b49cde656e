"""How a budget is shown in a table. Pure: takes the row as it was kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from aiops.core import formats
from costs.analysis.budgets import LENGTHS

State = Literal["unknown", "ok", "near", "forecast", "over"]
WORDS = {
    "unknown": "Not looked at yet",
    "ok": "Within it",
    "near": "Nearly spent",
    "forecast": "Will not last",
    "over": "Spent",
}


@dataclass(frozen=True, slots=True)
class Line:
    budget: Any
    state: State
    share: str
    bar: int  # per cent, at most 100
    muted: bool
    at_least: bool = False  # some of it may stand under (other), or be from before keys were kept

    @property
    def words(self) -> str:
        return WORDS[self.state]

    @property
    def length(self) -> str:
        return LENGTHS[self.budget.length].title


def line(budget: Any, now: datetime, *, at_least: bool = False) -> Line:
    spent, limit = budget.spent_nanousd, budget.nanousd
    if spent is None:
        return Line(budget, "unknown", "", 0, budget.is_muted(now))
    state: State = "ok"
    expected = budget.expected_nanousd
    if spent >= limit:
        state = "over"
    elif expected is not None and budget.expected_high_nanousd is not None and expected >= limit:
        state = "forecast"
    elif budget.warn_percent and spent * 100 >= limit * budget.warn_percent:
        state = "near"
    return Line(
        budget, state, formats.percent(spent, limit), min(100, spent * 100 // limit), budget.is_muted(now), at_least
    )
