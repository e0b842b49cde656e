"""GET /api/v1/workflows/{key}/roi and GET and PUT of a definition."""

import time
from typing import Any

import orjson
import pytest
from django.test import Client

from aiops.core.models import AuditEntry, Project
from tests import people
from tests.workflows.doors import DAY, HOUR, NOW, attribute, event, key_of, post, run, settle_all
from traces import rollup
from workflows.models import Redefinition, Workflow
from workflows.store import definitions

pytestmark = pytest.mark.django_db
USD = 10**9
AT = (NOW - 14 * DAY).replace(hour=12, minute=0, second=0)


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def support(shop: Project) -> Workflow:
    row = Workflow.objects.create(project=shop, key="support/answer", name="Answers")
    row.metrics.create(name="solved", value_per_unit_nanousd=2 * USD, silence="failure")
    return row


def ask(project: Project, path: str, status: int = 200, **params: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {key_of(project, 'read')}"}
    answer = Client().get(f"/api/v1/workflows/{path}", params, headers=headers)
    assert answer.status_code == status, answer.content
    found: dict[str, Any] = answer.json()
    return found


def define(project: Project, path: str, status: int = 200, scope: str = "admin", **body: Any) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {key_of(project, scope)}"}
    sent = orjson.dumps(body)
    answer = Client().put(f"/api/v1/workflows/{path}", sent, content_type="application/json", headers=headers)
    assert answer.status_code == status, answer.content
    found: dict[str, Any] = answer.json()
    return found


def runs(project: Project, days: int = 6, *, good: bool = True) -> None:
    """Three runs a day of a dollar each, two of them good."""
    outcomes = []
    for day in range(days):
        for number in range(3):
            name = f"run-{day}-{number}"
            run(
                project, AT + day * DAY, run_id=name, workflow="support/answer", kind="llm", cost_nanousd=USD,
                cost_source="reported", settled=False,
            )  # fmt: skip
            if good and number < 2:
                at = (AT + day * DAY + HOUR).isoformat()
                outcomes.append(event(outcome_id=name, run_id=name, workflow="support/answer", occurred_at=at))
    settle_all(project)
    definitions.forget()
    if outcomes:
        post(key_of(project), *outcomes)
    attribute(project)
    rollup.recompute_ready(project.pk, time.time_ns(), 0)


def test_a_workflow_says_what_it_earned(shop: Project, support: Workflow) -> None:
    runs(shop)
    found = ask(shop, "support/answer/roi")
    assert [found[name] for name in ("runs", "matured_runs", "judged_runs", "good_runs", "successes")] == [
        18,
        18,
        18,
        12,
        12,
    ]
    assert (found["cost_usd"], found["value_usd"]["value"]) == ("18.000000000", "24.000000000")
    assert found["net_usd"] == {
        "value": "6.000000000",
        "low": "6.000000000",
        "high": "6.000000000",
    }  # each day the same
    assert found["roi"]["value"] == pytest.approx(1 / 3, abs=1e-6)
    assert found["cost_per_success_usd"]["value"] == "1.500000000"
    assert found["success_rate"]["low"] < 2 / 3 < found["success_rate"]["high"]
    assert found["sentence"].startswith("Answers earned $24.00 and cost $18.00 in the runs we can judge")


def test_no_success_yet_is_said_and_is_no_number(shop: Project, support: Workflow) -> None:
    runs(shop, days=1, good=False)
    found = ask(shop, "support/answer/roi")
    assert (found["cost_per_success_usd"], found["successes"], found["cost_usd"]) == (None, 0, "3.000000000")


def test_young_runs_are_counted_beside(shop: Project, support: Workflow) -> None:
    support.metrics.update(window_days=30)
    runs(shop, days=2)
    found = ask(shop, "support/answer/roi")
    assert (found["matured_runs"], found["young_runs"], found["value_usd"], found["roi"]) == (0, 6, None, None)
    assert "too young to judge" in found["sentence"]
    assert (found["nowcast"]["seen"], found["nowcast"]["runs"]) == (4, 6)


def test_nothing_ran(shop: Project, support: Workflow) -> None:
    found = ask(shop, "support/answer/roi")
    assert (found["runs"], found["value_usd"], found["roi"], found["nowcast"]) == (0, None, None, None)


@pytest.mark.parametrize(
    ("params", "field"), [({"form": "x"}, "form"), ({"from": "x", "to": "y"}, "from"), ({"from": "2026-11-01"}, "to")]
)
def test_a_wrong_parameter_is_named(shop: Project, support: Workflow, params: dict[str, str], field: str) -> None:
    assert ask(shop, "support/answer/roi", 400, **params)["error"]["field"] == field


def test_another_tenants_workflow_is_not_there(support: Workflow) -> None:
    assert ask(people.project("other"), "support/answer/roi", 404)["error"]["code"] == "not_found"


def test_a_definition_is_made_read_and_made_again_without_a_change(shop: Project) -> None:
    said: dict[str, Any] = {
        "name": "Answers", "good_outcome": "a ticket closed without a person",
        "metrics": [{"name": "solved", "main": True, "value_per_unit_usd": "4.50", "baseline": "40"}],
        "expenses": [{"name": "editors", "usd": "1200", "per": "month", "first": "2026-11-01"}],
    }  # fmt: skip
    made = define(shop, "answers", **said)
    assert made["changes"] == ["answers: new", "answers: metric solved new", "answers: expense editors new"]
    assert define(shop, "answers", **said)["changes"] == []
    read = ask(shop, "answers")
    assert (read["metrics"][0]["value_per_unit_usd"], read["metrics"][0]["baseline"]) == (
        "4.500000000",
        "40.000000",
    )
    assert read["expenses"] == [
        {
            "name": "editors",
            "kind": "people",
            "usd": "1200.000000000",
            "per": "month",
            "first": "2026-11-01",
            "last": None,
        }
    ]
    assert AuditEntry.objects.get(project=shop).action == "workflow.defined"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"colour": "red"}, "key"),
        ({"metrics": [{"name": "a", "silence": "gold"}]}, "metrics[0].silence"),
        ({"metrics": [{"name": "a", "main": True}, {"name": "b", "main": True}]}, "metrics"),
        ({"expenses": [{"name": "a", "usd": "1"}]}, "expenses"),
        ({"expenses": [{"name": "a", "usd": "-1", "first": "2026-11-01"}]}, "expenses[0].usd"),
        ({"expenses": [{"name": "a", "usd": "1", "first": "soon"}]}, "expenses[0].first"),
        ({"key": "another"}, "key"),
    ],
)
def test_what_is_wrong_with_a_definition_is_named(shop: Project, body: dict[str, Any], field: str) -> None:
    assert define(shop, "answers", 400, **body)["error"]["field"] == field
    assert not Workflow.objects.filter(project=shop).exists()


def test_a_read_key_defines_nothing(shop: Project) -> None:
    define(shop, "answers", 403, scope="read", name="x")


def test_that_a_metric_meant_something_else_is_kept(shop: Project, support: Workflow) -> None:
    define(shop, "support/answer", metrics=[{"name": "solved", "value_per_unit_usd": "3"}])
    change = Redefinition.objects.get()
    assert (change.before["value_per_unit_nanousd"], change.after["value_per_unit_nanousd"]) == (2 * USD, 3 * USD)
