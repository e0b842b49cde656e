"""What the running month has cost, and will have cost."""

from datetime import datetime, timedelta, tzinfo

from aiops.core.periods import Period
from costs.analysis.cells import COST
from costs.analysis.forecast import Forecast
from costs.analysis.forecast import forecast as expected
from costs.store import days, spend

WEEKS = 28  # days that the coming ones are told from


def forecast(project_id: int, now: datetime, zone: tzinfo, workflow: str = "") -> Forecast | None:
    """At the end of the month that runs; None where nothing is known to tell it from."""
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    first = today.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    since = min(first, today - timedelta(days=WEEKS))
    spans = days.spans_of(Period(since, today))
    costs = [0] * len(spans)
    for cell in spend.cells(project_id, spans, workflow):
        for day, cost in zip(cell.days.tolist(), cell.figures[:, COST].tolist(), strict=True):
            costs[day] += cost
    known = next((at for at, cost in enumerate(costs) if cost), len(costs))  # since the first call ever
    dates = [start.date() for start, _ in spans]
    spent = sum(cost for day, cost in zip(dates, costs, strict=True) if day >= first.date())
    recent = max(known, len(spans) - WEEKS)
    ahead = [start.date() for start, _ in days.spans_of(Period(today, following))]
    return expected(spent, dates[recent:], costs[recent:], ahead)
