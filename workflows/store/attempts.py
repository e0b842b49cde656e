"""Attempts as rows, and their money on the run: reserved before, booked after, uncertain when nobody knows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from aiops.core import sql
from workflows.policies.calls import LeaseLost
from workflows.store import spending
from workflows.store.runs import Lease


def start(lease: Lease, step_key: str, rung: str, reserved_nanousd: int, attributes: Mapping[str, Any]) -> int:
    """Raises LeaseLost."""
    params = {
        **lease.params,
        "step_key": step_key,
        "rung": rung[:100],
        "reserved_nanousd": reserved_nanousd,
        "attributes": _json(attributes),
    }
    found = sql.prepared("workflows", "attempt_reserve" if reserved_nanousd else "attempt_start", params)
    if not found:
        raise LeaseLost
    return int(found[0][0])


def end(  # noqa: PLR0913, PLR0917
    lease: Lease,
    attempt_id: int,
    outcome: str,
    cost_nanousd: int | None,
    attributes: Mapping[str, Any],
    error_type: str,
) -> None:
    """Raises LeaseLost when the attempt counted as lost meanwhile; what it cost is booked all the same."""
    params = {
        **lease.params,
        "attempt_id": attempt_id,
        "outcome": outcome,
        "cost_nanousd": cost_nanousd,
        "attributes": _json(attributes),
        "error_type": error_type[:200],
    }
    if not sql.prepared("workflows", "attempt_end", params)[0][0]:
        with transaction.atomic():
            sql.execute("workflows", "attempt_fence", params)
            spending.settle(lease.project_id, attempt_id, cost_nanousd)
        raise LeaseLost


def lose(project_id: int, run_id: UUID, fence: int) -> None:
    """Ends what earlier leases of the run left open; what it reserved of a budget is uncertain now."""
    params = {"project_id": project_id, "run_id": run_id, "fence": fence}
    with transaction.atomic():
        lost = sql.tuples("workflows", "attempts_lose", params)
        if lost:
            spending.lose(project_id, [attempt_id for (attempt_id,) in lost])


def before(project_id: int, run_id: UUID) -> dict[str, tuple[int, int]]:
    """How often each step of a run was tried, and how many of these were lost."""
    found = sql.tuples("workflows", "attempts_before", {"project_id": project_id, "run_id": run_id})
    return {key: (tried, lost) for key, tried, lost in found}


def _json(attributes: Mapping[str, Any]) -> str:
    return sql.as_json([attributes])[1:-1] if attributes else "{}"
