"""A bill from the file to the page: against a simulated history, with what was planted in it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from aiops.core.models import Project
from costs.models import Bill
from tests import people
from tests.costs import change_world
from tests.costs.analysis.histories import history
from tests.costs.change_world import START

pytestmark = pytest.mark.django_db
FIRST = 28  # the bill is of the days from this one on


@pytest.fixture(autouse=True)
def _after_the_history() -> Iterator[None]:
    with time_machine.travel(START + timedelta(days=57)):
        yield


@pytest.fixture
def shop() -> Project:
    shop = people.project("shop")
    change_world.store(shop, history(2))
    return shop


@pytest.fixture
def admin(shop: Project, client: Client) -> Client:
    client.force_login(people.person("ada@example.com", role="admin", of=shop))
    return client


def true_bill(factor: float = 1.0, *, tokens: bool = True, currency: str = "USD") -> str:
    """What the provider would send for the last 28 days of the history: our own figures, to the nano-dollar."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bucket::date, model, sum(cost_nanousd), sum(input_tokens), sum(output_tokens), sum(calls)"
            " FROM rollup_call WHERE bucket >= %s GROUP BY 1, 2 ORDER BY 1, 2",
            [START + timedelta(days=FIRST)],
        )
        rows = cursor.fetchall()
    lines = ["date,model,cost,currency,input_tokens,output_tokens,requests"]
    for day, model, cost, sent, received, calls in rows:
        usage = f"{sent},{received},{calls}" if tokens else ",,"
        lines.append(f"{day},{model},{float(cost) * factor / 1e9:.9f},{currency},{usage}")
    return "\n".join(lines) + "\n"


def bring(client: Client, text: str, **fields: Any) -> Any:
    file = SimpleUploadedFile("november.csv", text.encode(), content_type="text/csv")
    return client.post("/p/shop/bills/", {"bill": file, "provider": "openai"} | fields, follow=True)


def shown(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_bill_that_agrees_is_said_to(admin: Client) -> None:
    assert ", the same." in shown(bring(admin, true_bill()))


def test_another_price_is_told_from_missing_calls(admin: Client) -> None:
    page = shown(bring(admin, true_bill(0.9)))
    assert "most of it because of another price" in page
    assert "A discount, a tier or a price that the catalogue does not have" in page


def test_calls_we_did_not_see_are_found_with_their_days(admin: Client) -> None:
    bill = true_bill()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM rollup_call WHERE bucket::date = %s AND model = 'large'", [(START + timedelta(days=40)).date()]
        )
    page = shown(bring(admin, bill))
    assert "most of it because of calls that we did not see" in page
    assert page.count('<td class="wide">calls we did not see</td>') == 2  # by model, and the one day


def test_calls_without_a_price_are_named(admin: Client) -> None:
    bill = true_bill()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rollup_call SET cost_source = '', price_id = 0, cost_nanousd = 0 WHERE model = 'small'")
    assert "most of it because of calls of ours without a price" in shown(bring(admin, bill))


def test_calls_counted_twice_are_named(admin: Client) -> None:
    bill = true_bill()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE rollup_call SET cost_nanousd = 2 * cost_nanousd, input_tokens = 2 * input_tokens,"
            " output_tokens = 2 * output_tokens, calls = 2 * calls"
        )
    assert "most of it because of calls that the bill does not have" in shown(bring(admin, bill))


def test_without_tokens_the_page_asks_for_the_usage(admin: Client) -> None:
    page = shown(bring(admin, true_bill(1.1, tokens=False)))
    assert "the bill names no tokens" in page
    assert "Bring the usage export too" in page


def test_the_usage_export_beside_it_tells_them_apart(admin: Client) -> None:
    usage = SimpleUploadedFile("usage.csv", true_bill().encode())
    page = shown(bring(admin, true_bill(1.1, tokens=False), usage=usage))
    assert "most of it because of another price" in page


def test_other_money_needs_its_rate(admin: Client) -> None:
    bill = true_bill(0.5, currency="EUR")
    refused = bring(admin, bill)
    assert (refused.status_code, "Say how many dollars one EUR is" in shown(refused)) == (400, True)
    assert ", the same." in shown(bring(admin, bill, rate="2"))
    ten = true_bill(0.1, currency="SEK")
    assert "taken at $10 each" in shown(bring(admin, ten, rate="10"))


def test_an_unknown_model_and_credits_stand_for_themselves(admin: Client) -> None:
    more = f"{(START + timedelta(days=FIRST)).date()},new-model,7.00,USD,10,10,1\n"
    credit = f"{(START + timedelta(days=FIRST)).date()},Credit grant,-3.00,USD,,,\n"
    page = shown(bring(admin, true_bill() + more + credit))
    assert "$7.00 less" in page
    assert "−$3.00 of credits and fees stand beside it" in page


def test_the_same_file_twice_is_refused(admin: Client) -> None:
    bill = true_bill()
    bring(admin, bill)
    again = bring(admin, bill)
    assert (again.status_code, Bill.objects.count()) == (400, 1)
    assert "brought already" in shown(again)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\n1,2\n", "No column says the date"),
        ("date,model,input_tokens\n2026-11-02,m,5\n", "usage without cost"),
        ("date,model,cost\n2026-11-02,,5\n", "No line of it has both a model and a cost"),
        ("date,model,cost\n2026-11-02,m\0m,5\n", "line 2: it holds a NUL"),
        ("date,model,cost,requests\n2026-11-02,m,5," + "9" * 5000 + "\n", "is no number of tokens or requests"),
        ("date,model,cost,requests\n" + "2026-11-02,m,1,1000000000000000\n" * 1001, "add up to more than"),
        ("date,model,cost\n2024-11-02,m,5\n", "lines of 2024-11-02; bills can be of 2025-"),
        ("date,model,cost\n2026-12-24,m,5\n", "lines of 2026-12-24"),
        ("date,model,cost\n" + "2026-11-02,m,999999999\n" * 20, "nine billion"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_kept(admin: Client, text: str, says: str) -> None:
    answer = bring(admin, text)
    assert (answer.status_code, Bill.objects.count()) == (400, 0)
    assert says in shown(answer)


def test_a_line_ends_where_csv_ends_it(admin: Client) -> None:
    assert "a\u2028b" in bring(admin, "date,model,cost\n2026-11-02,a\u2028b,5\n").content.decode()


def test_many_models_and_credits_are_not_all_shown(admin: Client) -> None:
    lines = [f"2026-11-02,m{at},1\n2026-11-02,credit {at},-1\n" for at in range(201)]
    page = shown(bring(admin, "date,model,cost\n" + "".join(lines)))
    assert "And 1 more; they are in the sum." in page
    assert "more, whose differences are smaller" in page


def test_a_file_that_is_no_text_is_refused(admin: Client) -> None:
    file = SimpleUploadedFile("x.csv", b"\xff\xfe\x00")
    assert "not in UTF-8" in shown(admin.post("/p/shop/bills/", {"bill": file}))


def test_a_script_in_a_model_is_text(admin: Client) -> None:
    page = bring(admin, true_bill() + "2026-11-02,<img src=x onerror=alert(1)>,7.00,USD,1,1,1\n").content.decode()
    assert "<img src=x" not in page
    assert "&lt;img-src=x-onerror=alert(1)&gt;" in page


def test_a_bill_can_be_removed(admin: Client) -> None:
    bring(admin, true_bill())
    admin.post(f"/p/shop/bills/{Bill.objects.get().pk}/remove/")
    assert not Bill.objects.exists()
