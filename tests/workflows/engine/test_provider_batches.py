"""Steps that wait for a provider's batch: one file for all, half the price, each failure its own."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from aiops.demo.stub_openai import Stub
from costs.models import Price
from costs.store import book
from tests.workflows.engine import batch_flows
from tests.workflows.engine import world as workers
from tests.workflows.engine.steps import IN, OUT, World, world
from tests.workflows.engine.test_spans_of_calls import priced
from workflows.engine import batch_post, control, sweep
from workflows.engine.providers import client, endpoints, openai_batches
from workflows.engine.providers.errors import BadAnswer
from workflows.models import Attempt, BatchSlot, Provider, ProviderBatch, Run, SpanOutbox, SpendCounter, Step, Wait
from workflows.store import provider_batches

pytestmark = pytest.mark.django_db
ANSWER = "[[text=low input=1000 output=10]]"
HALF = (1000 * IN + 10 * OUT) // 2


@pytest.fixture
def shop(settings: Any) -> Iterator[World]:
    settings.MANAGED_WORKFLOWS = [batch_flows.__name__]
    with Stub(seed=7) as stub:
        made = world(stub)
        Run.objects.all().delete()
        Price.objects.create(
            project=made.project, provider="openai", model="gpt-4o", match={"equals": "gpt-4o"}, tier="batch",
            rates={"input": "1", "output": "4"}, source="contract",
        )  # fmt: skip
        book.forget()
        yield made


def started(shop: World, *texts: str, name: str = "by night") -> list[UUID]:
    ids = [control.start(shop.project.pk, name, {"text": text}).run_id for text in texts]
    workers.work()
    return ids


def later() -> None:
    """A turn of whoever carries batches, when it is time for one."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workflows_batchslot SET due_at = now()")
        cursor.execute("UPDATE workflows_providerbatch SET next_at = now()")
    batch_post.turn()


def answered() -> None:
    """Sent, looked for in vain, looked for again."""
    for _ in range(3):
        later()
    workers.work()


def money(run_id: UUID) -> tuple[int, int, int]:
    run = workers.state(run_id)
    return run.spent_nanousd, run.reserved_nanousd, run.uncertain_nanousd


def test_runs_share_a_file_and_pay_half(shop: World) -> None:
    ids = started(shop, f"one {ANSWER}", f"two {ANSWER}")
    assert {workers.state(each).state for each in ids} == {"waiting"}
    assert all(money(each)[0] == 0 < money(each)[1] for each in ids)  # reserved as long as nobody knows
    answered()
    assert [workers.said(each) for each in ids] == [("succeeded", "low")] * 2
    assert [money(each) for each in ids] == [(HALF, 0, 0)] * 2
    assert set(Step.objects.values_list("attempts", "cost_nanousd")) == {(1, HALF)}
    assert (len(shop.stub.batches.batches), {each.path for each in shop.stub.calls}) == (1, {"/v1/batches"})
    assert set(SpendCounter.objects.values_list("spent_nanousd", "reserved_nanousd")) == {(HALF, 0)}


def test_the_door_prices_its_span_alike(shop: World) -> None:
    [run_id] = started(shop, ANSWER)
    answered()
    told = [each for row in SpanOutbox.objects.order_by("pk") for each in row.spans]
    calls = [each for each in priced(shop, told) if each.kind == "llm"]
    assert [each.cost_nanousd for each in calls] == [workers.state(run_id).spent_nanousd] == [HALF]


@pytest.mark.parametrize(
    ("name", "said", "kind"),
    [("shortly", "[[text=low input=1000 output=10 finish=length]]", "Truncated"), ("badly", ANSWER, "ValueError")],
)
def test_an_answer_of_no_use_is_told_once_with_what_it_cost(shop: World, name: str, said: str, kind: str) -> None:
    [run_id] = started(shop, said, name=name)
    answered()
    assert (workers.said(run_id)[1]["type"], money(run_id)) == (kind, (HALF, 0, 0))
    told = [each for row in SpanOutbox.objects.order_by("pk") for each in row.spans]
    assert [each.cost_nanousd for each in priced(shop, told) if each.kind == "llm"] == [HALF]
    assert Step.objects.get().cost_nanousd == HALF


def test_what_fails_in_a_batch_fails_its_own_step(shop: World) -> None:
    good, refused, forgotten = started(shop, f"a {ANSWER}", "b [[error=400]]", "c [[bad=hangup]]")
    answered()
    assert workers.said(good) == ("succeeded", "low")
    assert [workers.said(each)[0] for each in (refused, forgotten)] == ["failed", "failed"]
    assert "The request is invalid." in workers.said(refused)[1]["message"]
    assert [money(each) for each in (good, refused, forgotten)] == [(HALF, 0, 0), (0, 0, 0), (0, 0, 0)]
    assert sorted(Attempt.objects.values_list("outcome", flat=True)) == ["error", "error", "ok"]


