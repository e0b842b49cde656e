"""Rows of a project that its addresses name, for the matrix of addresses and visitors."""

import uuid
from datetime import timedelta

from django.utils import timezone

from aiops.core.models import Board, Project, SavedView
from costs.models import Alert, Bill, Budget, Channel, Price, Repricing, Watch
from tests import factories
from traces.ingest.write import write
from traces.models import Erasure, PromotedAttribute
from workflows.models import (
    Connection,
    Effect,
    KnowledgeSource,
    MappingRule,
    Provider,
    Run,
    RunHook,
    ShareLink,
    Wait,
    Workflow,
)

OWN_CANARY = "shop-canary"


def store_trace(of: Project, name: str) -> tuple[bytes, bytes]:
    now_ns = int(timezone.now().timestamp()) * factories.SECOND_NS
    times = {"start_ns": now_ns - 60 * factories.SECOND_NS, "end_ns": now_ns - 59 * factories.SECOND_NS}
    root = factories.llm(trace_id=b"\xaa" * 16, span_id=b"\xbb" * 8, name=name, workflow=name, user=name, **times)
    write(factories.batch([root], project_id=of.pk, received_ns=now_ns))
    return root.trace_id, root.span_id


def managed_run(of: Workflow) -> str:
    """One that stopped for changed code, so that every act on it can be tried."""
    version = of.versions.create(project=of.project, number=1, code_hash="", source="", policies={}, digest="")
    run = Run.objects.create(
        id=uuid.uuid4(), project=of.project, workflow=of, version=version, name=of.key, body_hash=b"", input={},
        state="waiting", stopped_for="code_changed", error={"code": "code_changed", "message": OWN_CANARY},
    )  # fmt: skip
    return str(run.pk)


def effect(of: Project, run_id: str) -> int:
    fields = {"key": "post", "idempotency_key": "k", "name": "post", "kind": "unsafe", "payload": {}, "state": "asked"}
    return Effect.objects.create(project_id=of.pk, run_id=run_id, **fields).pk


def of_runs(of: Workflow, run_id: str) -> dict[str, int]:
    """Rows that pages of runs name by number."""
    wait = Wait.objects.create(
        project_id=of.project_id, run_id=run_id, step_key="approval", kind="approval", nonce="n", token_hash="h"
    )
    schedule = of.schedules.create(project=of.project, cron="* * * * *", next_at=timezone.now())
    hook = RunHook.objects.create(project=of.project, name=of.key, token="start", secret="s")
    provider = Provider.objects.create(project=of.project, name="house", base_url="http://127.0.0.1:1")
    source = KnowledgeSource.objects.create(project=of.project, name=OWN_CANARY)
    system = Connection.objects.create(project=of.project, name="house", base_url="http://127.0.0.1:1")
    return {
        "approvals": wait.pk, "schedules": schedule.pk, "webhooks": hook.pk, "models": provider.pk,
        "knowledge": source.pk, "connections": system.pk,
    }  # fmt: skip


def mapping_rule(of: Project) -> MappingRule:
    row = Workflow.objects.create(project=of, key="told-from-outside", name="Support")
    conditions = [{"field": "service", "test": "equals", "value": "shop"}]
    return MappingRule.objects.create(project=of, position=1, conditions=conditions, workflow=row)


def outcome_hook(rule: MappingRule) -> int:
    return rule.project.outcome_hooks.create(recipe="forge", workflow=rule.workflow, token="t", secret="s").pk


def share_link(of: Project) -> int:
    until = timezone.now() + timedelta(days=1)
    return ShareLink.objects.create(project=of, token_hash=of.slug.encode(), expires_at=until).pk


def alert(of: Project) -> tuple[int, ...]:
    """One, with the budget it is of; a watch, a channel and a bill beside it."""
    now = timezone.now()
    budget = Budget.objects.create(project=of, length="month", nanousd=1, made_by="ada")
    times = {"opened_at": now, "seen_at": now}
    told = {"key": f"budget:{budget.pk}:over:1:2026-11-01", "kind": "over", "sentence": "Spent.", "path": "/"}
    one = Alert.objects.create(project=of, budget=budget, **told, **times)
    watch = Watch.objects.create(project=of, metric="latency", made_by="ada")
    channel = Channel.objects.create(project=of, name="team", kind="email", target="team@example.com")
    known = {"currency": "USD", "rate": 1, "first": now, "last": now, "lines": 0, "digest": "d", "imported_by": "ada"}
    bill = Bill.objects.create(project=of, name="november.csv", **known)
    return one.pk, budget.pk, watch.pk, channel.pk, bill.pk


def promoted_attribute(of: Project) -> int:
    return PromotedAttribute.objects.create(project=of, attribute="customer.plan", tag="plan").pk


def erasure(of: Project) -> int:
    return Erasure.objects.create(project=of, kind="user", value="ada", digest="ab" * 16, state="found").pk


def own_price(of: Project) -> int:
    same = {"provider": "openai", "model": "gpt-4o", "match": {"equals": "gpt-4o"}, "source": "contract"}
    return Price.objects.create(project=of, rates={"input": "1"}, **same).pk


def repricing(of: Project) -> int:
    now = timezone.now()
    times = {"since": now - timedelta(hours=1), "until": now, "built_until": now}
    return Repricing.objects.create(project=of, state="built", started_by="ada", **times).pk


def board(of: Project) -> int:
    row = Board.objects.create(project=of, name=OWN_CANARY)
    row.pins.create(place=0, title=OWN_CANARY, chart="spend", path="cost/")
    return row.pk


def saved_view(of: Project) -> int:
    return SavedView.objects.create(project=of, name=OWN_CANARY, path="traces/", query="status=error").pk
