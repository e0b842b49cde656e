"""What budgets are held against: days and hours of a project, of one of its workflows, models or keys, or a user."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from aiops.core import sql
from aiops.core.periods import Period, midnight_of
from costs.analysis.budgets import Spent, Standing, standing, window
from costs.analysis.cells import CALLS, COST, Cell, dearest
from costs.analysis.forecast import HISTORY_DAYS
from costs.models import Budget
from costs.store import days, keys
from costs.store.days import Span


class Ledger:
    """Reads each stretch of days once, however many budgets ask for it."""

    def __init__(self, project_id: int, now: datetime, zone: tzinfo) -> None:
        self.project_id, self.now, self.zone = project_id, now, zone
        self.today = midnight_of(now, zone)
        self._read: dict[tuple[datetime, datetime], tuple[list[Span], list[Cell]]] = {}

    def standing(self, budget: Budget) -> Standing:
        found = window(budget.length, self.now, self.zone)
        since = found.start if found.rolling else min(found.start, self.today - timedelta(days=HISTORY_DAYS))
        spans, costs, unpriced = self._days(budget, Period(since, self.now.astimezone(self.zone)))
        inside = [at for at, (start, _) in enumerate(spans) if start >= found.start]
        whole = [at for at, (_, end) in enumerate(spans) if end <= self.today]
        spent = Spent(
            days=[spans[at][0].date() for at in whole],
            costs=[costs[at] for at in whole],
            now=sum(costs[at] for at in inside),
            unpriced=sum(unpriced[at] for at in inside),
        )
        return standing(found, spent, self.today.date())

    def _days(self, budget: Budget, period: Period) -> tuple[list[Span], list[int], list[int]]:
        """By day: what was spent, and calls without a price."""
        if budget.scope == Budget.Scope.USER:
            return self._of_user(budget.value, days.spans_of(period))
        if budget.scope == Budget.Scope.KEY:
            spans = days.spans_of(period)
            return spans, *keys.by_day(self.project_id, budget.value, spans)
        spans, cells = self._cells(period)
        costs, unpriced = [0] * len(spans), [0] * len(spans)
        for cell in cells:
            if budget.scope == Budget.Scope.PROJECT or getattr(cell.key, budget.scope) == budget.value:
                _add(costs if cell.key.cost_source else unpriced, cell, COST if cell.key.cost_source else CALLS)
        return spans, costs, unpriced

    def _cells(self, period: Period) -> tuple[list[Span], list[Cell]]:
        key = (period.start, period.end)
        if key not in self._read:
            spans = days.spans_of(period)
            self._read[key] = spans, days.read(self.project_id, spans)
        return self._read[key]

    def _of_user(self, value: str, spans: list[Span]) -> tuple[list[Span], list[int], list[int]]:
        params = days.placed(self.project_id, spans) | {"dimension": "user", "value": value}
        costs, unpriced = [0] * len(spans), [0] * len(spans)
        for day, cost, calls in sql.tuples("costs", "payer_days", params):
            costs[day - 1], unpriced[day - 1] = cost, calls
        return spans, costs, unpriced


def _add(sums: list[int], cell: Cell, column: int) -> None:
    for day, amount in zip(cell.days.tolist(), cell.figures[:, column].tolist(), strict=True):
        sums[day] += amount


def keep(budget: Budget, found: Standing, now: datetime) -> None:
    """How it stands, for pages."""
    coming = found.expected
    Budget.objects.filter(pk=budget.pk).update(
        as_of=now,
        window_start=found.window.start,
        spent_nanousd=found.spent,
        unpriced_calls=found.unpriced,
        expected_nanousd=coming and coming.value,
        expected_low_nanousd=coming and coming.low,
        expected_high_nanousd=coming and coming.high,
    )


def at_least(project_id: int, budgets: Sequence[Budget]) -> set[int]:
    """Those whose window holds something of (other), in which their own name may be, or calls from before keys
    were kept: they know a part of it alone."""
    named = [each for each in budgets if each.scope != Budget.Scope.PROJECT and each.window_start]
    if not named:
        return set()
    since = min(each.window_start for each in named if each.window_start)
    last = dict(sql.tuples("costs", "others_last", {"project_id": project_id, "since": since}))
    return {each.pk for each in named if _is_since(last.get(each.scope), each.window_start)}


def _is_since(last: datetime | None, start: datetime | None) -> bool:
    return last is not None and start is not None and last >= start


def names(project_id: int, now: datetime, *scopes: str) -> list[str]:
    """Workflows, models or both of the last four weeks, of each the dearest first."""
    cells = days.read(project_id, days.spans_of(Period(now - timedelta(days=HISTORY_DAYS), now)))
    return [name for scope in scopes for name in dearest(cells, scope) if name != "(other)"]
