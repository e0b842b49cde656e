"""One leased run, whose steps tests perform as a worker would: real rows, the stub as provider, prices of our own."""

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiops.core.models import Project
from aiops.demo.stub_openai import Stub
from costs.models import Price
from costs.store import book
from tests import people
from workflows.engine import attempts
from workflows.engine.ledger import RowLedger
from workflows.engine.providers import endpoints
from workflows.models import Attempt, Provider, Run, Workflow, WorkflowVersion
from workflows.policies import Policy
from workflows.policies.calls import Argument, Budget, Performed, StepCall
from workflows.store.runs import Lease

RATES = {"gpt-4o": {"input": "2", "output": "8", "cache_read": "1"}, "small": {"input": "1", "output": "2"},
         "text-embed": {"input": "1"}}  # fmt: skip
IN, OUT = 2_000, 8_000  # nano-dollars for a token of gpt-4o


@dataclass
class World:
    project: Project
    stub: Stub
    workflow: Workflow
    version: WorkflowVersion
    run: Run = field(init=False)
    keys: int = 0

    def __post_init__(self) -> None:
        self.run = self.leased_run()

    def leased_run(self) -> Run:
        return Run.objects.create(
            id=uuid.uuid4(), project=self.project, workflow=self.workflow, version=self.version, name="support",
            body_hash=b"", input={}, state="running", fence=1, lease_until="2100-01-01T00:00:00Z",
        )  # fmt: skip

    def call(
        self, function: Callable[..., Any], *arguments: Any, policy: Policy | None = None, **fields: Any
    ) -> StepCall:
        self.keys += 1
        run = fields.pop("run", self.run)
        name = fields.pop("step_name", function.__name__)
        seconds = fields.pop("seconds", 10.0)
        given: dict[str, Any] = {
            "project_id": self.project.pk,
            "run_id": run.id.hex,
            "workflow": "support",
            "step_name": name,
            "key": f"{name}#{self.keys}",
            "function": function,
            "arguments": Argument(arguments),
            "policy": policy or Policy(),
            "deadline": time.monotonic() + seconds,
            "budget": Budget(),
        }
        return StepCall(**(given | fields))

    def perform(self, function: Callable[..., Any], *arguments: Any, **fields: Any) -> Performed:
        call = self.call(function, *arguments, **fields)
        return attempts.perform(call, self.ledger(call))

    def ledger(self, call: StepCall) -> RowLedger:
        return RowLedger(Lease(self.project.pk, uuid.UUID(hex=call.run_id), 1, 60), call.key)

    def rows(self) -> list[tuple[str, str, int | None]]:
        """Attempts as they are recorded: rung, outcome, cost."""
        found = Attempt.objects.filter(project_id=self.project.pk).order_by("pk")
        return list(found.values_list("rung", "outcome", "cost_nanousd"))

    def charged(self) -> int:
        """What the stub's ledger comes to, by the prices of RATES."""
        return sum(
            call.usage.input * int(RATES[call.model]["input"]) * 1000
            + call.usage.output * int(RATES[call.model].get("output", "0")) * 1000
            - call.usage.cached * 1000
            for call in list(self.stub.calls)
            if call.usage is not None
        )


def world(stub: Stub) -> World:
    project = people.project(f"steps-{uuid.uuid4().hex[:8]}")
    for model, rates in RATES.items():
        Price.objects.create(
            project=project, provider="openai", model=model, match={"equals": model}, rates=rates, source="contract"
        )
    Provider.objects.create(
        project=project, name="stub", base_url=stub.url, key="key", default_model="gpt-4o", is_default=True
    )
    book.forget()
    endpoints.forget()
    workflow = Workflow.objects.create(project=project, key="support", name="Support")
    version = WorkflowVersion.objects.create(
        project=project, workflow=workflow, number=1, code_hash="", source="", policies={}, digest=""
    )
    return World(project, stub, workflow, version)


def set_after(event: threading.Event, seconds: float) -> None:
    threading.Timer(seconds, event.set).start()
