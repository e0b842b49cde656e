"""Budgets on row-locked counters: reserved before a call, settled after it, uncertain when nobody knows.

`reserve` and `hold` belong into one transaction with the attempt's own row, so that what is reserved is always some
attempt's. A limit is never exceeded: spent + reserved + uncertain <= limit, whoever races.
"""

from collections.abc import Sequence

from aiops.core import sql
from workflows.models import SpendCounter
from workflows.policies.calls import Budget
from workflows.policies.money import Account

RUNS_KEPT_DAYS = 30


def key_of(project_id: int, workflow: str, run_id: str, budget: Budget) -> str:
    """Which counter: the run's, or the workflow's for today or this month by the database's clock."""
    if budget.per == "run":
        return f"run:{run_id}"
    day, month = sql.tuples("workflows", "spend_period", {"project_id": project_id})[0]
    return f"{budget.per}:{day if budget.per == 'day' else month}:{workflow}"


def reserve(project_id: int, key: str, limit: int, amount: int) -> bool:
    """Whether the amount fits; then it is reserved. Within the transaction of the attempt."""
    values = {"project_id": project_id, "key": key, "limit": limit, "amount": amount}
    return bool(sql.prepared("workflows", "spend_reserve", values))


def hold(project_id: int, key: str, attempt_id: int, amount: int) -> None:
    """Whose reservation it is. In the same transaction."""
    values = {"project_id": project_id, "key": key, "attempt_id": attempt_id, "amount": amount}
    sql.prepared("workflows", "spend_hold", values)


def refused(project_id: int, key: str, limit: int) -> None:
    sql.execute("workflows", "spend_refused", {"project_id": project_id, "key": key, "limit": limit})


def settle(project_id: int, attempt_id: int, cost: int | None) -> None:
    """The attempt's cost is known; None: it is not, and its reservation is uncertain from now on."""
    if cost is None:
        lose(project_id, [attempt_id])
    else:
        sql.prepared("workflows", "spend_settle", {"project_id": project_id, "attempt_id": attempt_id, "cost": cost})


def lose(project_id: int, attempt_ids: Sequence[int]) -> None:
    """Whoever made these attempts died. A late answer, or the provider's own ledger, may still `settle` them."""
    sql.execute("workflows", "spend_lose", {"project_id": project_id, "attempt_ids": list(attempt_ids)})


def account(project_id: int, key: str) -> Account | None:
    row = SpendCounter.objects.filter(project_id=project_id, key=key).first()
    if row is None:
        return None
    return Account(row.limit_nanousd, row.spent_nanousd, row.reserved_nanousd, row.uncertain_nanousd)


def expire() -> None:
    sql.execute("workflows", "spend_expire", {"days": RUNS_KEPT_DAYS})
