"""Against a target and what was before: days are what differs by chance, for runs of one day share its causes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from aiops.core.models import Project
from aiops.core.periods import Period
from tests import people
from tests.workflows.doors import query
from workflows.models import Workflow
from workflows.store import one

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
FIRST = TODAY - timedelta(days=30)
PERIOD = Period(FIRST, FIRST + timedelta(days=10))


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


def rolled(project: Project, place: int, metric: str, **sums: int) -> None:
    names = ("runs", "good", "bad", "amounts", "amount", "amount_squared")
    query(
        "INSERT INTO rollup_worth VALUES (%s, 'h', %s, 'support-answer', false, '', '', %s, %s, 0, 0, %s, %s, 0, 0,"
        " NULL, 0, NULL, 0, 0, %s, %s, %s) RETURNING 1",
        project.pk, FIRST + timedelta(days=place, hours=9), metric, *(sums.get(name, 0) for name in names),
    )  # fmt: skip


def verdicts(project: Project, **metric: Any) -> list[str]:
    row = Workflow.objects.create(project=project, key="support-answer", name="Answers")
    row.metrics.create(name="solved", main=True)
    if metric.pop("other", False):
        row.metrics.create(name="other", **metric)
    else:
        row.metrics.update(**metric)
    return [each.verdict for each in one.read(row, PERIOD, None, TODAY).compared]


@pytest.mark.parametrize("other", [False, True])
def test_a_share_that_goes_up_and_down_by_days_is_not_surely_better(shop: Project, *, other: bool) -> None:
    """Of 100 runs a day 90 or 30 are good: 60 % against 50 %, which 1,000 runs would prove and ten such days do not."""
    for place in range(10):
        good = 90 if place % 2 else 30
        rolled(shop, place, "*", runs=100, good=good, bad=100 - good)
        rolled(shop, place, "other" if other else "solved", good=good, bad=100 - good)
    found = verdicts(shop, baseline=Decimal(50), target=Decimal(50), other=other)
    assert found == ["Too close to tell", "No difference that is sure. Before and after, not causal"]


def test_a_share_that_is_as_high_each_day_is_better(shop: Project) -> None:
    for place in range(10):
        rolled(shop, place, "*", runs=100, good=60, bad=40)
        rolled(shop, place, "solved", good=60, bad=40)
    assert verdicts(shop, baseline=Decimal(50)) == ["Better. Before and after, not causal"]


def test_a_few_runs_that_were_all_good_prove_nothing(shop: Project) -> None:
    """Six days of one good run each do not differ; six runs may all be good by chance."""
    for place in range(6):
        rolled(shop, place, "*", runs=1, good=1)
        rolled(shop, place, "solved", good=1)
    assert verdicts(shop, baseline=Decimal(70)) == ["No difference that is sure. Before and after, not causal"]


def test_an_average_that_goes_up_and_down_by_days_is_not_surely_better(shop: Project) -> None:
    for place in range(10):
        each = 9 if place % 2 else 3
        rolled(shop, place, "*", runs=100, good=100)
        rolled(shop, place, "solved", good=100, amounts=100, amount=100 * each, amount_squared=100 * each * each)
    found = verdicts(shop, measures="mean", unit="points", baseline=Decimal(5))
    assert found == ["No difference that is sure. Before and after, not causal"]
