"""Whatever arrives in whatever order, and whatever is worked on in between: totals are those of a naive recount.

FACTS_EXAMPLES and FACTS_STEPS make it longer and random, as `make torture` does; a failure prints the steps to it.
"""

import os
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.facts import checks, wire
from tests.facts.meters import Reading
from tests.facts.model import Model
from tests.facts.outcomes import Outcome
from tests.facts.product import HOUR_NS, Product
from tests.facts.rows import EVENT, LOG, PRICED, SPAN, Fact

pytestmark = pytest.mark.django_db
EXAMPLES, STEPS = int(os.environ.get("FACTS_EXAMPLES", "20")), int(os.environ.get("FACTS_STEPS", "30"))
MINUTE_NS = 60 * 10**9
RULES = {"answer": "last", "refund": "first", "triage": "equal"}
HOURS_AGO = (2, 2, 4, 26, 26, 200)
MOST_ERASURES = 2  # of one history: else little is left to happen
KEPT_DAYS = 7  # after expiry: the last trace is older

number = st.integers
traces = number(0, len(HOURS_AGO) - 1)
statuses = st.sampled_from(("ok", "ok", "unset", "error"))
tokens = st.none() | st.tuples(number(0, 3_000), number(0, 900))
models = st.sampled_from((PRICED, PRICED, "unheard-of"))
responses = st.sampled_from((None, None, None, "r-1", "r-2"))
runs = st.sampled_from((None, None, None, "run-a", "run-b"))
maybe = st.booleans()
plans = st.sampled_from((None, None, "gold", "free"))
minutes = st.sampled_from((0, 0, 0, 0, -5, -2, 1, 5))  # mostly the same one
reported = st.none() | number(0, 50_000_000)


class World:
    """Where the few traces lie, so that facts meet: the same traces, spans, calls, sessions and keys come again."""

    def __init__(self) -> None:
        now_s = time.time_ns() // 10**9 // 60 * 60
        self.now_ns = now_s * 10**9
        self.starts_ns = [(now_s - hours * 3600) * 10**9 for hours in HOURS_AGO]

    def trace(self, n: int) -> str:
        return f"{n + 1:032x}"

    def span(self, n: int, place: int) -> str:
        return f"{n + 1:08x}{place + 1:08x}"

    def workflow(self, n: int) -> str:
        return list(RULES)[n % len(RULES)]

    def about(self, n: int, minute: int) -> dict[str, Any]:
        """What every fact of a trace has."""
        start_ns = self.starts_ns[n] + minute * MINUTE_NS
        return {"trace": self.trace(n), "workflow": self.workflow(n), "start_ns": start_ns}


