"""A shop whose examples run for real: rows, engine, and a provider on loopback with a ledger."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from aiops.core.models import Project
from aiops.demo.stub_openai import Stub
from costs.models import Price
from costs.store import book
from tests import people
from tests.workflows.engine import world
from workflows import knowledge
from workflows.engine import control, versions
from workflows.engine.providers import endpoints
from workflows.models import Provider, Run, Step

RATES = {"gpt-4o": (2_000, 8_000), "gpt-4o-mini": (1_000, 2_000)}  # nano-dollars for a token in and out
HELP = b"""# Returns
## How long can I return an item?
You can return an item within 30 days of delivery. The item must be unused and in its box.

## Refunds
A refund reaches your bank account within 5 working days after we have received the parcel.

# Delivery
Parcels inside the country take 2 days. Parcels abroad take 6 days and need a customs form.
"""


def said(run: Run) -> dict[str, Any]:
    assert run.state == "succeeded", run.error
    return dict(run.output or {})


def total(costs: Iterable[int | None]) -> int:
    """Of costs that are all known."""
    known = [each for each in costs if each is not None]
    assert len(known) == len(list(costs))
    return sum(known)


@dataclass
class Shop:
    project: Project
    stub: Stub

    def start(self, name: str, **given: Any) -> UUID:
        return control.start(self.project.pk, name, given).run_id

    def run(self, name: str, **given: Any) -> Run:
        run_id = self.start(name, **given)
        world.work()
        return world.state(run_id)

    def output(self, name: str, **given: Any) -> dict[str, Any]:
        """What a run came to that succeeds."""
        return said(self.run(name, **given))

    def steps(self, run: Run) -> dict[str, Any]:
        return {each.key: each for each in Step.objects.filter(run_id=run.pk)}

    def charged(self) -> int:
        """What the stub's own ledger comes to."""
        return sum(
            call.usage.input * RATES[call.model][0] + call.usage.output * RATES[call.model][1]
            for call in list(self.stub.calls)
            if call.usage is not None
        )


def shop(stub: Stub) -> Shop:
    stub.calls.clear()
    project = people.project(f"shop-{uuid.uuid4().hex[:8]}")
    for model, (given, taken) in RATES.items():
        rates = {"input": str(given / 1000), "output": str(taken / 1000)}
        Price.objects.create(
            project=project, provider="openai", model=model, match={"equals": model}, rates=rates, source="contract"
        )
    Provider.objects.create(
        project=project, name="stub", base_url=stub.url, key="key", default_model="gpt-4o", is_default=True
    )
    for forget in (book.forget, endpoints.forget, versions.forget):
        forget()
    knowledge.add(project.pk, "help", [knowledge.read("help.md", HELP)])
    return Shop(project, stub)
