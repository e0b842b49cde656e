"""The cost explorer: every dimension adds up to the same money, and the file says what FOCUS wants."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from aiops.core.models import Project
from costs.analysis.focus import COLUMNS
from tests import people
from tests.costs import change_world
from tests.costs.analysis.histories import history
from tests.costs.change_world import WINDOWS

pytestmark = pytest.mark.django_db
API = "/api/v1/analysis/cost"


@pytest.fixture
def shop() -> Project:
    shop = people.project("shop")
    change_world.store(shop, history(2))
    return shop


@pytest.fixture
def visitor(shop: Project, client: Client) -> Client:
    client.force_login(people.person(of=shop))
    return client


def ask(client: Client, shop: Project, **query: str) -> Any:
    answer = client.get(API, WINDOWS | query, headers={"authorization": f"Bearer {people.key(shop, 'read').text}"})
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.parametrize("by", ["model", "provider", "workflow", "tier"])
def test_every_dimension_adds_up_to_the_same_money(client: Client, shop: Project, by: str) -> None:
    found, change = ask(client, shop, by=by), people.key(shop, "read").text
    other = client.get("/api/v1/analysis/cost-change", WINDOWS, headers={"authorization": f"Bearer {change}"}).json()
    assert found["cost_usd"] == other["after_usd"]
    assert found["before_usd"] == other["before_usd"]
    assert sum(Decimal(each["cost_usd"]) for each in found["results"]) == Decimal(found["cost_usd"])
    assert sum(Decimal(each["cost_usd"]) for each in found["days"]) == Decimal(found["cost_usd"])


@pytest.mark.parametrize("by", ["model", "provider", "workflow", "tier", "step", "release", "prompt"])
@pytest.mark.parametrize("measure", ["cost", "tokens", "calls"])
def test_every_page_opens(visitor: Client, by: str, measure: str) -> None:
    answer = visitor.get("/p/shop/cost/", WINDOWS | {"by": by, "measure": measure})
    assert answer.status_code == 200


def test_the_page_says_what_was_spent_and_what_changed(visitor: Client) -> None:
    shown = " ".join(visitor.get("/p/shop/cost/", WINDOWS | {"by": "workflow"}).content.decode().split())
    assert "in 26 Oct – 22 Nov" in shown
    assert "against 28 Sep – 25 Oct" in shown
    assert "support-answer" in shown


def test_the_file_adds_up_to_the_cost_in_the_columns_of_focus(visitor: Client, client: Client, shop: Project) -> None:
    answer = visitor.get("/p/shop/cost/focus.csv", WINDOWS)
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == COLUMNS
    whole = sum(Decimal(row["EffectiveCost"]) for row in rows)
    assert whole == pytest.approx(Decimal(ask(client, shop)["cost_usd"]), abs=Decimal("0.00001"))
    assert {row["PricingUnit"] for row in rows} == {"1M Tokens"}
    of_output = {row["ListUnitPrice"] for row in rows if row["SkuMeter"] == "Tokens, output"}
    assert {round(float(price), 4) for price in of_output} == {8.0, 1.6}


@pytest.mark.parametrize(
    ("query", "field"), [({"by": "colour"}, "by"), ({"from": "x"}, "from"), ({"measure": "cost"}, "measure")]
)
def test_bad_input_is_refused_by_its_name(client: Client, shop: Project, query: dict[str, str], field: str) -> None:
    answer = client.get(API, query, headers={"authorization": f"Bearer {people.key(shop, 'read').text}"})
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


def test_an_empty_project_has_a_plain_sentence(client: Client) -> None:
    empty = people.project("empty")
    client.force_login(people.person(of=empty))
    assert "No model was called in" in client.get("/p/empty/cost/").content.decode()
    assert ask(client, empty)["results"] == []