def test_driven_again_it_asks_anew_what_its_provider_refused(shop: World) -> None:
    [run_id] = started(shop, f"b [[error=400 times=1]] {ANSWER}")
    answered()
    assert workers.said(run_id)[0] == "failed"
    control.redrive(shop.project.pk, run_id)
    workers.work()
    answered()
    assert (workers.said(run_id), money(run_id)) == (("succeeded", "low"), (HALF, 0, 0))


def test_driven_again_it_finds_the_answer_that_came_too_late(shop: World) -> None:
    [run_id] = started(shop, ANSWER)
    later()
    Wait.objects.update(expires_at="2026-01-01T00:00:00Z")
    sweep.sweep()
    workers.work()
    assert workers.said(run_id)[0] == "failed"
    answered()
    control.redrive(shop.project.pk, run_id)
    workers.work()
    assert (workers.said(run_id), money(run_id)) == (("succeeded", "low"), (HALF, 0, 0))


def test_a_batch_that_fails_as_a_whole_says_why(shop: World) -> None:
    [run_id] = started(shop, ANSWER)
    later()
    [batch] = shop.stub.batches.batches.values()
    batch |= {"status": "failed", "errors": {"object": "list", "data": [{"code": "x", "message": "Mixed models."}]}}
    answered()
    assert ("Mixed models." in workers.said(run_id)[1]["message"], money(run_id)) == (True, (0, 0, 0))
    assert ProviderBatch.objects.get().error == "Mixed models."


def test_the_same_question_twice_is_two_questions(shop: World) -> None:
    [run_id] = started(shop, ANSWER, name="twice")
    answered()
    answered()
    assert (workers.said(run_id), money(run_id)) == (("succeeded", "lowlow"), (2 * HALF, 0, 0))


def test_a_step_that_asks_something_else_when_it_is_answered_fails_and_pays_once(shop: World) -> None:
    [run_id] = started(shop, ANSWER, name="by chance")
    answered()
    state, error = workers.said(run_id)
    assert (state, error["type"]) == ("failed", "QuestionChanged")
    assert "question 1 of label_by_chance" in error["message"]
    assert (money(run_id), len(shop.stub.calls)) == ((HALF, 0, 0), 1)


def test_a_batch_that_was_sent_by_a_worker_that_died_is_found_again(shop: World) -> None:
    [run_id] = started(shop, ANSWER)
    later()
    ProviderBatch.objects.update(state="sending", remote_id="", tries=1)
    answered()
    later()
    workers.work()
    assert (workers.said(run_id), len(shop.stub.batches.batches)) == (("succeeded", "low"), 1)


def test_it_is_found_among_many_others(shop: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai_batches, "MOST_LISTED", 1)
    made, look = shop.stub.batches.create, endpoints.find(shop.project.pk)
    for mark in ("ours", "b", "c"):
        made({"input_file_id": "", "endpoint": "", "metadata": {openai_batches.MARK: mark}})
    patience = client.Patience(time.monotonic() + 30)
    assert [openai_batches.known(look, mark, 60, patience) for mark in ("ours", "gone")] == ["batch_1", ""]
    shop.stub.batches.batches["batch_2"]["created_at"] -= 10_000
    assert not openai_batches.known(look, "ours", 60, patience)  # what is beyond is older than ours


def test_a_batch_that_is_paid_waits_until_its_key_or_address_is_mended(shop: World) -> None:
    [run_id] = started(shop, ANSWER)
    later()
    for url in (f"{shop.stub.url}/nowhere", shop.stub.url):
        Provider.objects.update(base_url=url)
        endpoints.forget()
        answered()
    assert (workers.said(run_id), money(run_id)) == (("succeeded", "low"), (HALF, 0, 0))


@pytest.mark.parametrize("tries", [0, 9])
def test_a_batch_that_cannot_be_sent_cost_nothing_only_where_it_was_tried_once(shop: World, tries: int) -> None:
    [run_id] = started(shop, ANSWER)
    BatchSlot.objects.update(due_at=timezone.now())
    provider_batches.gather(10, 2**30)
    ProviderBatch.objects.update(tries=tries)
    Provider.objects.update(base_url="http://10.0.0.1/v1" if tries == 0 else f"{shop.stub.url}/nowhere")
    endpoints.forget()
    later()
    workers.work()
    reserved = Attempt.objects.get().reserved_nanousd
    assert (workers.said(run_id)[0], money(run_id)) == ("failed", (0, 0, reserved if tries else 0))


