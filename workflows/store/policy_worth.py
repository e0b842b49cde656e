"""What the policies of a workflow did, counted from its steps and attempts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count as Number
from django.db.models import Sum

from aiops.core import sql
from workflows.analysis import policy_worth
from workflows.analysis.policy_worth import Count, Retried, Worth
from workflows.models import CacheEntry, Workflow
from workflows.store import limits
from workflows.store.limits import OpenTime

APP = "workflows"


@dataclass(frozen=True)
class Money:
    runs: int
    spent: int
    uncertain: int
    uncertain_runs: int
    most: int


@dataclass(frozen=True)
class Kept:
    """Answers that a step's cache holds now, and what giving them again has saved since they were made."""

    step: str
    entries: int
    hits: int
    near_hits: int
    saved: int


@dataclass(frozen=True)
class Batched:
    batch: str
    items: int
    calls: int
    cost: int
    unpriced: int

    @property
    def avoided(self) -> int:
        return self.items - self.calls


@dataclass(frozen=True)
class Found:
    steps: Sequence[Worth]
    money: Money
    caches: Sequence[Kept]
    batches: Sequence[Batched]
    breakers: Sequence[OpenTime]


def read(workflow: Workflow, names: Sequence[str], since: datetime, until: datetime) -> Found:
    """`names`: steps in the order of the page; those that ran and are not among them stand last."""
    params = {"project_id": workflow.project_id, "workflow_id": workflow.pk, "since": since, "until": until}
    return Found(
        _steps(params, names),
        Money(*sql.tuples(APP, "policy_money", params)[0]),
        caches(workflow),
        [Batched(*row) for row in sql.tuples(APP, "policy_batches", params)],
        limits.open_times(workflow.project_id, since, until),
    )


def _steps(params: dict[str, object], names: Sequence[str]) -> list[Worth]:
    counts: dict[str, list[Count]] = defaultdict(list)
    for row in sql.tuples(APP, "policy_steps", params):
        counts[row[0]].append(Count(*row))
    retried = {row[0]: Retried(*row) for row in sql.tuples(APP, "policy_retries", params)}
    blocks: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, guard, number in sql.tuples(APP, "policy_blocks", params):
        blocks[name].append((guard, number))
    outcomes: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for name, *seen in sql.tuples(APP, "policy_outcomes", params):
        outcomes[name].append((seen[0], seen[1], seen[2]))
    every = [*names, *sorted(set(counts) - set(names))]
    return [policy_worth.of_step(name, counts[name], retried.get(name), blocks[name], outcomes[name]) for name in every]


def caches(workflow: Workflow) -> list[Kept]:
    rows = CacheEntry.objects.filter(project_id=workflow.project_id, workflow=workflow.key)
    sums = rows.order_by("step").values_list("step").annotate(
        Number("pk"), Sum("hits"), Sum("near_hits"), Sum("saved_nanousd")
    )  # fmt: skip
    return [Kept(*row) for row in sums]
