"""What costs has rolled up: calls by workflow, provider, model, tiers, price and who says what they cost."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from costs.store import days, prices
from traces.rollup.measures import Measure


def _bounds(project_id: int) -> dict[str, Any]:
    return {"context_bounds": prices.context_bounds(project_id)}


CALLS = Measure("span", "rollup_call", "rollup_call_fill", "rollup_call_fold", app="costs", more=_bounds)


def forget_days(project_id: int, hours: Sequence[datetime]) -> None:
    """Step after some hours were computed anew: days made of them are made anew when they are next needed."""
    days.forget(project_id, hours)