class Facts(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world, self.model, self.product = World(), Model(RULES, 3), Product(RULES, 3)
        self.sent: list[tuple[str, list[Fact], Callable[[list[Fact]], Any]]] = []
        self.logs = 0
        self.erased: list[tuple[str, str]] = []
        self.known: list[Outcome] = []

    def send(self, path: str, facts: list[Fact], body: Callable[[list[Fact]], Any]) -> None:
        self.product.post(path, body(facts))
        self.model.arrives(facts)
        self.sent.append((path, facts, body))

    @rule(n=traces, data=st.data())
    def spans_arrive(self, n: int, data: st.DataObject) -> None:
        """Of one trace: children before roots, late roots, wrappers, the same id with another body."""
        places = data.draw(st.lists(number(0, 5), min_size=1, max_size=5), "places")
        self.send("/v1/traces", [self._span(n, place, data) for place in places], wire.spans)

    def _span(self, n: int, place: int, data: st.DataObject) -> Fact:
        above = data.draw(st.none() | number(0, place - 1) if place else st.none(), "parent")
        kind = data.draw(st.sampled_from(("work", "call", "wrapper")), "kind")
        uses: dict[str, Any] = (
            {} if kind == "work" else {"tokens": data.draw(tokens, "tokens"), "response": data.draw(responses, "r")}
        )
        if kind == "wrapper" and uses["tokens"] is None:
            uses = {}
        return Fact(
            span=self.world.span(n, place),
            source=SPAN,
            parent=None if above is None else self.world.span(n, above),
            call=kind == "call",
            status=data.draw(statuses, "status"),
            model=data.draw(models, "model"),
            run=data.draw(runs, "run"),
            session=f"session-{n % 2}" if data.draw(maybe, "session") else None,
            key=f"order-{n % 3}" if data.draw(maybe, "key") else None,
            user=f"user-{n % 3}" if data.draw(maybe, "user") else None,
            plan=data.draw(plans, "plan"),
            **uses,
            **self.world.about(n, data.draw(minutes, "minute")),
        )

    @rule(n=traces, place=number(0, 5), data=st.data(), says_ids=maybe, event_id=st.sampled_from(("e-1", "e-2", "e-3")))
    def an_event_arrives(self, n: int, place: int, data: st.DataObject, says_ids: bool, event_id: str) -> None:
        """Of a call that a span may tell of too, or of one that nobody else tells of."""
        event_id = f"{event_id}-{n}"
        about = self.world.about(n, data.draw(minutes, "minute"))
        span = self.world.span(n, place)
        if not says_ids:
            about["trace"], span = wire.ids_of_event(event_id)
        uses = data.draw(tokens, "tokens")
        fact = Fact(
            span=span,
            source=EVENT,
            call=True,
            status=data.draw(statuses, "status"),
            tokens=uses,
            reported_nanousd=data.draw(reported if uses else number(0, 50_000_000), "reported"),
            model=data.draw(models, "model"),
            response=data.draw(responses, "response"),
            run=data.draw(runs, "run"),
            session=f"session-{n % 2}" if data.draw(maybe, "session") else None,
            user=f"user-{n % 3}" if data.draw(maybe, "user") else None,
            **about,
        )
        self.send("/api/v1/usage", [fact], lambda facts: wire.usage(facts, [(event_id, says_ids)] * len(facts)))

    @rule(n=traces, place=st.none() | number(0, 5), data=st.data())
    def a_coding_agent_tells(self, n: int, place: int | None, data: st.DataObject) -> None:
        self.logs += 1
        fact = Fact(
            span=f"log-{self.logs}",
            source=LOG,
            parent=None if place is None else self.world.span(n, place),
            call=True,
            tokens=data.draw(tokens, "tokens"),
            reported_nanousd=data.draw(reported, "reported"),
            model="unheard-of",
            response=data.draw(responses, "response"),
            number=self.logs,
            **self.world.about(n, data.draw(minutes, "minute")),
        )
        self.send("/v1/logs", [fact], lambda facts: wire.log(facts[0]))

    @rule(n=traces, place=number(0, 5), minute=minutes)
    def a_record_adds_content(self, n: int, place: int, minute: int) -> None:
        self.logs += 1
        about = self.world.about(n, minute)
        fact = Fact(
            span=self.world.span(n, place), source=LOG, status="unset", supplement=True, number=self.logs, **about
        )
        self.send("/v1/logs", [fact], lambda facts: wire.log(facts[0]))

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def a_batch_comes_again(self, data: st.DataObject) -> None:
        """Whole, in part, or in another order."""
        path, facts, body = data.draw(st.sampled_from(self.sent), "batch")
        again = data.draw(st.permutations(facts), "order")[: data.draw(number(1, len(facts)), "part")]
        self.product.post(path, body(again))
        self.model.arrives(again)

    @rule(n=traces, data=st.data(), name=st.sampled_from(("o-1", "o-2", "o-3", "o-4")), version=number(0, 4))
    def an_outcome_arrives(self, n: int, data: st.DataObject, name: str, version: int) -> None:
        """Before its run or after, corrected, withdrawn, a lower version late."""
        refs = {
            "run_id": data.draw(st.sampled_from(("run-a", "run-b", self.world.trace(n))), "run"),
            "trace_id": self.world.trace(n),
            "session": f"session-{n % 2}",
            "key": f"order-{n % 3}",
        }
        kind = data.draw(st.sampled_from(list(refs)), "kind")
        outcome = Outcome(
            id=name,
            version=version,
            workflow=self.world.workflow(n),
            kind=kind,
            ref=refs[kind],
            at_ns=self.world.starts_ns[n] + data.draw(number(-6, 180), "minute") * MINUTE_NS,
            status=data.draw(st.sampled_from(("success", "success", "failure", "withdrawn")), "status"),
            value_nanousd=data.draw(st.none() | number(0, 10**12), "value"),
        )
        answer = self.product.post("/api/v1/outcomes", wire.outcomes([outcome]))
        if answer["rejected"]:
            assert self.model.forgotten.refuses(outcome), answer
        else:
            self.model.hears([outcome])

    @rule(
        meter=number(0, 1), n=number(0, 2), begun=st.sampled_from((30, 30, 180)), minute=number(0, 20), data=st.data()
    )
    def a_meter_is_read(self, meter: int, n: int, begun: int, minute: int, data: st.DataObject) -> None:
        """Of a series that is young or old, further than before or begun anew, in order or not."""
        start_ns = self.world.now_ns - begun * MINUTE_NS
        reading = Reading(
            f"meter-{meter}", f"user-{n}", meter == 0, start_ns, start_ns + minute * MINUTE_NS,
            data.draw(number(0, 5_000), "value"),
        )  # fmt: skip
        self.product.post("/v1/metrics", wire.meter(reading))
        self.model.reads(reading, time.time_ns())

    @rule()
    def traces_settle(self) -> None:
        self.product.settle()

    @rule()
    def roll_ups_are_computed(self) -> None:
        self.product.roll_up()

    @rule()
    def minutes_are_folded(self) -> None:
        self.product.fold()

    @rule()
    def outcomes_are_credited(self) -> None:
        self.product.attribute()

    @rule()
    def hours_pass(self) -> None:
        self.product.ahead_ns += HOUR_NS

    @precondition(lambda self: not self.product.is_swapping())
    @rule(usd=number(1, 9))
    def the_price_changes(self, usd: int) -> None:
        self.product.set_price(usd)
        self.model.usd_per_million = usd

    @precondition(lambda self: self.product.job is None)
    @rule()
    def pricing_anew_begins(self) -> None:
        self.product.begin_repricing()

    @precondition(lambda self: self.product.job is not None)
    @rule(slices=number(1, 40))
    def pricing_anew_goes_on(self, slices: int) -> None:
        job = self.product.go_on_repricing(slices)
        if job is not None:
            since, until = (int(at.timestamp()) * 10**9 for at in (job.since, job.until))
            self.model.is_priced_anew(since, until)

    @precondition(lambda self: self.product.erasure is None and len(self.erased) < MOST_ERASURES)
    @rule(kind=st.sampled_from(("user", "session", "trace", "trace")), n=traces)
    def an_erasure_begins(self, kind: str, n: int) -> None:
        name = {"user": f"user-{n % 3}", "session": f"session-{n % 2}", "trace": self.world.trace(n)}[kind]
        self.erased.append((kind, name))
        self.product.begin_erasure(kind, name)

    @precondition(lambda self: self.product.erasure is not None)
    @rule(steps=number(1, 12))
    def an_erasure_goes_on(self, steps: int) -> None:
        """Find, begin, take away: whatever happens between any two steps."""
        kind, name = self.erased[-1]
        for said in self.product.go_on_erasing(steps):
            if said == "confirmed":
                self.known = list(self.model.outcomes.values())
                self.model.erases(kind, name, time.time_ns(), self.product.expired_of(kind, name))
            self._outcomes_go()
            if said == "done":
                self.model.has_lost_all_it_must(self.known)
                if kind == "user":
                    self.model.meters.forgets(name)

    @precondition(lambda self: self.erased)
    @rule()
    def what_came_later_is_erased_too(self) -> None:
        self.product.take_along()
        self._outcomes_go()

    def _outcomes_go(self) -> None:
        self.model.loses_outcomes({each.id for each in self.model.outcomes.values()} - self.product.outcome_ids())

    @rule()
    def the_list_of_tags_changes(self) -> None:
        self.model.plans_are_tags = not self.model.plans_are_tags
        self.product.promote(on=self.model.plans_are_tags)

    @precondition(lambda self: self.product.retagging is not None)
    @rule(slices=number(1, 12))
    def tagging_goes_on(self, slices: int) -> None:
        if self.product.go_on_tagging(slices):
            self.model.is_tagged_anew()

    @precondition(lambda self: not self.model.kept_since_ns)
    @rule()
    def old_spans_expire(self) -> None:
        """Once they are summed up, as they are weeks before that."""
        self.all_is_drained()
        self.model.expires(self.product.expire(KEPT_DAYS))

    @rule()
    def all_is_drained(self) -> None:
        """And everything agrees with the recount."""
        while self.product.job is not None:
            self.pricing_anew_goes_on(1000)
        while self.product.erasure is not None:
            self.an_erasure_goes_on(1000)
        self.what_came_later_is_erased_too()
        while self.product.retagging is not None:
            self.tagging_goes_on(1000)
        self.product.drain()
        checks.all_agrees(self.product, self.model)

    @invariant()
    def the_list_agrees_at_any_time(self) -> None:
        checks.the_list_agrees(self.product)

    @invariant()
    def shares_are_whole_at_any_time(self) -> None:
        checks.shares_are_whole(self.product, self.model)

    @invariant()
    def no_bucket_stands_twice(self) -> None:
        checks.no_bucket_stands_twice(self.product)

    def teardown(self) -> None:
        self.all_is_drained()


def test_totals_are_those_of_a_naive_recount_whatever_happens_in_between() -> None:
    run_state_machine_as_test(
        Facts,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            derandomize="FACTS_EXAMPLES" not in os.environ,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
