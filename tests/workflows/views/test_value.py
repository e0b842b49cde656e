"""The manager's pages with every kind of odd input: right totals, plain words, and no word of an engineer."""

import csv
import re
import time
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from aiops.core.models import Project
from tests import people
from tests.workflows.doors import DAY, HOUR, NOW, attribute, event, key_of, post, query, run, settle_all
from traces import rollup
from workflows.models import Workflow
from workflows.store import definitions

pytestmark = pytest.mark.django_db
USD = 10**9
AT = (NOW - 14 * DAY).replace(hour=12, minute=0, second=0)


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def viewer(shop: Project, client: Client) -> Client:
    client.force_login(people.person(role="member", of=shop))
    return client


def define(shop: Project, key: str = "support-answer", **fields: Any) -> Workflow:
    row = Workflow.objects.create(project=shop, key=key, name=key.title(), good_outcome="a ticket closed")
    row.metrics.create(**({"name": "solved", "value_per_unit_nanousd": 2 * USD, "silence": "failure"} | fields))
    definitions.forget()
    return row


def ran(shop: Project, name: str, workflow: str = "support-answer", **fields: Any) -> None:
    usual: dict[str, Any] = {"kind": "llm", "cost_nanousd": USD, "cost_source": "reported", "settled": False, "at": AT}
    run(shop, run_id=name, workflow=workflow, **(usual | fields))


def work(shop: Project, *events: dict[str, Any]) -> None:
    settle_all(shop)
    if events:
        post(key_of(shop), *events)
    attribute(shop)
    rollup.recompute_ready(shop.pk, time.time_ns(), 0)


def good(name: str, **fields: Any) -> dict[str, Any]:
    return event(**({"outcome_id": name, "run_id": name, "occurred_at": (AT + HOUR).isoformat()} | fields))


def page(client: Client, path: str = "") -> str:
    answer = client.get(f"/p/shop/value/{path}")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def test_no_success_yet(shop: Project, viewer: Client) -> None:
    row = define(shop, value_per_unit_nanousd=None)
    ran(shop, "r")
    work(shop)
    assert "no successes yet, spent $1.00" in page(viewer)
    assert "no successes yet" in page(viewer, f"{row.pk}/")


def test_no_cost_is_no_return_and_no_fault(shop: Project, viewer: Client) -> None:
    row = define(shop)
    ran(shop, "r", kind="own_code", cost_nanousd=None, cost_source=None)
    work(shop, good("r"))
    assert "earned $2.00 and cost $0" in page(viewer)
    page(viewer, f"{row.pk}/")


def test_an_unpriced_call_is_unknown_and_not_zero(shop: Project, viewer: Client) -> None:
    define(shop)
    ran(shop, "r", cost_nanousd=None, cost_source=None, model="nobody-knows", input_tokens=5, output_tokens=5)
    work(shop, good("r"))
    assert "without 1 call that nobody knows the price of" in page(viewer)


def test_a_negative_value_is_refused_by_its_field(shop: Project) -> None:
    told = post(key_of(shop), good("r", value_usd="-3"))
    assert told["rejected"][0]["field"] == "value_usd"


def test_all_runs_too_young(shop: Project, viewer: Client) -> None:
    row = define(shop, window_days=30)
    ran(shop, "r")
    work(shop, good("r"))
    shown = page(viewer)
    assert "All 1 runs are too young to judge: their outcomes may still come. They cost $1.00 so far." in shown
    assert "too young to judge" in page(viewer, f"{row.pk}/")


def test_two_workflows_that_claim_one_outcome_share_no_money(shop: Project, viewer: Client) -> None:
    define(shop)
    define(shop, "sales-mail")
    ran(shop, "a", session="s")
    ran(shop, "b", workflow="sales-mail", session="s")
    claim = {"run_id": None, "session": "s", "outcome_id": "t"}
    work(shop, good("t", **claim), good("t", **claim, workflow="sales-mail"))
    assert "earned $2.00 and cost $2.00" in page(viewer)
    assert query("SELECT count(*), sum(share) FROM outcome_credit") == [(1, 1)]


def test_a_metric_redefined_after_the_fact_shows_both(shop: Project, viewer: Client) -> None:
    row = define(shop)
    ran(shop, "r")
    work(shop, good("r", value=3))
    metric = row.metrics.get()
    data = {
        "name": "solved", "measures": "rate", "direction": "up", "window_days": 7, "silence": "failure",
        "value_per_unit_usd": "5",
    }  # fmt: skip
    assert viewer.post(f"/p/shop/workflows/{row.pk}/metrics/{metric.pk}/", data).status_code == 302
    definitions.forget()
    shown = page(viewer, f"{row.pk}/")
    assert "earned $15.00 and cost $1.00" in shown
    assert "the worth of one was $2.00, is $5.00" in shown
    assert "as it was before: value $6.00, net $5.00" in shown
    assert "Recomputing" in shown
    attribute(shop)
    rollup.recompute_ready(shop.pk, time.time_ns(), 0)
    assert "Recomputing" not in page(viewer, f"{row.pk}/")


