"""What the running month has cost, and will have cost."""

from datetime import datetime, timedelta, tzinfo

from aiops.core.periods import Period
from costs.analysis.cells import COST
from costs.analysis.forecast import HISTORY_DAYS, Forecast, of_window
from costs.store import days, spend


def forecast(project_id: int, now: datetime, zone: tzinfo, workflow: str = "") -> Forecast | None:
    """At the end of the month that runs; None where nothing is known to tell it from."""
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    first = today.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    since = min(first, today - timedelta(days=HISTORY_DAYS))
    spans = days.spans_of(Period(since, today))
    costs = [0] * len(spans)
    for cell in spend.cells(project_id, spans, workflow):
        for day, cost in zip(cell.days.tolist(), cell.figures[:, COST].tolist(), strict=True):
            costs[day] += cost
    return of_window([start.date() for start, _ in spans], costs, first.date(), today.date(), following.date())
