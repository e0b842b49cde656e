"""Items of several runs that share a call: who waits, who leads, what each is told and what it costs."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.workflows.engine.steps import IN, OUT, World
from workflows import erase, tasks
from workflows.engine.calling import model
from workflows.models import BatchSlot, CacheEntry, Run
from workflows.policies import Policy, function
from workflows.policies.calls import Performed, Resumed
from workflows.policies.guards import Context, Verdict

pytestmark = pytest.mark.django_db
EXPIRED = Resumed("batch", False)


def triage(tickets: list[str]) -> list[str]:
    if any("poison" in ticket for ticket in tickets):
        raise ValueError("poison")
    model("\n".join(tickets) + " [[input=100 output=10]]")
    return [f"{ticket}: low" for ticket in tickets]


def told(shop: World, run: Run, ticket: str, most: int = 3, **fields: Any) -> Performed:
    policy = fields.pop("policy", None) or Policy(batch=f"micro {most} within 1h")
    return shop.perform(triage, ticket, policy=policy, run=run, key="triage", seconds=9999, **fields)


def test_who_fills_the_batch_asks_for_all(shop: World) -> None:
    runs = [shop.leased_run() for _ in range(3)]
    first, second, third = (told(shop, run, ticket) for run, ticket in zip(runs, "abc", strict=True))
    assert [first.state, second.state, third.value] == ["waiting", "waiting", "c: low"]
    assert first.wait is not None
    assert first.wait.kind == "batch"
    again = told(shop, runs[0], "a", resumed=Resumed("batch", True))
    assert (again.value, again.rung, len(shop.stub.calls)) == ("a: low", "batch", 1)


def test_shares_of_the_cost_add_up(shop: World) -> None:
    for ticket in "abc":
        told(shop, shop.leased_run(), ticket)
    shares = list(BatchSlot.objects.values_list("cost_nanousd", flat=True))
    assert sum(share or 0 for share in shares) == shop.charged() == 100 * IN + 10 * OUT
    assert max(share or 0 for share in shares) - min(share or 0 for share in shares) <= 1


def test_who_has_waited_long_enough_goes_with_those_that_are_there(shop: World) -> None:
    runs = [shop.leased_run() for _ in range(2)]
    told(shop, runs[0], "a")
    told(shop, runs[1], "b")
    BatchSlot.objects.update(made_at="2026-01-01T00:00:00Z")
    led = told(shop, runs[0], "a", resumed=EXPIRED)
    assert (led.value, led.attributes["aiops.batch.together"], len(shop.stub.calls)) == ("a: low", 2, 1)


def test_a_leader_that_died_is_replaced(shop: World) -> None:
    run = shop.leased_run()
    told(shop, run, "a")
    BatchSlot.objects.update(state="asked", claimed_until="2026-01-01T00:00:00Z")
    assert told(shop, run, "a", resumed=EXPIRED).value == "a: low"


def test_while_somebody_else_asks_one_waits(shop: World) -> None:
    run = shop.leased_run()
    told(shop, run, "a")
    BatchSlot.objects.update(state="asked", claimed_until="2100-01-01T00:00:00Z")
    assert told(shop, run, "a", resumed=EXPIRED).state == "waiting"


def test_one_bad_item_spoils_nobody_elses_answer(shop: World) -> None:
    policy = Policy(batch="micro 3 within 1h", fallback=[function(lambda ticket: f"{ticket}: by hand")])
    runs = [shop.leased_run() for _ in range(3)]
    done = [told(shop, run, ticket, policy=policy) for run, ticket in zip(runs, ["a", "poison", "c"], strict=True)]
    again = [
        told(shop, run, ticket, policy=policy, resumed=Resumed("batch", True))
        for run, ticket in zip(runs[:2], ["a", "poison"], strict=True)
    ]
    assert [done[2].value, again[0].value, again[1].value] == ["c: low", "a: low", "poison: by hand"]


@dataclass
class AtTheDoor:
    """A guardrail that looks, at each try, until when the items are claimed; then that time passes."""

    lasts: list[bool] = field(default_factory=list)
    name = "at the door"

    def check(self, value: Any, context: Context) -> Verdict:  # noqa: ARG002
        slots = BatchSlot.objects.filter(state="asked")
        self.lasts += [each.claimed_until > datetime.now(UTC) for each in slots if each.claimed_until]
        slots.update(claimed_until="2026-01-01T00:00:00Z")
        return Verdict(self.name)

    def as_json(self) -> dict[str, Any]:
        return {}


def test_the_claim_lasts_as_long_as_its_leader_tries(shop: World) -> None:
    door = AtTheDoor()
    policy = Policy(batch="micro 2 within 1h", retries=2, backoff="constant 1ms, no jitter", guards_in=[door])
    told(shop, shop.leased_run(), "a", policy=policy)
    assert told(shop, shop.leased_run(), "b [[error=500 times=2]]", policy=policy).state == "ok"
    assert door.lasts == [True] * 6


@pytest.mark.parametrize("unstorable", [float("nan"), object(), "\ud800"])
def test_an_answer_that_cannot_be_written_down_is_asked_for_alone(shop: World, unstorable: Any) -> None:
    asked: list[list[str]] = []

    def judge(tickets: list[str]) -> list[Any]:
        asked.append(list(tickets))
        return [unstorable if ticket == "b" else ticket.upper() for ticket in tickets]

    policy, runs = Policy(batch="micro 2 within 1h"), [shop.leased_run() for _ in range(2)]
    for run, ticket in zip(runs, "ab", strict=True):
        shop.perform(judge, ticket, policy=policy, run=run, key="k", seconds=9999)
    assert set(BatchSlot.objects.values_list("state", flat=True)) == {"failed"}
    again = Resumed("batch", True)
    good = shop.perform(judge, "a", policy=policy, run=runs[0], key="k", seconds=9999, resumed=again)
    assert (good.value, asked) == ("A", [["a", "b"], ["b"], ["a"]])


@pytest.mark.parametrize("ended", [{"state": "cancelled"}, {"cancel_requested_at": "2026-11-01T00:00:00Z"}])
def test_nobody_pays_for_runs_that_are_over(shop: World, ended: dict[str, str]) -> None:
    gone, first, second = (shop.leased_run() for _ in range(3))
    told(shop, gone, "gone", most=2)
    Run.objects.filter(pk=gone.pk).update(**ended)
    assert told(shop, first, "a", most=2).state == "waiting"
    assert told(shop, second, "b", most=2).value == "b: low"
    [call] = shop.stub.calls
    assert "gone" not in call.prompt


def test_an_answer_for_another_number_of_items_is_none(shop: World) -> None:
    def careless(tickets: list[str]) -> list[str]:
        return ["one"]

    run = shop.leased_run()
    policy = Policy(batch="micro 2 within 1h")
    shop.perform(careless, "a", policy=policy, run=shop.leased_run(), key="k", seconds=9999)
    alone = shop.perform(careless, "b", policy=policy, run=run, key="k", seconds=9999)
    assert (alone.value, BatchSlot.objects.filter(state="failed").count()) == ("one", 2)


def test_who_has_no_time_to_wait_asks_alone(shop: World) -> None:
    done = shop.perform(triage, "a", policy=Policy(batch="micro 3 within 1h"), seconds=5)
    assert (done.value, BatchSlot.objects.count()) == ("a: low", 0)


def test_a_dry_run_joins_nobody(shop: World) -> None:
    assert told(shop, shop.leased_run(), "a", dry_run=True).value == "a: low"
    assert not BatchSlot.objects.exists()


def test_what_an_erased_run_left_in_cache_and_batches_goes_too(shop: World) -> None:
    kept, gone = shop.leased_run(), shop.leased_run()
    for run, ticket in ((kept, "a"), (gone, "b")):
        told(shop, run, ticket)
        shop.perform(lambda question: question, f"I am {ticket}", policy=Policy(cache="1h exact"), run=run)
    assert erase.ANSWERS.of_traces(shop.project.pk, [gone.id.hex], []) == 1
    left = (CacheEntry.objects.get().run_id, BatchSlot.objects.get().run_id)
    assert left == (kept.id, kept.id)
    assert erase.ANSWERS.reach(shop.project.pk, 1, []) == 0


def test_what_nobody_needs_is_forgotten(shop: World) -> None:
    told(shop, shop.leased_run(), "a")
    shop.perform(lambda question: question, "Hi", policy=Policy(cache="1h exact"))
    BatchSlot.objects.update(made_at="2026-01-01T00:00:00Z")
    CacheEntry.objects.update(made_at="2026-01-01T00:00:00Z")
    tasks.expire()
    assert (BatchSlot.objects.count(), CacheEntry.objects.count()) == (0, 0)
