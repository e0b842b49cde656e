"""What runs cost and brought, from spans and outcomes through settling, crediting and roll-ups to a page's days."""

import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from aiops.core.models import Project
from aiops.core.periods import Period
from tests import people
from tests.workflows.doors import DAY, HOUR, NOW, attribute, event, key_of, post, query, run, settle_all
from traces import rollup
from workflows.analysis.roi import Facts, Seen, Terms, days_of, earned
from workflows.models import Workflow
from workflows.store import definitions, one, terms, worth
from workflows.store import earned as earned_store

pytestmark = pytest.mark.django_db
USD = 10**9
AT = (NOW - 10 * DAY).replace(hour=12, minute=0, second=0)
ALL = Period(AT - 2 * DAY, AT + 8 * DAY)


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def support(shop: Project) -> Workflow:
    row = Workflow.objects.create(project=shop, key="support-answer", name="Answers")
    row.metrics.create(name="solved", value_per_unit_nanousd=2 * USD, window_days=7)
    return row


def priced(project: Project, number: int, at: datetime = AT, **fields: Any) -> None:
    """A run of one call that costs a cent a number."""
    run(
        project, at, run_id=f"run-{number}", kind="llm", model="m", provider="p", input_tokens=10, output_tokens=1,
        cost_nanousd=number * USD // 100, cost_source="reported", settled=False, **fields,
    )  # fmt: skip


def happened(number: int, **fields: Any) -> dict[str, Any]:
    usual = {"outcome_id": f"o-{number}", "run_id": f"run-{number}", "metric": "solved"}
    return event(**(usual | {"occurred_at": (AT + HOUR).isoformat()} | fields))


def work(project: Project, *events: dict[str, Any]) -> None:
    settle_all(project)
    definitions.forget()
    if events:
        post(key_of(project), *events)
    attribute(project)
    rollup.recompute_ready(project.pk, time.time_ns(), 0)


def facts(project: Project) -> list[Facts]:
    return worth.by_day(project.pk, ALL).get("support-answer", [])


def test_runs_and_what_came_of_them_stand_on_the_day_the_run_began(shop: Project, support: Workflow) -> None:
    for number in (1, 2, 3):
        priced(shop, number)
    work(shop, happened(1), happened(2, status="failure"), happened(3, value_usd="7.50", minutes_saved=4))
    assert facts(shop) == [
        Facts(
            AT.date(), 3, 6 * USD // 100, 0,
            (Seen("solved", 2, 1, Decimal(2), 7_500_000_000, Decimal(1), Decimal(4), Decimal(1), Decimal(0)),),
            Seen("*", 2, 1, Decimal(2)),
        )
    ]  # fmt: skip


def test_the_worth_of_a_unit_is_applied_when_read_so_a_new_one_shows_at_once(shop: Project, support: Workflow) -> None:
    priced(shop, 1)
    work(shop, happened(1, value=3))
    support.metrics.update(value_per_unit_nanousd=5 * USD)
    known = terms.read(shop.pk)
    found = earned(days_of(facts(shop), known.terms["support-answer"], NOW.date()))
    assert found.value is not None
    assert found.value.value == 15 * USD


