"""Batches with a provider, as rows: which go now, which are to be looked after, what became of their items."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from aiops.core import sql
from workflows.models import ProviderBatch
from workflows.policies.calls import LeaseLost
from workflows.store import attempts, batches, spending
from workflows.store.runs import Lease, Row, parsed

RUNG = "provider batch"
NAME = "provider:"  # how the batches of these slots begin, before the endpoint and the model
CLAIMED_S = 30 * 86_400.0  # nobody else asks for these items: the batch has a row of its own that is looked after
APP = "workflows"


def name(endpoint: str, model: str) -> str:
    return f"{NAME}{endpoint}:{model}"


def gather(most: int, most_bytes: int) -> int:
    """Makes a batch of each group of items whose time has come. How many batches."""
    made = 0
    for project_id, batch in sql.tuples(APP, "provider_batch_ready", {"most": most}):
        with transaction.atomic():
            nobody = batches.Item(project_id, batch, UUID(int=0).hex, "")
            together, claimed = batches.claim(nobody, most, CLAIMED_S, most_bytes)
            if claimed:
                provider = claimed[0].item["provider"]
                ProviderBatch.objects.create(id=together, project_id=project_id, provider=provider)
                made += 1
    return made


def due(again_s: float, most: int) -> list[Row]:
    """Batches to be looked after, by nobody else for `again_s`."""
    return sql.rows(APP, "provider_batch_due", {"again_s": again_s, "most": most})


def items(project_id: int, together: UUID) -> list[Row]:
    """Those that have no answer yet."""
    return parsed(sql.rows(APP, "provider_batch_items", {"project_id": project_id, "together": together}), "item")


def drop_unwanted(most: int) -> int:
    """Items of runs that ended before anybody was asked are failed, and their money is free, in one transaction."""
    with transaction.atomic():
        rows = parsed(sql.rows(APP, "provider_batch_unwanted", {"most": most}), "item")
        for row in rows:
            settle(row["project_id"], row, 0, "cancelled")
    return len(rows)


def sent(project_id: int, together: UUID, remote_id: str) -> None:
    ProviderBatch.objects.filter(project_id=project_id, pk=together).update(state="open", remote_id=remote_id)


def later(project_id: int, together: UUID, seconds: float, *, failed: bool) -> None:
    """When it is looked after again. `tries` counts those that failed one after another."""
    fields: dict[str, Any] = {"next_at": Now() + timedelta(seconds=seconds)} | ({} if failed else {"tries": 0})
    ProviderBatch.objects.filter(project_id=project_id, pk=together).update(**fields)


def ended(project_id: int, together: UUID, state: str, error: str = "") -> None:
    rows = ProviderBatch.objects.filter(project_id=project_id, pk=together)
    rows.update(state=state, error=error[:2000], ended_at=Now())


def settle(project_id: int, row: Row, cost_nanousd: int | None, error: str = "") -> None:
    """The item's attempt ends, whatever became of its run, and its budget with it. Twice does nothing."""
    item, outcome = row["item"], "error" if error else "ok"
    lease = Lease(project_id, row["run_id"], row["fence"], 0)
    with transaction.atomic():
        with suppress(LeaseLost):  # it was ended before
            attempts.end(lease, item["attempt"], outcome, cost_nanousd, {}, error)
        spending.settle(project_id, item["attempt"], cost_nanousd)


def answer(project_id: int, together: UUID, told: Sequence[tuple[Row, str, Any, int | None]]) -> None:
    """Item, its state (done or failed), what the provider said, what it cost."""
    for row, state, _, cost in told:
        settle(project_id, row, cost, "batch" if state == "failed" else "")
    rows = [{"id": row["id"], "state": state, "answer": said, "cost": cost} for row, state, said, cost in told]
    values = {"project_id": project_id, "together": together, "items": len(rows), "answers": sql.as_json(rows)}
    sql.execute(APP, "batch_answer", values)


def expire() -> None:
    """Forgets batches when their items are forgotten."""
    before = datetime.now(UTC) - timedelta(days=batches.KEPT_DAYS)
    ProviderBatch.objects.filter(ended_at__lt=before).delete()


def waits(project_id: int, together: UUID) -> list[int]:
    found = sql.tuples(APP, "provider_batch_waits", {"project_id": project_id, "together": together})
    return [wait_id for (wait_id,) in found]
