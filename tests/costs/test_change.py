"""Why the cost changed, from roll-ups to the page and the API: figures that add up, one sentence, bad input."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from aiops.core.models import Project
from costs.analysis.bridge import GROUP_OF, NAMES
from costs.store import days
from tests import people
from tests.costs import change_world
from tests.costs.analysis.histories import dollars, history
from tests.costs.change_world import END, MIDDLE, START, WINDOWS

pytestmark = pytest.mark.django_db
API, PAGE = "/api/v1/analysis/cost-change", "/p/shop/cost/change/"


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def visitor(shop: Project, client: Client) -> Client:
    client.force_login(people.person(of=shop))
    return client


def ask(client: Client, shop: Project, **query: str) -> Any:
    answer = client.get(API, WINDOWS | query, headers={"authorization": f"Bearer {people.key(shop, 'read').text}"})
    assert answer.status_code == 200, answer.content
    return answer.json()


def page(visitor: Client, **query: str) -> str:
    answer = visitor.get(PAGE, WINDOWS | query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_answer_names_what_was_planted_and_its_effects_add_up(client: Client, shop: Project) -> None:
    planted, flows = change_world.planted(0)
    change_world.store(shop, flows)
    prompt = START + (planted.day - START.date()) + timedelta(hours=8)
    change_world.version(shop, "prompt", "a" * 16, planted.workflow, START)
    change_world.version(shop, "prompt", "b" * 16, planted.workflow, prompt)
    found = ask(client, shop)
    assert [each["name"] for each in found["effects"]] == list(NAMES)
    assert all(each["group"] == GROUP_OF[each["name"]] for each in found["effects"])
    assert sum(Decimal(each["usd"]) for each in found["effects"]) == Decimal(found["change_usd"])
    assert Decimal(found["after_usd"]) - Decimal(found["before_usd"]) == Decimal(found["change_usd"])
    for row in found["by_workflow"]:
        assert sum(Decimal(each["usd"]) for each in row["effects"]) == Decimal(row["change_usd"])
    (point,) = found["change_points"]
    assert point["date"] == planted.day.isoformat()
    assert [each["what"] for each in point["matched"]] == ["prompt v2"]
    assert float(point["usd"]) == pytest.approx(dollars(0, planted) / 1e9, rel=0.02)
    assert f"longer prompts in {planted.workflow} since" in found["sentence"]
    assert "(prompt v2)" in found["sentence"]


def test_days_that_are_kept_tell_the_same(client: Client, shop: Project) -> None:
    change_world.store(shop, change_world.planted(3)[1])
    before = ask(client, shop)
    spans = [(START + timedelta(days=day), START + timedelta(days=day + 1)) for day in range(56)]
    assert days.keep(shop.pk, spans, END + timedelta(days=1)) == 56
    assert days.keep(shop.pk, spans, END + timedelta(days=1)) == 0
    assert ask(client, shop) == before


def test_an_hour_that_changes_undoes_its_day(client: Client, shop: Project) -> None:
    change_world.store(shop, history(1))
    spans = [(START + timedelta(days=day), START + timedelta(days=day + 1)) for day in range(56)]
    days.keep(shop.pk, spans, END + timedelta(days=1))
    days.forget(shop.pk, [START + timedelta(hours=12)])
    assert days.keep(shop.pk, spans, END + timedelta(days=1)) == 1


def test_the_page_says_it_in_one_sentence_and_explains_each_figure(visitor: Client, shop: Project) -> None:
    planted, flows = change_world.planted(3)
    change_world.store(shop, flows)
    shown = page(visitor)
    assert f"from higher prices</a> in {planted.workflow} since" in shown
    assert "Each has 4 whole weeks with the same weekdays." in shown
    assert "own price list" in shown
    assert "1 model got another price on" in shown


def test_noise_is_said_to_be_normal_variation(visitor: Client, shop: Project) -> None:
    change_world.store(shop, history(1_001))
    assert "within normal variation." in page(visitor)


def test_one_workflow_alone_has_its_own_bridge(client: Client, shop: Project) -> None:
    change_world.store(shop, history(2))
    whole, one = ask(client, shop), ask(client, shop, workflow="order-triage")
    assert [row["workflow"] for row in one["by_workflow"]] == ["order-triage"]
    (row,) = (row for row in whole["by_workflow"] if row["workflow"] == "order-triage")
    assert (row["before_usd"], row["after_usd"]) == (one["before_usd"], one["after_usd"])


def test_a_time_before_the_first_call_is_no_history(client: Client, shop: Project) -> None:
    change_world.store(shop, history(2))
    early = {
        "compare_from": f"{START - timedelta(days=20):%Y-%m-%d}",
        "compare_to": f"{START + timedelta(days=8):%Y-%m-%d}",
    }
    found = ask(client, shop, **early)
    assert {each["verdict"] for each in found["effects"]} == {"not_enough_history"}
    assert "not enough history" in found["sentence"]


def test_an_empty_time_before_makes_all_of_it_volume(client: Client, shop: Project) -> None:
    change_world.store(shop, history(2))
    nothing = {"compare_from": "2026-01-01", "compare_to": "2026-01-29"}
    found = ask(client, shop, **nothing)
    assert found["before_usd"] == "0.000000000"
    assert [each["name"] for each in found["effects"] if Decimal(each["usd"])] == ["volume"]


def test_nothing_at_all_is_a_plain_sentence(visitor: Client, shop: Project) -> None:
    assert "No model was called in these times." in page(visitor)


def test_calls_without_a_price_are_counted_beside_the_bridge(visitor: Client, client: Client, shop: Project) -> None:
    from django.db import connection

    change_world.store(shop, history(2))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rollup_call SET cost_source = '', price_id = 0, cost_nanousd = 0 WHERE model = 'small'")
    found = ask(client, shop)
    assert found["unpriced"]["calls"] > 0
    assert "have no price and are not in these sums" in page(visitor)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rollup_call SET cost_source = '', price_id = 0, cost_nanousd = 0")
    assert "has a price, so no cost is known" in page(visitor)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "soon"}, "from"),
        ({"from": "2026-11-01", "to": "2026-10-01"}, "to"),
        ({"from": "2026-11-01"}, "to"),
        ({"compare_from": "2020-01-01", "compare_to": "2026-01-01"}, "compare_to"),
        ({"success": "x"}, "success"),
        ({"workflow": "w" * 201}, "workflow"),
    ],
)
def test_bad_input_is_refused_by_its_name(client: Client, shop: Project, query: dict[str, str], field: str) -> None:
    answer = client.get(API, query, headers={"authorization": f"Bearer {people.key(shop, 'read').text}"})
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


def test_bad_input_on_the_page_is_a_sentence(visitor: Client) -> None:
    answer = visitor.get(PAGE, {"from": "soon"})
    assert answer.status_code == 400
    assert "“soon” is not a time" in answer.content.decode()


def test_another_projects_costs_are_not_shown(client: Client, shop: Project) -> None:
    change_world.store(shop, history(2))
    other = people.project("other")
    assert ask(client, other)["after_usd"] == "0.000000000"


def test_the_page_takes_few_queries(visitor: Client, shop: Project, django_assert_max_num_queries: Any) -> None:
    change_world.store(shop, history(2))
    with django_assert_max_num_queries(20):
        page(visitor)


def test_one_run_is_no_reason_to_fail(client: Client, shop: Project) -> None:
    flows = history(2)
    change_world.store(shop, {"support-answer": flows["support-answer"]})
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM rollup_call WHERE date_trunc('day', bucket) <> %s", [MIDDLE])
        cursor.execute("DELETE FROM rollup_run WHERE date_trunc('day', bucket) <> %s", [MIDDLE])
    assert Decimal(ask(client, shop)["after_usd"]) > 0
