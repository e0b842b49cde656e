"""From money spent to a message received: real roll-ups, a real HTTP listener and a real mail server."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from aiops.core.models import Project
from aiops.core.outbound import signed
from costs.alerts import deliver, evaluate
from costs.models import Alert, Budget, Channel, Delivery, Watch
from tests import people
from tests.costs import change_world
from tests.costs.analysis.histories import HALF, Planted, history
from tests.listeners import Listener, Mailbox, http_listener, mail_server

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # the day after the last of the simulated history
USD = 1_000_000_000


@pytest.fixture
def shop() -> Project:
    return people.project("shop", name="Harbour & <Sons>")


@pytest.fixture
def listener(settings: Any) -> Iterator[Listener]:
    with http_listener() as running:
        settings.OUTBOUND_ALLOW = [f"127.0.0.1:{running.port}"]
        yield running


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.server_address[1]
        settings.EMAIL_USE_TLS = False
        yield running


def spend(project: Project, workflow: str, at: datetime, usd: float) -> None:
    key = (workflow, "openai", "large", "", "price", 0, 0)
    figures = (1, 1, 0, 0, 0, 0, 0, 0, 0, 0, int(usd * USD))
    with connection.cursor() as cursor:
        cursor.execute(change_world.CALLS, (project.pk, at, *key, *figures))


def budget(project: Project, usd: int = 100, **fields: Any) -> Budget:
    return Budget.objects.create(
        project=project, length=fields.pop("length", "month"), nanousd=usd * USD, made_by="ada", **fields
    )


def channel(project: Project, kind: str, target: str, secret: str = "") -> Channel:
    return Channel.objects.create(project=project, name=kind, kind=kind, target=target, secret=secret)


def text_of(letter: Any) -> str:
    return str(letter.get_payload(decode=True).decode())


def test_a_budget_that_is_spent_reaches_mail_chat_and_webhook_once(
    shop: Project, listener: Listener, mailbox: Mailbox
) -> None:
    secret = signed.new_secret()
    one = budget(shop, scope="workflow", value="support-answer")
    targets = [
        channel(shop, "email", "ann@example.com, bob@example.com"),
        channel(shop, "slack", listener.url),
        channel(shop, "webhook", listener.url, secret),
    ]
    one.channels.set(targets)
    spend(shop, "support-answer", NOW - timedelta(hours=5), 120)
    spend(shop, "digest", NOW - timedelta(hours=5), 500)
    for minute in range(3):
        evaluate.budgets(shop, NOW + timedelta(minutes=minute))
        deliver.due(NOW + timedelta(minutes=minute))

    said = "The budget of $100 for support-answer this month is spent: it is $120 by now."
    [letter] = mailbox.letters
    assert letter["To"] == "ann@example.com, bob@example.com"
    assert said in text_of(letter)
    assert "http://127.0.0.1:8000/p/shop/cost/?from=2026-11-01&to=2026-12-01" in text_of(letter)
    slack, hook = (json.loads(each.body) for each in listener.asked)
    assert said in slack["text"]
    assert slack["text"].startswith("Harbour &amp; &lt;Sons&gt;")
    assert (hook["type"], hook["data"]["kind"], hook["data"]["sentence"]) == ("alert.opened", "over", said)
    assert hook["data"]["facts"]["spent_usd"] == "120.000000000"
    sent = listener.asked[1]
    assert signed.verify(secret, sent.headers, sent.body, int(NOW.timestamp()))
    assert not signed.verify("another", sent.headers, sent.body, int(NOW.timestamp()))


def test_a_share_of_it_and_then_all_of_it_are_two_alerts_and_the_first_ends(shop: Project) -> None:
    budget(shop)
    spend(shop, "support-answer", NOW - timedelta(hours=3), 85)
    evaluate.budgets(shop, NOW)
    spend(shop, "support-answer", NOW - timedelta(hours=2), 20)
    evaluate.budgets(shop, NOW + timedelta(minutes=1))
    found = {each.kind: each.resolved_at is None for each in Alert.objects.all()}
    assert found == {"near": False, "over": True}


def test_with_the_next_month_the_alert_ends_and_the_budget_begins_anew(shop: Project) -> None:
    one = budget(shop)
    spend(shop, "x", NOW - timedelta(hours=2), 150)
    evaluate.budgets(shop, NOW + timedelta(hours=1))
    evaluate.budgets(shop, datetime(2026, 12, 1, 1, tzinfo=UTC))
    one.refresh_from_db()
    assert one.spent_nanousd == 0
    assert not Alert.objects.filter(resolved_at=None).exists()


def test_what_ends_and_begins_again_within_a_day_is_the_same_alert(shop: Project, listener: Listener) -> None:
    one = budget(shop, length="24h", warn_percent=0)
    one.channels.add(channel(shop, "slack", listener.url))
    spend(shop, "x", NOW - timedelta(hours=2), 150)
    evaluate.budgets(shop, NOW + timedelta(hours=1))
    evaluate.budgets(shop, NOW + timedelta(hours=26))  # the money has left the window
    spend(shop, "x", NOW + timedelta(hours=27), 150)
    evaluate.budgets(shop, NOW + timedelta(hours=28))
    deliver.due(NOW + timedelta(hours=28))
    assert Alert.objects.filter(resolved_at=None).count() == Alert.objects.count() == len(listener.asked) == 1


def test_a_muted_budget_says_it_on_the_page_alone(shop: Project, listener: Listener) -> None:
    one = budget(shop, muted_until=NOW + timedelta(days=1))
    one.channels.add(channel(shop, "slack", listener.url))
    spend(shop, "x", NOW - timedelta(hours=2), 150)
    evaluate.budgets(shop, NOW + timedelta(hours=1))
    assert (Alert.objects.get().muted, Delivery.objects.count()) == (True, 0)


def test_a_forecast_rings_before_the_money_is_gone(shop: Project) -> None:
    for day in range(1, 29):
        spend(shop, "x", NOW - timedelta(days=day), 10 + day % 3)
    budget(shop, 280, warn_percent=0)
    evaluate.budgets(shop, NOW)
    alert = Alert.objects.get()
    assert alert.kind == "forecast"
    assert alert.sentence.startswith("The project will have cost about $3")
    assert "more than its $280" in alert.sentence


def test_a_model_and_a_user_have_budgets_too(shop: Project) -> None:
    spend(shop, "x", NOW, 40)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO rollup_payer VALUES (%s, 'h', %s, 'user', 'ada', 1, 1, 2, 0, 0, %s)", [shop.pk, NOW, 30 * USD]
        )
    large, ada = budget(shop, scope="model", value="large"), budget(shop, scope="user", value="ada", length="7d")
    evaluate.budgets(shop, NOW + timedelta(hours=1))
    for each in (large, ada):
        each.refresh_from_db()
    assert (large.spent_nanousd, ada.spent_nanousd, ada.unpriced_calls) == (40 * USD, 30 * USD, 2)


def test_what_does_not_arrive_is_tried_again_and_given_up_in_the_end(shop: Project, listener: Listener) -> None:
    one = budget(shop)
    one.channels.add(channel(shop, "webhook", listener.url, "s"))
    spend(shop, "x", NOW - timedelta(hours=2), 150)
    evaluate.budgets(shop, NOW)
    listener.status, at = 500, NOW
    for _ in range(10):
        deliver.due(at)
        at += timedelta(hours=9)
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.error, len(listener.asked)) == ("failed", 6, "It answered 500.", 6)
    assert len({each.headers["webhook-id"] for each in listener.asked}) == 1


def test_a_delivery_that_failed_once_arrives_the_next_time(shop: Project, listener: Listener) -> None:
    one = budget(shop)
    one.channels.add(channel(shop, "slack", listener.url))
    spend(shop, "x", NOW - timedelta(hours=2), 150)
    evaluate.budgets(shop, NOW)
    listener.status = 503
    assert deliver.due(NOW) == 0
    listener.status = 200
    assert deliver.due(NOW + timedelta(seconds=30)) == 0  # not yet
    assert deliver.due(NOW + timedelta(minutes=2)) == 1


def test_no_address_inside_our_network_is_asked(shop: Project, listener: Listener, settings: Any) -> None:
    settings.OUTBOUND_ALLOW = []
    one = budget(shop)
    one.channels.add(channel(shop, "slack", listener.url))
    spend(shop, "x", NOW - timedelta(hours=2), 150)
    evaluate.budgets(shop, NOW)
    deliver.due(NOW)
    assert "inside our own network" in Delivery.objects.get().error
    assert not listener.asked


def test_mail_without_a_server_says_so(shop: Project) -> None:
    one = budget(shop)
    one.channels.add(channel(shop, "email", "ann@example.com"))
    spend(shop, "x", NOW - timedelta(hours=2), 150)
    evaluate.budgets(shop, NOW)
    deliver.due(NOW)
    assert "AIOPS_SMTP_HOST is not set" in Delivery.objects.get().error


def test_a_prompt_that_grew_is_told_with_its_day_and_version(shop: Project) -> None:
    grown = Planted("input_tokens", "support-answer", HALF + 15, 0.8)
    change_world.store(shop, history(3, [grown]))
    change_world.version(shop, "prompt", "old", "support-answer", change_world.START)
    change_world.version(shop, "prompt", "new", "support-answer", change_world.START + timedelta(days=grown.start))
    for metric in ("tokens_per_call", "cost_per_run", "cache_share"):
        Watch.objects.create(project=shop, metric=metric, made_by="ada")
    evaluate.watches(shop, NOW)
    found = {(each.subject, each.facts["metric"]): each for each in Alert.objects.filter(kind="level")}
    assert set(found) == {("support-answer", "tokens_per_call"), ("support-answer", "cost_per_run")}
    said = found["support-answer", "tokens_per_call"].sentence
    assert f"since {grown.day.day} {grown.day:%b}" in said
    assert "On that day: prompt v1 became v2." in said


def test_noise_alone_says_nothing(shop: Project) -> None:
    change_world.store(shop, history(4))
    for metric in ("tokens_per_call", "cost_per_run", "cache_share"):
        Watch.objects.create(project=shop, metric=metric, made_by="ada")
    evaluate.watches(shop, NOW)
    assert not Alert.objects.exists()


def test_figures_are_looked_at_once_a_day_when_the_day_has_come_in(shop: Project) -> None:
    row = Watch.objects.create(project=shop, metric="cost_per_run", made_by="ada")
    looked = []
    for hour in (1, 3, 4):
        evaluate.watches(shop, datetime(2026, 11, 23, hour, tzinfo=UTC))
        row.refresh_from_db()
        looked.append((row.day and row.day.day, row.as_of and row.as_of.hour))
    assert looked == [(21, 1), (22, 3), (22, 3)]


@pytest.fixture
def member(shop: Project, client: Client) -> Client:
    client.force_login(people.person("mia@example.com", role="member", of=shop))
    return client


def test_acknowledging_names_who_is_at_it_and_the_first_one_stays(shop: Project, member: Client) -> None:
    budget(shop)
    spend(shop, "x", NOW - timedelta(hours=2), 150)
    evaluate.budgets(shop, NOW)
    pk = Alert.objects.get().pk
    member.post(f"/p/shop/alerts/{pk}/acknowledge/")
    member.force_login(people.person("other@example.com", role="member", of=shop))
    member.post(f"/p/shop/alerts/{pk}/acknowledge/")
    assert Alert.objects.get().acknowledged_by == "mia@example.com"
    assert "mia@example.com is at it" in member.get("/p/shop/alerts/").content.decode()


def test_a_budget_is_made_changed_muted_and_removed_on_pages(shop: Project, member: Client) -> None:
    form = {"scope": "workflow", "value": "x", "usd": "12.50", "length": "month", "warn_percent": "50"}
    member.post("/p/shop/budgets/new/", form)
    one = Budget.objects.get()
    assert (one.nanousd, one.made_by, one.as_of is not None) == (12_500_000_000, "mia@example.com", True)
    member.post(f"/p/shop/budgets/{one.pk}/", form | {"usd": "20"})
    member.post(f"/p/shop/budgets/{one.pk}/mute/", {"for": "7d"})
    one.refresh_from_db()
    assert (one.nanousd, one.muted_until is not None) == (20 * USD, True)
    member.post(f"/p/shop/budgets/{one.pk}/", {"remove": "yes"})
    assert not Budget.objects.exists()


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"scope": "workflow", "value": ""}, "value"),
        ({"usd": "0"}, "usd"),
        ({"usd": "-3"}, "usd"),
        ({"usd": "1e99"}, "usd"),
        ({"usd": "NaN"}, "usd"),
        ({"length": "century"}, "length"),
        ({"warn_percent": "100"}, "warn_percent"),
        ({"channels": "999999"}, "channels"),
    ],
)
def test_a_budget_that_is_none_is_refused_at_its_field(
    shop: Project, member: Client, form: dict[str, str], field: str
) -> None:
    good = {"scope": "project", "usd": "10", "length": "month", "warn_percent": "80"}
    answer = member.post("/p/shop/budgets/new/", good | form)
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {field}


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("slack", "ftp://hooks.example.com/"),
        ("webhook", "https://user:secret@example.com/"),
        ("email", "not an address"),
        ("email", "a@example.com, b@"),
    ],
)
def test_a_channel_nobody_can_be_reached_by_is_refused(shop: Project, client: Client, kind: str, target: str) -> None:
    client.force_login(people.person(role="admin", of=shop))
    answer = client.post("/p/shop/channels/new/", {"name": "x", "kind": kind, "target": target})
    assert (answer.status_code, set(answer.context["form"].errors)) == (400, {"target"})


def test_another_projects_channel_cannot_be_chosen(shop: Project, member: Client) -> None:
    theirs = channel(people.project("other"), "slack", "https://hooks.example.com/")
    form = {"scope": "project", "usd": "10", "length": "month", "warn_percent": "80", "channels": str(theirs.pk)}
    assert member.post("/p/shop/budgets/new/", form).status_code == 400


def test_the_address_of_a_chat_is_shown_to_nobody_but_admins(shop: Project, member: Client) -> None:
    channel(shop, "slack", "https://hooks.example.com/services/SECRET")
    page = member.get("/p/shop/alerts/").content.decode()
    assert "https://hooks.example.com:443" in page
    assert "SECRET" not in page


def test_a_test_message_says_what_came_of_it(shop: Project, client: Client, listener: Listener) -> None:
    client.force_login(people.person(role="admin", of=shop))
    pk = channel(shop, "slack", listener.url).pk
    good = client.post(f"/p/shop/channels/{pk}/test/", follow=True).content.decode()
    listener.status = 404
    bad = client.post(f"/p/shop/channels/{pk}/test/", follow=True).content.decode()
    assert "slack took the test message" in good
    assert "slack did not take it. It answered 404." in bad


def test_the_page_reads_few_rows_however_many_there_are(
    shop: Project, member: Client, django_assert_max_num_queries: Any
) -> None:
    one = budget(shop)
    hook = channel(shop, "slack", "https://hooks.example.com/")
    for number in range(60):
        row = Alert.objects.create(
            project=shop, key=f"{number}", kind="over", budget=one, subject="x", sentence=f"Said {number}.", path="/",
            opened_at=NOW, seen_at=NOW, resolved_at=NOW,
        )  # fmt: skip
        Delivery.objects.create(alert=row, channel=hook, next_at=NOW)
    with django_assert_max_num_queries(20):
        page = member.get("/p/shop/alerts/").content.decode()
    assert "Said 59." in page
    assert "?before=" in page