def test_a_withdrawn_outcome_is_gone_again(shop: Project, support: Workflow) -> None:
    priced(shop, 1)
    work(shop, happened(1))
    work(shop, happened(1, version=2, status="withdrawn"))
    assert facts(shop) == [Facts(AT.date(), 1, USD // 100)]


def test_a_withdrawal_counts_after_the_spans_are_gone(shop: Project, support: Workflow) -> None:
    priced(shop, 1)
    work(shop, happened(1))
    query("DELETE FROM span WHERE project_id = %s RETURNING 1", shop.pk)
    work(shop, happened(1, version=2, status="withdrawn"))
    assert facts(shop) == [Facts(AT.date(), 1, USD // 100)]


def test_replay_and_order_change_nothing(shop: Project, support: Workflow) -> None:
    priced(shop, 1)
    first, corrected = happened(1), happened(1, version=2, status="failure")
    work(shop, corrected, first)
    once = facts(shop)
    work(shop, first, corrected)
    assert facts(shop) == once
    assert once[0].seen[0].bad == 1


def test_without_a_definition_a_run_of_two_metrics_counts_once(shop: Project) -> None:
    """Three runs: one good by both metrics, one bad by one and good by the other, one of which nothing is known."""
    for number in (1, 2, 3):
        priced(shop, number)
    work(
        shop, happened(1), happened(1, outcome_id="b", metric="kept"),
        happened(2, status="failure"), happened(2, outcome_id="c", metric="kept"),
    )  # fmt: skip
    [day] = days_of(facts(shop), Terms(), NOW.date())
    assert (day.runs, day.judged, day.good, day.successes) == (3, 2, 2, Decimal(2))
    assert worth.delays(shop.pk, ALL.start, ALL.end, ["support-answer"])[AT.date()]["*"] == [2]


def test_a_metric_may_be_called_as_the_rows_of_runs_are(shop: Project) -> None:
    priced(shop, 1)
    work(shop, happened(1, metric="*"))
    [day] = days_of(facts(shop), Terms(), NOW.date())
    assert (day.runs, day.good) == (1, 1)


def test_customers_served_as_before_are_kept_apart(shop: Project, support: Workflow) -> None:
    priced(shop, 1)
    priced(shop, 2, attributes={"aiops.holdout": True}, tags={"holdout": "true"})
    work(shop, happened(1), happened(2))
    assert [each.runs for each in facts(shop)] == [1]
    arms = worth.by_arm(shop.pk, ALL, ["support-answer"])
    assert (arms.held["*"].runs, arms.held["solved"].good, arms.others["*"].runs) == (1, 1, 1)


def test_runs_by_what_tells_them_apart_sum_to_all(shop: Project, support: Workflow) -> None:
    priced(shop, 1, release="1.0", prompt_fingerprint="aa", tags={"region": "eu"})
    priced(shop, 2, release="1.1", tags={"region": "us"})
    work(shop, happened(1), happened(2, status="failure"))
    parts = worth.by_part(shop.pk, ALL, ["support-answer"])
    assert {dimension: sorted(of) for dimension, of in parts.items()} == {
        "model": ["m"], "prompt": ["aa"], "release": ["1.0", "1.1"], "retries": ["0"], "tag.region": ["eu", "us"],
    }  # fmt: skip
    assert sum(each.cost_nanousd for each in parts["release"].values()) == 3 * USD // 100


def test_how_long_outcomes_were_in_coming(shop: Project, support: Workflow) -> None:
    for number, days in ((1, 0), (2, 2), (3, 2)):
        priced(shop, number)
        post(key_of(shop), happened(number, occurred_at=(AT + days * DAY + HOUR).isoformat()))
    work(shop)
    assert worth.delays(shop.pk, ALL.start, ALL.end, ["support-answer"]) == {
        AT.date(): {"*": [1, 0, 2], "solved": [1, 0, 2]}
    }


def test_minutes_folded_to_hours_say_the_same(shop: Project, support: Workflow) -> None:
    now = datetime.now(UTC).replace(minute=5, second=0, microsecond=0)
    period = Period(now - 2 * DAY, now + DAY)
    priced(shop, 1, at=now, tags={"region": "eu"})
    work(shop, happened(1, occurred_at=now.isoformat()))
    before = worth.by_day(shop.pk, period), worth.by_part(shop.pk, period, ["support-answer"])
    later = int((now + timedelta(hours=6)).timestamp()) * 10**9
    assert rollup.fold_ready(shop.pk, later) > 0
    assert (worth.by_day(shop.pk, period), worth.by_part(shop.pk, period, ["support-answer"])) == before


def test_what_was_merged_counts_for_what_it_is_part_of(shop: Project, support: Workflow) -> None:
    Workflow.objects.create(project=shop, key="old-name", name="old-name", merged_into=support)
    known = terms.read(shop.pk)
    day = date(2026, 11, 3)
    found = worth.merged({"old-name": [Facts(day, 1, 5)], "support-answer": [Facts(day, 2, 7)]}, known.target)
    assert found == {"support-answer": [Facts(day, 3, 12, parts=(("old-name", 1),))]}


def test_what_was_merged_keeps_its_costs_and_those_of_a_run_are_of_its_own_runs(
    shop: Project, support: Workflow
) -> None:
    """Merged: 2 runs at $3 and $30 once; 1 run of the whole at $1 for each of its three runs. 6 + 30 + 3."""
    part = Workflow.objects.create(project=shop, key="old-name", name="old-name", merged_into=support)
    for row, name, usd, per in ((part, "people", 3, "run"), (part, "start", 30, "once"), (support, "desk", 1, "run")):
        row.expenses.create(name=name, nanousd=usd * USD, per=per, first=AT.date())
    for number in (1, 2):
        priced(shop, number, workflow="old-name")
    priced(shop, 3)
    work(shop)
    both = earned_store.all_of(shop.pk, ALL, None, NOW)
    assert both.together.other_nanousd == 39 * USD
    alone = one.read(support, ALL, None, NOW)
    assert alone.line.now.other_nanousd == 39 * USD


def test_users_are_parted_into_groups_that_add_up_to_the_runs_whose_user_is_known(
    shop: Project, support: Workflow
) -> None:
    """Forty users with a run each, one twice; one run without a user, which is in no group."""
    for number in range(1, 41):
        priced(shop, number, user=f"user-{number}")
    priced(shop, 41, user="user-1")
    priced(shop, 42)
    work(shop, happened(1), happened(41), happened(2, status="failure"))
    groups = worth.by_users(shop.pk, ALL, ["support-answer"])
    assert sum(each.runs for each in groups) == 41
    assert len(groups) == 12
    assert sum(each.cost_nanousd for each in groups) == sum(range(1, 42)) * USD // 100
    assert sum(seen.good for each in groups for seen in each.seen) == 2
    assert "users" not in worth.by_part(shop.pk, ALL, ["support-answer"])
    found = one.read(support, ALL, None, NOW)
    assert found.line.now.user_groups == len(groups)
    assert "users" not in {each.key for each in found.dimensions}