@pytest.mark.parametrize("bad", [{"status": ["x"]}, {"status": "completed", "output_file_id": [1]}])
def test_one_bad_reply_stops_no_other_batch(shop: World, bad: Any) -> None:
    started(shop, f"a {ANSWER}")
    later()
    [good] = started(shop, f"b {ANSWER}")
    later()
    shop.stub.batches.batches["batch_1"] = bad
    answered()
    assert workers.said(good) == ("succeeded", "low")
    assert ProviderBatch.objects.get(remote_id="batch_1").tries > 0


def test_a_list_of_batches_that_is_none_is_a_bad_answer(shop: World) -> None:
    shop.stub.batches.batches["x"] = cast("dict[str, Any]", "no batch")
    with pytest.raises(BadAnswer):
        openai_batches.known(endpoints.find(shop.project.pk), "ours", 60, client.Patience(time.monotonic() + 30))


def test_a_run_that_is_cancelled_meanwhile_pays_what_it_cost_and_one_that_was_not_asked_pays_nothing(
    shop: World,
) -> None:
    [sent] = started(shop, f"a {ANSWER}")
    later()
    [unsent] = started(shop, f"b {ANSWER}")
    for each in (sent, unsent):
        control.cancel(shop.project.pk, each, "ann")
    answered()
    assert [workers.state(each).state for each in (sent, unsent)] == ["cancelled", "cancelled"]
    assert [money(each) for each in (sent, unsent)] == [(HALF, 0, 0), (0, 0, 0)]
    assert len(shop.stub.calls) == 1


def test_files_are_filled_by_bytes_as_well(shop: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_post, "MOST_FILE_BYTES", 1)
    started(shop, f"one {ANSWER}", f"two {ANSWER}")
    later()
    later()
    assert len(shop.stub.batches.batches) == 2


def test_a_file_of_answers_may_be_larger_than_an_answer(shop: World) -> None:
    shop.stub.batches.files["big"] = (
        b'{"custom_id": "1", "response": {"status_code": 200, "body": {}}}' + b" " * 17 * 2**20
    )
    patience = client.Patience(time.monotonic() + 30, most_bytes=batch_post.MOST_ANSWER_BYTES)
    found = openai_batches.answers(endpoints.find(shop.project.pk), "big", patience)
    assert found == {"1": {"status": 200, "body": {}}}


@pytest.mark.parametrize("age", ["1 minute", "2 days"])
def test_a_batch_that_cannot_be_read_is_given_up_in_the_end_and_may_have_cost(shop: World, age: str) -> None:
    [run_id] = started(shop, ANSWER)
    later()
    [batch] = shop.stub.batches.batches.values()
    batch["status"] = "endless" if age == "2 days" else "completed"
    batch["output_file_id"] = shop.stub.batches.keep(b"no JSON")["id"]
    ProviderBatch.objects.update(tries=99, made_at=timezone.now() - timedelta(days=2 if age == "2 days" else 0))
    answered()
    reserved = Attempt.objects.get().reserved_nanousd
    assert (workers.said(run_id)[0], money(run_id)) == ("failed", (0, 0, reserved))
    assert ProviderBatch.objects.get().state == "failed"


def test_an_item_is_dropped_with_its_money_or_not_at_all(shop: World) -> None:
    [run_id] = started(shop, ANSWER)
    control.cancel(shop.project.pk, run_id, "ann")
    with connection.cursor() as cursor:  # the database refuses what frees the money
        cursor.execute("ALTER TABLE workflows_spendcounter ADD CONSTRAINT stuck CHECK (reserved_nanousd > 0)")
        with pytest.raises(IntegrityError):
            batch_post.turn()
        cursor.execute("ALTER TABLE workflows_spendcounter DROP CONSTRAINT stuck")
    assert (BatchSlot.objects.get().state, money(run_id)[1] > 0) == ("waiting", True)
    batch_post.turn()
    assert (BatchSlot.objects.get().state, money(run_id)) == ("failed", (0, 0, 0))


def test_who_cannot_wait_asks_at_once(shop: World) -> None:
    [run_id] = started(shop, ANSWER, name="in a hurry")
    assert (workers.said(run_id), money(run_id)) == (("succeeded", "low"), (2 * HALF, 0, 0))
    assert not BatchSlot.objects.exists()