def test_an_outcome_withdrawn_after_its_facts_were_dropped(shop: Project, viewer: Client) -> None:
    define(shop)
    ran(shop, "r")
    work(shop, good("r"))
    assert "earned $2.00" in page(viewer)
    query("DELETE FROM span WHERE project_id = %s RETURNING 1", shop.pk)
    query("DELETE FROM span_blob WHERE project_id = %s RETURNING 1", shop.pk)
    work(shop, good("r", version=2, status="withdrawn"))
    assert "earned $0 and cost $1.00" in page(viewer)


def test_costs_besides_models_count_also_on_days_without_a_run(shop: Project, viewer: Client) -> None:
    row = define(shop)
    row.expenses.create(name="editors", nanousd=28 * USD, per="once", first=AT.date() + timedelta(days=1))
    ran(shop, "r")
    work(shop, good("r"))
    assert "earned $2.00 and cost $29.00" in page(viewer)


def test_a_project_in_another_zone_counts_its_own_days(shop: Project, viewer: Client) -> None:
    Project.objects.filter(pk=shop.pk).update(time_zone="Asia/Kolkata")
    define(shop)
    ran(shop, "r")
    work(shop, good("r"))
    assert "earned $2.00" in page(viewer)


@pytest.mark.parametrize(
    "query_", ["?range=1h", "?compare=none", "?compare=year", "?from=2026-11-01&to=2026-11-02T10:00"]
)
def test_any_range_and_comparison_can_be_asked_for(shop: Project, viewer: Client, query_: str) -> None:
    row = define(shop)
    ran(shop, "r")
    work(shop, good("r"))
    page(viewer, query_)
    page(viewer, f"{row.pk}/{query_}")


def test_what_cannot_be_read_is_said(shop: Project, viewer: Client) -> None:
    answer = viewer.get("/p/shop/value/?from=soon&to=later")
    assert answer.status_code == 400
    assert "is not a time" in answer.content.decode()


def test_the_table_as_a_file(shop: Project, viewer: Client) -> None:
    define(shop)
    ran(shop, "r")
    work(shop, good("r"))
    [line] = csv.DictReader(StringIO(viewer.get("/p/shop/value/export.csv").content.decode().lstrip("\ufeff")))
    assert (line["workflow"], float(line["value_usd"]), float(line["spend_usd"])) == ("support-answer", 2.0, 1.0)


def test_a_managers_page_has_no_word_of_an_engineer(shop: Project, viewer: Client) -> None:
    define(shop)
    ran(shop, "r")
    work(shop, good("r"))
    shown = page(viewer)
    content = shown[shown.index("In one sentence") if "In one sentence" in shown else 0 :]
    for word in ("span", "trace", "token", "latency", "prompt", "API", "p95", "LLM"):
        assert re.search(rf"\b{word}s?\b", content, re.IGNORECASE) is None, word


def test_reading_the_overview_takes_few_queries(
    shop: Project, viewer: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        define(shop, f"workflow-{number}")
    with django_assert_max_num_queries(14):
        viewer.get("/p/shop/value/")


def test_no_workflow_yet_says_what_to_do(shop: Project, viewer: Client) -> None:
    assert "A workflow appears by itself" in page(viewer)


def scored(shop: Project, count: int) -> None:
    """So many good and as many bad runs; a judge that knows, and a coin that does not."""
    outcomes, scores = [], []
    for number in range(2 * count):
        name, is_good = f"r{number}", number % 2 == 0
        ran(shop, name, trace_id=(number + 1).to_bytes(16, "big"), cost_nanousd=1)
        outcomes.append(good(name, status="success" if is_good else "failure"))
        for judge, value in (("judge", 0.3 + 0.4 * is_good + 0.1 * (number % 7) / 7), ("coin", number % 5 / 5)):
            about = {"score_id": f"{judge}-{number}", "trace_id": (number + 1).to_bytes(16, "big").hex()}
            scores.append(about | {"name": judge, "value": value, "source": "model", "timestamp": AT.isoformat()})
    headers = {"Authorization": f"Bearer {key_of(shop, 'ingest')}"}
    answer = Client().post("/api/v1/scores", {"events": scores}, content_type="application/json", headers=headers)
    assert answer.json()["rejected"] == []
    work(shop, *outcomes)


@pytest.mark.parametrize(
    ("count", "said"),
    [(35, "judge tells best how a run turns out"), (5, "Too few runs with a score")],
)
def test_which_score_tells_the_outcome(shop: Project, viewer: Client, count: int, said: str) -> None:
    row = define(shop)
    scored(shop, count)
    assert said in page(viewer, f"{row.pk}/scores/")


def test_without_a_score_it_says_where_they_come_from(shop: Project, viewer: Client) -> None:
    assert "/api/v1/scores" in page(viewer, f"{define(shop).pk}/scores/")


def test_parts_are_shown_with_their_guard(shop: Project, viewer: Client) -> None:
    row = define(shop)
    for number in range(4):
        ran(shop, f"r{number}", release=f"1.{number % 2}", cost_nanousd=1)
    work(shop, good("r0"))
    shown = page(viewer, f"{row.pk}/")
    assert "By version" in shown
    assert shown.count("Too few to tell") == 2
