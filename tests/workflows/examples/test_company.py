"""All examples together over what comes in at the simulated company, with a provider that has its troubles."""

from collections import Counter
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection

from aiops.demo import managed
from tests.workflows.examples.shop import Shop, total
from workflows import knowledge
from workflows.models import Attempt, BatchSlot, BreakerChange, Effect, Run, Step

pytestmark = pytest.mark.django_db(transaction=True)
TROUBLE = [each for each in managed.TROUBLE if "hangup" not in each[1]]  # of such a call nobody knows what it cost


def lines() -> list[Any]:
    found = [*managed.questions(3, 60), *managed.complaints(3, 8), *managed.tickets(3, 48)]
    return [line for line in found if "deadline" not in line]


@pytest.fixture
def company(shop: Shop) -> Shop:
    """A day's work, and an outage at its end."""
    knowledge.add(shop.project.pk, "help", [knowledge.read(path.name, path.read_bytes()) for path in managed.DOCUMENTS])
    shop.stub.suffer(TROUBLE)
    begin(shop, lines())
    shop.stub.suffer(managed.OUTAGE)
    begin(shop, list(managed.questions(3, 14, "outage")))
    shop.stub.suffer(())
    return shop


def begin(shop: Shop, some: list[Any]) -> dict[str, UUID]:
    began: dict[str, UUID] = {}
    call_command("start_runs", "-", project=shop.project.slug, lines=some, began=began, seconds=60, stderr=StringIO())
    return began


def test_every_policy_acts_and_the_books_are_the_providers(company: Shop) -> None:
    assert total(Attempt.objects.values_list("cost_nanousd", flat=True)) == company.charged() > 0
    shares = BatchSlot.objects.filter(cost_nanousd__isnull=False).values_list("cost_nanousd", flat=True)
    assert 0 < total(shares) < company.charged()

    rungs = Counter(Step.objects.filter(kind="step").values_list("rung", flat=True))
    assert {"primary", "cache", "retrieval", "batch", "function"} <= set(rungs)
    kinds = set(Attempt.objects.values_list("outcome", flat=True))
    assert {"ok", "error", "guardrail"} <= kinds
    assert BreakerChange.objects.exists()

    states = Counter(Run.objects.values_list("name", "state"))
    assert states["support-answer", "succeeded"] == sum(many for (name, _), many in states.items() if "support" in name)
    assert not Effect.objects.exclude(state="sent").exists()

    calls = sum('<ticket n="' in call.prompt for call in company.stub.calls)
    assert calls < 48 / 2, "with what failed and was asked alone"

    assert begin(company, lines()) == {}, "what was started before is not started again"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT trace_id) FROM span WHERE project_id = %s", [company.project.pk])
        assert cursor.fetchone() == (Run.objects.count(),), "each run is a trace"
