"""Pages of workflows and outcomes: who may change what, what is written down, what a list says."""

import csv
import time
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from aiops.core.models import AuditEntry, Project
from tests import people
from tests.workflows.doors import HOUR, NOW, attribute, event, key_of, post, query, run
from traces import rollup
from workflows.models import MappingRule, SuccessMetric, Workflow

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def member(shop: Project, client: Client) -> Client:
    client.force_login(people.person(role="member", of=shop))
    return client


@pytest.fixture
def support(shop: Project) -> Workflow:
    return Workflow.objects.create(project=shop, key="support-answer", name="support-answer")


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(f"/p/shop/{path}")
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def test_the_list_says_how_many_wait_and_what_ran(
    shop: Project, support: Workflow, member: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    run(shop, session="s")
    rollup.recompute_ready(shop.pk, time.time_ns(), 0)
    with django_assert_max_num_queries(14):
        shown = page(member, "workflows/")
    assert "<strong>1 of 1 workflows</strong> was found in traces and waits" in shown
    assert '<td class="num">1</td>' in shown


def test_saving_a_definition_confirms_it_and_is_audited(shop: Project, support: Workflow, member: Client) -> None:
    data = {"name": "Support", "owner": "Ann", "kind": "rag", "credit": "equal"}
    assert member.post(f"/p/shop/workflows/{support.pk}/", data).status_code == 302
    support.refresh_from_db()
    assert (support.name, support.owner, support.state, support.credit) == ("Support", "Ann", "confirmed", "equal")
    assert AuditEntry.objects.get(project=shop).action == "workflow.changed"
    assert query("SELECT kind, ref FROM outcome_recheck") == [("workflow", "support-answer")]


@pytest.mark.parametrize(("act", "state"), [("confirm", "confirmed"), ("retire", "retired")])
def test_confirming_and_retiring(shop: Project, support: Workflow, member: Client, act: str, state: str) -> None:
    member.post(f"/p/shop/workflows/{support.pk}/{act}/")
    support.refresh_from_db()
    assert support.state == state
    assert AuditEntry.objects.get(project=shop).action == f"workflow.{act}"


def test_merging_makes_a_rule_and_hides_the_merged_one(shop: Project, support: Workflow, member: Client) -> None:
    found = Workflow.objects.create(project=shop, key="shop POST /ask", name="shop POST /ask")
    member.post(f"/p/shop/workflows/{found.pk}/merge/", {"target": support.pk})
    rule = MappingRule.objects.get(project=shop)
    assert (rule.workflow, rule.conditions[0]["value"]) == (support, "shop POST /ask")
    assert f"/workflows/{found.pk}/" not in page(member, "workflows/")


def test_a_workflow_is_never_merged_into_what_is_part_of_it(shop: Project, support: Workflow, member: Client) -> None:
    found = Workflow.objects.create(project=shop, key="x", name="x", merged_into=support)
    member.post(f"/p/shop/workflows/{support.pk}/merge/", {"target": found.pk})
    support.refresh_from_db()
    assert support.merged_into is None


def test_another_projects_workflow_is_no_target(shop: Project, support: Workflow, member: Client) -> None:
    foreign = Workflow.objects.create(project=people.project("other"), key="x", name="x")
    member.post(f"/p/shop/workflows/{support.pk}/merge/", {"target": foreign.pk})
    support.refresh_from_db()
    assert support.merged_into is None


def test_a_metric_keeps_its_value_to_the_nano_dollar_and_an_empty_one_is_unknown(
    support: Workflow, member: Client
) -> None:
    data = {"name": "resolved", "direction": "up", "window_days": 3, "silence": "failure"}
    member.post(f"/p/shop/workflows/{support.pk}/metrics/new/", data | {"value_per_unit_usd": "4.500000001"})
    metric = SuccessMetric.objects.get()
    assert (metric.value_per_unit_nanousd, metric.window_days) == (4_500_000_001, 3)
    member.post(f"/p/shop/workflows/{support.pk}/metrics/{metric.pk}/", data)
    metric.refresh_from_db()
    assert metric.value_per_unit_nanousd is None
    assert member.post(f"/p/shop/workflows/{support.pk}/metrics/new/", data).status_code == 400
    member.post(f"/p/shop/workflows/{support.pk}/metrics/{metric.pk}/", {"remove": "yes"})
    assert not SuccessMetric.objects.exists()


def test_rules_are_added_behind_those_there_are_and_removed(shop: Project, support: Workflow, member: Client) -> None:
    data = {"field": "attribute", "attribute": "team", "test": "equals", "value": "care", "workflow": support.pk}
    member.post("/p/shop/workflows/rules/", data)
    member.post("/p/shop/workflows/rules/", data | {"field": "service"})
    first, second = MappingRule.objects.filter(project=shop)
    assert (first.conditions[0]["field"], first.position, second.position) == ("attribute.team", 1, 2)
    assert "team is “care”" in page(member, "workflows/")
    member.post(f"/p/shop/workflows/rules/{first.pk}/remove/")
    assert MappingRule.objects.get(project=shop) == second


def test_the_outcomes_page_says_which_have_no_run_and_why(shop: Project, member: Client) -> None:
    run(shop, NOW - HOUR, session="s")
    post(
        key_of(shop),
        event(outcome_id="good", session="s", value_usd=5),
        event(outcome_id="lost", key="nobody"),
        event(outcome_id="euro", session="s", value=3, currency="EUR"),
    )
    attribute(shop)
    shown = page(member, "outcomes/")
    assert "<strong>3 of 3 outcomes</strong> are successes; <strong>1</strong> has no run" in shown
    assert "No run with this key in the 7 days before" in shown
    assert "1 told its money in a currency that we have no rate for" in shown
    narrow = page(member, "outcomes/?unattributed=on")
    assert "lost" in narrow
    assert "good" not in narrow


def test_the_csv_has_the_filter_and_no_formula(shop: Project, member: Client) -> None:
    post(key_of(shop), event(outcome_id="=1+1"), event(outcome_id="b", workflow="other"))
    attribute(shop)
    text = member.get("/p/shop/outcomes/export.csv?workflow=support-answer").content.decode()
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    assert [row["outcome_id"] for row in rows] == ["'=1+1"]
    assert rows[0]["why_no_run"] == "no run with this run id in the 7 days before"


def test_the_outcomes_page_without_any_says_how_to_send_one(shop: Project, member: Client) -> None:
    assert "/api/v1/outcomes" in page(member, "outcomes/")
    assert "range" in page(member, "outcomes/?range=ever", status=400)


def test_the_trace_page_shows_what_came_of_it(shop: Project, member: Client) -> None:
    made = run(shop, session="s")
    post(key_of(shop), event(session="s", value_usd="2.5", minutes_saved=3))
    attribute(shop)
    shown = page(member, f"traces/{made.trace_id.hex()}/")
    assert "1 outcome credited to this trace" in shown
    assert "helpdesk" in shown
    assert "$2.50" in shown


def test_the_trace_list_finds_traces_by_what_came_of_them(shop: Project, member: Client) -> None:
    good, other = run(shop, session="s"), run(shop, session="t")
    post(key_of(shop), event(session="s"))
    attribute(shop)
    key = key_of(shop, "read")
    for outcome, expected in (("success", [good]), ("none", [other]), ("failure", [])):
        answer = Client().get("/api/v1/traces", {"outcome": outcome}, headers={"Authorization": f"Bearer {key}"})
        assert [row["trace_id"] for row in answer.json()["results"]] == [each.trace_id.hex() for each in expected]
        assert page(member, f"traces/?outcome={outcome}&range=24h").count("<tr>") >= len(expected)


def test_the_api_lists_definitions_a_page_at_a_time(shop: Project, support: Workflow) -> None:
    support.metrics.create(name="resolved", value_per_unit_nanousd=4_500_000_000)
    Workflow.objects.create(project=shop, key="zebra", name="zebra", merged_into=support, state="retired")
    key = key_of(shop, "read")

    def get(**find: str | int) -> Any:
        return Client().get("/api/v1/workflows", find, headers={"Authorization": f"Bearer {key}"})

    first = get(limit=1).json()
    [row] = first["results"]
    assert (row["key"], row["kind"], row["state"]) == ("support-answer", "other", "discovered")
    assert row["metrics"][0]["value_per_unit_usd"] == "4.500000000"
    [second] = get(limit=1, cursor=first["next"]).json()["results"]
    assert (second["key"], second["merged_into"]) == ("zebra", "support-answer")
    assert (get(limit=0).json()["error"]["field"], get(colour="red").json()["error"]["field"]) == ("limit", "colour")
