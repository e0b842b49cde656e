"""When an alert is the same as before, when it is another, and when two look at once."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from aiops.core import keyring
from aiops.core.models import Project
from aiops.core.outbound import signed
from aiops.core.stats import log_buckets
from costs.alerts import conditions, deliver, evaluate, opening
from costs.alerts.conditions import Condition
from costs.analysis.watching import Unusual
from costs.forms.alerts import BudgetForm
from costs.models import Alert, Budget, Channel, Delivery, Watch
from costs.store import series
from tests import people
from tests.costs.test_alerts import budget, channel, spend
from tests.listeners import http_listener
from traces.store import locks

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
USD = 1_000_000_000
HISTOGRAM = (
    "INSERT INTO rollup_histogram (project_id, grain, bucket, measure, name, log_buckets, ns)"
    " VALUES (%s, 'h', %s, %s, %s, %s, %s)"
)


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


def test_what_began_while_muted_is_told_when_the_mute_is_over(shop: Project) -> None:
    one = budget(shop, muted_until=NOW + timedelta(days=1))
    one.channels.add(channel(shop, "slack", "https://hooks.example.com/"))
    spend(shop, "x", NOW - timedelta(hours=2), 150)
    for hour in (1, 30, 31):
        evaluate.budgets(shop, NOW + timedelta(hours=hour))
    assert (Alert.objects.get().muted, Delivery.objects.count()) == (False, 1)


def test_a_raised_budget_that_is_broken_again_is_told_again(shop: Project) -> None:
    one = budget(shop, warn_percent=0, by_forecast=False)
    one.channels.add(channel(shop, "slack", "https://hooks.example.com/"))
    spend(shop, "x", NOW - timedelta(hours=2), 150)
    evaluate.budgets(shop, NOW)
    Budget.objects.filter(pk=one.pk).update(nanousd=200 * USD)
    evaluate.budgets(shop, NOW + timedelta(minutes=1))
    spend(shop, "x", NOW - timedelta(hours=1), 100)
    evaluate.budgets(shop, NOW + timedelta(minutes=2))
    assert (Alert.objects.filter(resolved_at=None).count(), Delivery.objects.filter(about="began").count()) == (1, 2)


def seen(rule: Watch, kind: Any, day: date, value: float) -> Condition:
    found = Unusual(kind, "cost_per_run", "answer", day, value, 0.03e9, 0.02e9, 0.04e9)
    return conditions._of_watch(rule.project, rule, found, [])


def test_two_unusual_days_are_two_alerts(shop: Project) -> None:
    rule = Watch.objects.create(project=shop, metric="cost_per_run", made_by="ada")
    for at in (0, 1):
        day = NOW + timedelta(days=at)
        opening.settle(shop, [rule], [seen(rule, "day", day.date(), 1e9)], day)
    assert [each.resolved_at is None for each in Alert.objects.order_by("pk")] == [False, True]


def test_a_level_that_was_not_seen_for_a_day_is_the_same_alert_with_its_new_figures(shop: Project) -> None:
    rule = Watch.objects.create(project=shop, metric="cost_per_run", made_by="ada")
    began = NOW.date() - timedelta(days=9)
    for at, some in enumerate(([seen(rule, "level", began, 1e9)], [], [], [seen(rule, "level", began, 2e9)])):
        opening.settle(shop, [rule], some, NOW + timedelta(days=at))
    alert = Alert.objects.get()
    assert (alert.resolved_at, alert.facts["value"]) == (None, 2e9)


@pytest.mark.parametrize("look", [evaluate.budgets, evaluate.watches])
def test_two_do_not_look_at_once(shop: Project, look: Any) -> None:
    """Else both open the same alert, of which there is one."""
    budget(shop)
    Watch.objects.create(project=shop, metric="cost_per_run", made_by="ada")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"alerts {shop.pk}"])
        locks.bound_waiting("10ms")
        with pytest.raises(OperationalError):
            look(shop, NOW)
    finally:
        other.close()


@pytest.mark.parametrize(("scope", "said"), [("workflow", True), ("model", False), ("project", False)])
def test_a_budget_says_that_money_of_rare_names_may_be_missing(
    shop: Project, client: Client, scope: str, said: bool
) -> None:
    spend(shop, "(other)", NOW - timedelta(hours=2), 5)
    budget(shop, scope=scope, value="" if scope == "project" else "x")
    evaluate.budgets(shop, NOW)
    client.force_login(people.person(of=shop))
    assert ("at least" in client.get("/p/shop/alerts/").content.decode()) is said


def _waiting(project: Project, hook: Any, number: int) -> None:
    row = Alert.objects.create(
        project=project, key=f"{number}", kind="over", subject="x", sentence="x", path="/", opened_at=NOW, seen_at=NOW
    )
    Delivery.objects.create(alert=row, channel=hook, next_at=NOW + timedelta(seconds=number))


def test_a_channel_that_fails_is_asked_once_a_round(shop: Project, settings: Any) -> None:
    with http_listener() as listener:
        settings.OUTBOUND_ALLOW, listener.status = [f"127.0.0.1:{listener.port}"], 500
        hook = channel(shop, "slack", listener.url)
        for number in range(3):
            _waiting(shop, hook, number)
        deliver.due(NOW + timedelta(minutes=1))
        assert len(listener.asked) == 1


def test_no_project_fills_a_round(shop: Project, settings: Any) -> None:
    other = people.project("other")
    with http_listener() as listener:
        settings.OUTBOUND_ALLOW = [f"127.0.0.1:{listener.port}"]
        hook = channel(shop, "slack", listener.url)
        for number in range(deliver.AT_ONCE):
            _waiting(shop, hook, number)
        _waiting(other, channel(other, "slack", listener.url), 50)
        assert deliver.due(NOW + timedelta(minutes=1)) == deliver.OF_A_PROJECT + 1
    assert Delivery.objects.get(alert__project=other).state == "sent"


class TestTheEnd:
    """That an alert is over is told once, to those who were told that it began, when it cannot begin again."""

    @pytest.fixture
    def told(self, shop: Project) -> Budget:
        one = budget(shop, length="24h", warn_percent=0)
        one.channels.add(channel(shop, "slack", "https://hooks.example.com/"))
        spend(shop, "x", NOW - timedelta(hours=2), 150)
        evaluate.budgets(shop, NOW)
        evaluate.budgets(shop, NOW + timedelta(hours=25))  # the money has left the window
        return one

    @pytest.mark.usefixtures("told")
    def test_it_is_told_a_day_after_the_end_with_how_long_it_lasted(self, settings: Any) -> None:
        alert = Alert.objects.get()
        said = alert.ending.replace("\N{NO-BREAK SPACE}", " ")
        assert said == "Over: it is clearly within the budget again. It lasted 1 d 1 h."
        with http_listener() as listener:
            settings.OUTBOUND_ALLOW = [f"127.0.0.1:{listener.port}"]
            Channel.objects.update(target=listener.url, kind="webhook", secret=signed.new_secret())
            deliver.due(NOW + timedelta(hours=25))
            assert [json.loads(each.body)["type"] for each in listener.asked] == ["alert.opened"]
            for hour in (49, 50):
                deliver.due(NOW + timedelta(hours=hour))
            [_, ended] = [json.loads(each.body) for each in listener.asked]
        assert (ended["type"], ended["data"]["lasted_seconds"]) == ("alert.ended", 25 * 3600)
        assert ended["data"]["sentence"] == alert.sentence
        assert ended["data"]["ended_at"] == (NOW + timedelta(hours=25)).isoformat()

    def test_what_begins_again_before_that_is_not_over(self, told: Budget) -> None:
        spend(told.project, "x", NOW + timedelta(hours=27), 150)
        evaluate.budgets(told.project, NOW + timedelta(hours=28))
        assert [each.about for each in Delivery.objects.all()] == ["began"]
        assert Alert.objects.get().ending == ""

    def test_what_gets_worse_is_not_over(self, shop: Project) -> None:
        one = budget(shop)
        one.channels.add(channel(shop, "slack", "https://hooks.example.com/"))
        for minute, usd in enumerate((85, 20)):
            spend(shop, "x", NOW - timedelta(hours=3 - minute), usd)
            evaluate.budgets(shop, NOW + timedelta(minutes=minute))
        assert [(each.alert.kind, each.about) for each in Delivery.objects.order_by("pk")] == [
            ("near", "began"), ("over", "began"),
        ]  # fmt: skip

    def test_the_end_of_a_month_is_told_at_once(self, shop: Project) -> None:
        one = budget(shop, warn_percent=0)
        one.channels.add(channel(shop, "slack", "https://hooks.example.com/"))
        spend(shop, "x", NOW - timedelta(hours=2), 150)
        evaluate.budgets(shop, NOW)
        then = datetime(2026, 12, 1, 1, tzinfo=UTC)
        evaluate.budgets(shop, then)
        assert Delivery.objects.get(about="ended").next_at == then
        assert Alert.objects.get().ending.startswith("Over: the time of this budget has ended.")

    def test_a_level_that_stays_for_three_weeks_is_no_longer_news(self, shop: Project) -> None:
        rule = Watch.objects.create(project=shop, metric="cost_per_run", made_by="ada")
        opening.settle(shop, [rule], [seen(rule, "level", NOW.date() - timedelta(days=9), 1e9)], NOW)
        opening.settle(shop, [rule], [], NOW + timedelta(days=13))
        assert Alert.objects.get().ending.startswith("No longer news: it has stayed at its new level")

    def test_nobody_hears_the_end_of_what_nobody_heard_of(self, shop: Project) -> None:
        one = budget(shop, length="24h", warn_percent=0, muted_until=NOW + timedelta(days=9))
        one.channels.add(channel(shop, "slack", "https://hooks.example.com/"))
        spend(shop, "x", NOW - timedelta(hours=2), 150)
        for hour in (0, 25):
            evaluate.budgets(shop, NOW + timedelta(hours=hour))
        assert not Delivery.objects.exists()


def test_keys_of_one_name_have_a_budget_together(shop: Project) -> None:
    """A key that was rotated goes on under its name; another key and calls of none are not in it."""
    keys = [keyring.create(shop, name, ["ingest"]).row.pk for name in ("shop backend", "shop backend", "batch jobs")]
    for usd, key in zip((30, 40, 500, 900), [*keys, 0], strict=True):
        spend(shop, "x", NOW - timedelta(hours=2), usd)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE rollup_call SET api_key = %s WHERE cost_nanousd = %s", [key, usd * USD])
    one = budget(shop, scope="key", value="shop backend")
    evaluate.budgets(shop, NOW)
    one.refresh_from_db()
    assert one.spent_nanousd == 70 * USD


@pytest.mark.parametrize(
    ("hours", "said"),
    [({0: 3, 7: 2}, True), ({0: 2, 7: 3}, False), ({0: 2}, True), ({7: 2}, False), ({0: 24 * 40, 7: 2}, False)],
)
def test_a_budget_of_a_key_says_that_older_calls_may_be_of_it(
    shop: Project, client: Client, hours: dict[int, int], said: bool
) -> None:
    """Calls of no key count as such once some have one; before, nobody knows whose they were. `hours`: ago, by key."""
    keyring.create(shop, "shop backend", ["ingest"])
    for key, ago in hours.items():
        spend(shop, f"of {key}", NOW - timedelta(hours=ago), 5)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE rollup_call SET api_key = %s WHERE workflow = %s", [key, f"of {key}"])
    budget(shop, scope="key", value="shop backend")
    evaluate.budgets(shop, NOW)
    client.force_login(people.person(of=shop))
    assert ("older calls have no key" in client.get("/p/shop/alerts/").content.decode()) is said


def test_a_budget_of_a_key_that_is_not_there_is_refused_by_its_field(shop: Project) -> None:
    data = {"scope": "key", "value": "shop backend", "usd": "5", "length": "month", "warn_percent": "80"}
    form = BudgetForm(data, instance=Budget(project=shop), project=shop)
    assert form.errors["value"] == ["No API key of this project has that name."]
    keyring.create(shop, "shop backend", ["ingest"])
    assert BudgetForm(data, instance=Budget(project=shop), project=shop).is_valid()


def test_percentiles_of_all_take_traces_without_a_workflow_too(shop: Project) -> None:
    """Of the name "" are all, as with every other series: 1 s of a, 2 s of b, 3 s three times of none."""
    day, rows = (NOW - timedelta(days=1), NOW), []
    for name, seconds, n in (("ok a", 1, 1), ("ok b", 1, 1), ("error b", 2, 1), ("ok ", 3, 3)):
        rows.append((shop.pk, day[0], "trace_duration_ns", name, [log_buckets.bucket_of(seconds * 1e9)], [n]))
    with connection.cursor() as cursor:
        cursor.executemany(HISTOGRAM, rows)
    found = {each.subject: each for each in series.read(shop.pk, [day], ["latency_p50"])}
    assert {name: each.units for name, each in found.items()} == {"a": [1], "b": [2], "": [6]}
    median = [found[name].values[0] for name in ("a", "b", "")]
    assert [round(value / 1e9) if value else None for value in median] == [1, 1, 2]


def test_the_slow_end_is_watched_by_its_percentile(shop: Project) -> None:
    """500 traces a day of about 1 s, some of 3 s: on the last day one in ten, so that the median stays."""
    rows: list[tuple[Any, ...]] = []
    for ago in range(56, 0, -1):
        slow = 50 if ago == 1 else 10 + ago % 3
        for status, n, ns in (("ok", 490 - slow, 1e9), ("ok", slow, 3e9), ("error", 10, 1e9 + 4e7 * (ago % 5))):
            at = NOW - timedelta(days=ago - 1, hours=len(rows) % 3 + 8)
            rows.append((shop.pk, at, "trace_duration_ns", f"{status} answer", [log_buckets.bucket_of(ns)], [n]))
    with connection.cursor() as cursor:
        cursor.executemany(HISTOGRAM, rows)
    for p in ("p50", "p95"):
        Watch.objects.create(project=shop, metric=f"latency_{p}", made_by="ada")
    evaluate.watches(shop, NOW)
    alert = Alert.objects.get()
    assert (alert.facts["metric"], alert.kind) == ("latency_p95", "day")
    said = alert.sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith("p95 of the duration of a trace of answer was 3.03 s on 22 Nov")
    assert "/p/shop/time/" in alert.path
