"""Waste and what-if through the doors: usage and spans, settled and rolled up, looked through, shown."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from aiops.core.models import Project
from aiops.core.periods import Period
from costs.models import Price
from costs.store import book, days, waste
from tests import factories, people
from tests.costs import change_world
from tests.costs.analysis.histories import history
from tests.costs.reprice_world import catch_up
from traces.ingest.write import write

pytestmark = pytest.mark.django_db
SECOND = factories.SECOND_NS
DAY = (datetime.now(UTC) - timedelta(days=2)).replace(hour=0, minute=0, second=0, microsecond=0)
NOON_NS = int((DAY + timedelta(hours=12)).timestamp()) * SECOND
WINDOW = {"from": f"{DAY:%Y-%m-%d}", "to": f"{DAY + timedelta(days=1):%Y-%m-%d}"}


@pytest.fixture
def shop() -> Project:
    shop = people.project("shop")
    for tier, rate in (("standard", "100"), ("batch", "50")):
        Price.objects.create(
            project=shop, provider="acme", model="house", match={"equals": "house"}, tier=tier,
            rates={"input": rate, "output": rate}, source="contract",
        )  # fmt: skip
    book.forget()
    return shop


@pytest.fixture
def visitor(shop: Project, client: Client) -> Client:
    client.force_login(people.person(of=shop))
    return client


def call(number: int, **fields: Any) -> Any:
    """One call of its own trace, $0.10 of input unless told otherwise."""
    start = NOON_NS + number * 10 * SECOND
    price = Price.objects.get(tier="standard").pk
    known = {
        "trace_id": number.to_bytes(16, "big"), "span_id": number.to_bytes(8, "big"), "start_ns": start,
        "end_ns": start + SECOND, "provider": "acme", "model": "house", "workflow": "answer", "input_tokens": 1_000,
        "output_tokens": 0, "cache_read_tokens": 0, "cost_nanousd": 100_000_000, "cost_source": "price",
        "price_id": price, "user": "ada", "session": None, "prompt_hash": None,
    }  # fmt: skip
    return factories.llm(**known | fields)


def stored(shop: Project, *spans: Any) -> None:
    write(factories.batch(list(spans), project_id=shop.pk, received_ns=NOON_NS + 3600 * SECOND))
    catch_up(shop)
    spans_of = days.spans_of(Period(DAY, DAY + timedelta(days=1)))
    now = DAY + timedelta(days=1, hours=6)
    waste.find(shop.pk, spans_of, now, oldest=DAY)


def found(shop: Project, client: Client) -> dict[str, Any]:
    answer = client.get(
        "/api/v1/analysis/cost", WINDOW, headers={"authorization": f"Bearer {people.key(shop, 'read').text}"}
    )
    return {each["kind"]: (each["calls"], each["monthly_usd"]) for each in json.loads(answer.content)["waste"]}


def test_a_prompt_that_is_asked_thrice_needs_two_calls_less(shop: Project, client: Client) -> None:
    same = [call(number, prompt_hash="aa" * 16) for number in (1, 2, 3)]
    stored(shop, *same, call(4, prompt_hash="bb" * 16), call(5, prompt_hash="aa" * 16, model="other", price_id=None))
    assert found(shop, client) == {"repeated": (2, "6.080000000")}  # 2 x $0.10 x 30.4


def searched(number: int, document: str, said: str, prompt: str) -> list[Any]:
    """A call after a search that gave one document first."""
    call_of = call(number, signs=[f"said:{said}"], prompt_hash=prompt * 16)
    search = factories.span(
        trace_id=call_of.trace_id, span_id=(1000 + number).to_bytes(8, "big"), start_ns=call_of.start_ns,
        end_ns=call_of.start_ns + 9, kind="retriever", workflow="answer", user="ada",
        signs=["documents:2", f"document:0.9 {document}", "document:0.2 terms"],
    )  # fmt: skip
    return [call_of, search]


def test_an_answer_that_one_document_decides_needs_no_model(shop: Project, client: Client) -> None:
    """Returns came first in three questions with one answer: two calls; delivery with two answers, hours but twice."""
    asked = [
        ("returns", "aa", "01"), ("returns", "aa", "02"), ("returns", "aa", "03"),
        ("delivery", "aa", "04"), ("delivery", "bb", "05"), ("delivery", "aa", "06"),
        ("hours", "cc", "07"), ("hours", "cc", "08"),
    ]  # fmt: skip
    stored(shop, *(each for at, told in enumerate(asked) for each in searched(at + 1, *told)))
    assert found(shop, client) == {"retrieval": (2, "6.080000000")}


def test_calls_of_traces_without_user_and_session_could_be_batched(shop: Project, client: Client) -> None:
    stored(shop, call(1, user=None), call(2), call(3, user=None, session="s"), call(4, user=None, service_tier="flex"))
    assert found(shop, client) == {"background": (1, "1.520000000")}


def test_a_failed_call_was_paid_for(shop: Project, client: Client) -> None:
    stored(shop, call(1, status="error"), call(2))
    assert found(shop, client) == {"failed": (1, "3.040000000")}


def test_one_prompt_of_ten_times_the_usual_length(shop: Project, client: Client) -> None:
    """1,000 are usual, 10,000 came: 7,000 tokens beyond the threefold, at $100 a million."""
    usual = [call(number) for number in range(1, 21)]
    stored(shop, *usual, call(30, input_tokens=10_000, cost_nanousd=10**9))
    assert found(shop, client) == {"long_context": (1, "21.280000000")}


def test_a_day_is_looked_through_once_and_again_when_it_changes(shop: Project, client: Client) -> None:
    stored(shop, call(1, prompt_hash="aa" * 16), call(2, prompt_hash="aa" * 16))
    assert found(shop, client)["repeated"][0] == 1
    stored(shop, call(3, prompt_hash="aa" * 16))
    assert found(shop, client)["repeated"][0] == 2


def test_what_was_found_stands_until_the_day_is_looked_through_anew(shop: Project, client: Client) -> None:
    stored(shop, call(1, prompt_hash="aa" * 16), call(2, prompt_hash="aa" * 16))
    waste.forget(shop.pk, [DAY + timedelta(hours=12)])
    assert found(shop, client)["repeated"][0] == 1
    span = days.spans_of(Period(DAY, DAY + timedelta(days=1)))
    assert waste.find(shop.pk, span, DAY + timedelta(days=1, hours=6), oldest=DAY) == 1


def test_a_day_whose_spans_are_gone_is_never_undone(shop: Project, client: Client) -> None:
    stored(shop, call(1, prompt_hash="aa" * 16), call(2, prompt_hash="aa" * 16))
    Project.objects.filter(pk=shop.pk).update(retention_days=1)
    waste.forget(shop.pk, [DAY + timedelta(hours=12)])
    span = days.spans_of(Period(DAY, DAY + timedelta(days=1)))
    assert waste.find(shop.pk, span, DAY + timedelta(days=1, hours=6), oldest=DAY) == 0


def test_the_page_names_the_money_and_leads_to_the_traces(shop: Project, visitor: Client) -> None:
    stored(shop, call(1, prompt_hash="aa" * 16), call(2, prompt_hash="aa" * 16))
    page = " ".join(visitor.get("/p/shop/cost/waste/", WINDOW).content.decode().split())
    assert "Each month go about <strong>$3.04</strong> into asking identical prompts again." in page
    assert f"/traces/{2:032x}/" in page


def test_an_empty_project_has_a_plain_sentence(visitor: Client) -> None:
    assert "No day of this time has been looked through yet" in visitor.get("/p/shop/cost/waste/").content.decode()


def test_runs_without_an_outcome_are_told_only_of_workflows_that_have_some(shop: Project, client: Client) -> None:
    stored(shop, call(1), call(2, workflow="other"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, workflow FROM waste_day WHERE kind = 'no_outcome' ORDER BY 2")
        assert cursor.fetchall() == [("no_outcome", "answer"), ("no_outcome", "other")]
        cursor.execute("UPDATE rollup_run SET runs_with_outcome = 1 WHERE workflow = 'answer'")
    spans = days.spans_of(Period(DAY, DAY + timedelta(days=1)))
    groups = waste.read(shop.pk, spans, DAY + timedelta(days=30)).groups
    assert [each.workflow for each in groups if each.kind == "no_outcome"] == ["answer"]


def test_what_if_answers_in_one_sentence(visitor: Client, shop: Project) -> None:
    change_world.store(shop, history(2))
    asked = change_world.WINDOWS | {"workflow": "order-triage", "cache": "90"}
    page = " ".join(visitor.get("/p/shop/cost/what-if/", asked).content.decode().split())
    assert "with 90 % of the input read from cache it would have been" in page
    assert "a month less" in page


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"instead": "nobody/nothing"}, "No price is known of “nobody/nothing”"),
        ({"cache": "101"}, "cache"),
        ({"batch": "-1"}, "batch"),
        ({"cache": "half"}, "cache"),
    ],
)
def test_bad_input_is_said_at_its_name(visitor: Client, asked: dict[str, str], says: str) -> None:
    answer = visitor.get("/p/shop/cost/what-if/", asked)
    assert answer.status_code == 400
    assert says in answer.content.decode()


def test_what_if_on_an_empty_project_says_so(visitor: Client) -> None:
    assert "No call of this time" in visitor.get("/p/shop/cost/what-if/", {"cache": "50"}).content.decode()


def test_users_sessions_tags_and_the_cost_of_runs_are_rolled_up(shop: Project) -> None:
    one = call(1, session="s", tags={"region": "eu"})
    stored(shop, one, call(2), call(3, user=None, price_id=None, cost_nanousd=None, cost_source=None))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dimension, value, sum(traces)::int, sum(unpriced_calls)::int, sum(cost_nanousd)::bigint"
            " FROM rollup_payer WHERE project_id = %s GROUP BY 1, 2 ORDER BY 1, 2",
            [shop.pk],
        )
        found = cursor.fetchall()
        cursor.execute(
            "SELECT name, ns FROM rollup_histogram WHERE project_id = %s AND measure = 'run_cost_nanousd'", [shop.pk]
        )
        runs: dict[str, int] = {}
        for name, ns in cursor.fetchall():
            runs[name] = runs.get(name, 0) + sum(ns)
    assert found == [
        ("session", "", 2, 1, 100_000_000),
        ("session", "s", 1, 0, 100_000_000),
        ("tag:region", "eu", 1, 0, 100_000_000),
        ("user", "", 1, 1, 0),
        ("user", "ada", 2, 0, 200_000_000),
    ]
    assert runs == {"all": 2, "workflow answer": 2}
