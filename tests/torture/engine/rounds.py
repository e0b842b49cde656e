"""Runs are started, workers killed and stopped at random; in the end the books are compared with the world's."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from django.db import connection
from django.db.models import Sum

from aiops.demo.stub_openai import Stub
from tests.torture.engine.outside import Outside
from tests.torture.engine.workers import Workers
from tests.workflows.engine.steps import World, world
from workflows.engine import control
from workflows.models import Attempt, Effect, Run, SpanOutbox, SpendCounter, Step

WORKERS = 3
IN_FLIGHT = 16  # at least, so that every kill hits something
STEPS_EACH = 6  # note, three drafts, the timer, one draft
ENDED = ("succeeded", "failed", "cancelled", "dead")


@dataclass(frozen=True)
class Outcome:
    """All but the first lines ought to be zero. Money in nano-dollars."""

    runs: int
    kills: int
    stops: int
    seconds: float
    lost_attempts: int
    asked_nanousd: int
    booked_nanousd: int
    uncertain_nanousd: int
    unknown_reserved_nanousd: int  # by attempts of which nobody knows what they cost
    not_done: int
    wrong_outputs: int
    wrong_steps: int
    open_attempts: int
    still_reserved_nanousd: int
    effects_missing: int
    effects_without_their_key: int
    spans_missing: int
    counters_differ: int
    first_wrong: str = ""

    @property
    def clean(self) -> bool:
        wrong = (
            self.not_done, self.wrong_outputs, self.wrong_steps, self.open_attempts, self.still_reserved_nanousd,
            self.effects_missing, self.effects_without_their_key, self.spans_missing, self.counters_differ,
        )  # fmt: skip
        covered = self.booked_nanousd + self.uncertain_nanousd >= self.asked_nanousd
        exact = self.uncertain_nanousd > 0 or self.lost_attempts > 0 or self.booked_nanousd == self.asked_nanousd
        return not any(wrong) and covered and exact and self.uncertain_nanousd <= self.unknown_reserved_nanousd

    def as_json(self) -> str:
        return json.dumps(asdict(self), indent=1)


def run(
    runs: int, kills: int, stops: int, random: Random, log: Path, say: Callable[[str], object], lease_s: int = 1
) -> Outcome:
    """`runs` at first, and as many more as keep workers busy to the last kill. `log` is where workers complain.

    The database is that of the Django that calls.
    """
    began = time.monotonic()
    with Stub(seed=1) as stub, Outside() as outside:
        shop = world(stub)
        project_id = shop.project.pk
        acts = ["kill"] * kills + ["stop"] * stops
        random.shuffle(acts)
        environment = {"TORTURE_OUTSIDE": outside.url, "DATABASE_URL": database_url(), "AIOPS_EFFECT_SECONDS": "2"}
        with Workers(WORKERS, lease_s, log, **environment) as crew:
            started = start(project_id, 0, runs)
            for place, act in enumerate(acts, 1):
                wait_for_progress(project_id)
                started = start(project_id, started, IN_FLIGHT - left(project_id))
                time.sleep(random.uniform(0.05, 0.35))
                (crew.kill if act == "kill" else crew.stop)(random)
                if place % 20 == 0:
                    say(f"{place:>4} of {len(acts)}, {left(project_id)} runs left\n")
            if not wait_until_done(project_id):
                crew.ask_what_they_do()
        return judge(shop, stub, outside, (started, kills, stops), time.monotonic() - began)


def start(project_id: int, started: int, more: int) -> int:
    """Runs numbered from `started` on; answers the next number."""
    numbers = range(started, started + max(0, more))
    for number in numbers:
        control.start(project_id, "tortured", {"number": number}, idempotency_key=f"run {number}")
    return numbers.stop


def database_url() -> str:
    """Of the database this process talks to, for workers of their own."""
    found = connection.settings_dict
    return f"postgres:///{found['NAME']}?host={found['HOST']}&port={found['PORT'] or 5432}&user={found['USER']}"


def left(project_id: int) -> int:
    return Run.objects.filter(project_id=project_id, name="tortured").exclude(state__in=ENDED).count()


def wait_for_progress(project_id: int, seconds: float = 3) -> None:
    """Until another run has ended: a run that every kill hits is given up, as it should be."""
    deadline, before = time.monotonic() + seconds, left(project_id)
    while left(project_id) == before and time.monotonic() < deadline:
        time.sleep(0.02)


def wait_until_done(project_id: int, seconds: float = 120) -> bool:
    """Whether every run has ended and all of them is told. Gives up `seconds` after anything last happened."""
    deadline, before = time.monotonic() + seconds, None
    while time.monotonic() < deadline:
        effects = Effect.objects.filter(project_id=project_id, state__in=("pending", "sending")).count()
        open_ = (left(project_id), effects, SpanOutbox.objects.count())
        if open_ == (0, 0, 0):
            return True
        if open_ != before:
            deadline, before = time.monotonic() + seconds, open_
        time.sleep(0.1)
    return False


def judge(shop: World, stub: Stub, outside: Outside, planned: tuple[int, int, int], seconds: float) -> Outcome:
    project_id = shop.project.pk
    runs = Run.objects.filter(project_id=project_id, name="tortured")
    attempts = Attempt.objects.filter(project_id=project_id)
    lost, unknown = attempts.filter(outcome__in=("lost", "fenced")), attempts.filter(cost_nanousd=None)
    sums = runs.aggregate(Sum("spent_nanousd"), Sum("uncertain_nanousd"), Sum("reserved_nanousd"))
    effects = list(Effect.objects.filter(project_id=project_id))
    keys = {each.idempotency_key: str(each.payload["number"]) for each in effects}
    done = [each for each in runs if each.state == "succeeded"]
    wrong = next(
        (
            f"{each.id} {each.state} {each.error} fence {each.fence} lost {each.lost} until {each.lease_until}"
            for each in runs
            if each.state != "succeeded"
        ),
        "",
    )
    return Outcome(
        *planned,
        seconds=round(seconds, 1),
        lost_attempts=lost.count(),
        asked_nanousd=shop.charged(),
        booked_nanousd=sums["spent_nanousd__sum"] or 0,
        uncertain_nanousd=sums["uncertain_nanousd__sum"] or 0,
        unknown_reserved_nanousd=unknown.aggregate(Sum("reserved_nanousd"))["reserved_nanousd__sum"] or 0,
        not_done=planned[0] - len(done),
        wrong_outputs=sum(each.output != each.input["number"] + 1 for each in done),
        wrong_steps=abs(Step.objects.filter(project_id=project_id, state="done").count() - STEPS_EACH * planned[0]),
        open_attempts=attempts.filter(outcome="").count(),
        still_reserved_nanousd=sums["reserved_nanousd__sum"] or 0,
        effects_missing=planned[0] - sum((key, body) in outside.seen for key, body in keys.items()),
        effects_without_their_key=sum(keys.get(key) != body for key, body in outside.seen),
        spans_missing=missing_spans(project_id, planned[0]),
        counters_differ=sum(differs(each) for each in SpendCounter.objects.filter(project_id=project_id)),
        first_wrong=wrong[:500],
    )


def differs(counter: SpendCounter) -> bool:
    """Whether the budget's books say other than the run's."""
    if not counter.key.startswith("run:"):
        return False
    run = Run.objects.get(pk=counter.key.removeprefix("run:"))
    return (counter.spent_nanousd, counter.reserved_nanousd, counter.uncertain_nanousd) != (
        run.spent_nanousd, run.reserved_nanousd, run.uncertain_nanousd,
    )  # fmt: skip


def missing_spans(project_id: int, runs: int) -> int:
    """Each run has one root and five spans of steps (a timer has none) at least; attempts stand below them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE parent_span_id IS NULL), count(DISTINCT (trace_id, step)) "
            "FROM span WHERE project_id = %s AND (parent_span_id IS NULL OR step IS NOT NULL)",
            [project_id],
        )
        [(roots, _)] = cursor.fetchall()
    return abs(runs - int(roots))
