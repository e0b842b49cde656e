"""The cost explorer: every dimension adds up to the same money, and the file says what FOCUS wants."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from aiops.core.models import Project
from aiops.core.periods import Period
from aiops.core.stats import log_buckets
from costs.analysis.focus import COLUMNS
from costs.api import schema_change
from costs.store import days
from costs.store import spend as store
from tests import people
from tests.costs import change_world
from tests.costs.analysis.histories import history
from tests.costs.change_world import END, MIDDLE, WINDOWS
from traces.models import PromotedAttribute

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


@pytest.mark.parametrize("by", ["model", "provider", "workflow", "tier", "key"])
def test_every_dimension_adds_up_to_the_same_money(client: Client, shop: Project, by: str) -> None:
    found, change = ask(client, shop, by=by), people.key(shop, "read").text
    other = client.get("/api/v1/analysis/cost-change", WINDOWS, headers={"authorization": f"Bearer {change}"}).json()
    assert found["cost_usd"] == other["after_usd"]
    assert found["before_usd"] == other["before_usd"]
    assert sum(Decimal(each["cost_usd"]) for each in found["results"]) == Decimal(found["cost_usd"])
    assert sum(Decimal(each["cost_usd"]) for each in found["days"]) == Decimal(found["cost_usd"])


def test_the_answer_is_what_the_document_says(client: Client, shop: Project) -> None:
    found = ask(client, shop)
    assert set(found) == set(schema_change.CostAnswer().get_fields())
    assert set(found["results"][0]) == set(schema_change.CostLine().get_fields())
    assert set(found["days"][0]) == set(schema_change.CostOfDay().get_fields())


@pytest.mark.parametrize(
    ("by", "measure"),
    [
        *((by, "cost") for by in (*store.DIMENSIONS, "tag:region")),
        *(("model", measure) for measure in ("tokens", "calls")),
        ("user", "tokens"),
    ],
)
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
    ("query", "field"),
    [
        ({"by": "colour"}, "by"),
        ({"by": "tag:"}, "by"),
        ({"by": "user", "workflow": "x"}, "by"),
        ({"from": "x"}, "from"),
        ({"measure": "cost"}, "measure"),
    ],
)
def test_bad_input_is_refused_by_its_name(client: Client, shop: Project, query: dict[str, str], field: str) -> None:
    answer = client.get(API, query, headers={"authorization": f"Bearer {people.key(shop, 'read').text}"})
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


def test_an_empty_project_has_a_plain_sentence(client: Client) -> None:
    empty = people.project("empty")
    client.force_login(people.person(of=empty))
    assert "No model was called in" in client.get("/p/empty/cost/").content.decode()
    assert ask(client, empty)["results"] == []


def payer(shop: Project, dimension: str, value: str, usd: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO rollup_payer VALUES (%s, 'h', %s, %s, %s, 2, 3, 0, 10, 5, %s)",
            [shop.pk, MIDDLE, dimension, value, usd * 10**9],
        )


def test_users_sessions_and_tags_have_their_cost_and_lead_to_their_traces(visitor: Client, shop: Project) -> None:
    for dimension, value, usd in (("user", "ada", 7), ("session", "s1", 4), ("tag:region", "eu", 9)):
        payer(shop, dimension, value, usd)
    for by, value, filtered in (
        ("user", "ada", "user=ada"),
        ("session", "s1", "session=s1"),
        ("tag:region", "eu", "tag.region=eu"),
    ):
        page = visitor.get("/p/shop/cost/", WINDOWS | {"by": by}).content.decode()
        assert f">{value}</a>" in page
        assert filtered in page
    PromotedAttribute.objects.create(project=shop, attribute="cloud.region", tag="region")
    assert ">Region</a>" in visitor.get("/p/shop/cost/", WINDOWS).content.decode()


def test_a_sum_opens_what_it_is_made_of(visitor: Client) -> None:
    page = visitor.get("/p/shop/cost/", WINDOWS).content.decode()
    assert 'popovertarget="bill-now"' in page
    assert "own price list" in page


def test_percentiles_are_those_of_the_runs(visitor: Client, shop: Project) -> None:
    """A hundred runs: 50 at a cent, 45 at ten cents, 5 at a dollar, each within 1 %."""
    buckets = [(log_buckets.bucket_of(cents * 10**7), n) for cents, n in ((1, 50), (10, 45), (100, 5))]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO rollup_histogram VALUES (%s, 'h', %s, 'run_cost_nanousd', 'workflow support-answer', %s, %s)",
            [shop.pk, MIDDLE, [bucket for bucket, _ in buckets], [n for _, n in buckets]],
        )
    spans = days.spans_of(Period(MIDDLE, END))
    found = store.percentiles(shop.pk, spans, "support-answer")
    assert found == pytest.approx([10**7, 10**8, 10**9], rel=0.0101)
    page = " ".join(visitor.get("/p/shop/cost/", WINDOWS | {"workflow": "support-answer"}).content.decode().split())
    assert "Of runs, half cost less than" in page
