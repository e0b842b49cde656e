"""The rounds: load, kill something at random, wait until it is back; then an outage; in the end compare."""

import json
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from random import Random

from tests.bench import ingest
from tests.bench.stack import Stack, running, wait_up
from tests.torture.sender import Ledger, Senders
from tests.torture.verdict import Verdict, judge, sums_hold
from tests.torture.victims import database_away, kill_one

RUNS_BETWEEN_KILLS = 84  # a thousand spans


@dataclass(frozen=True)
class Outage:
    """The database was away for `seconds`, and the web process was not: every request deserves an answer."""

    seconds: float
    told_to_wait: int  # answers 503 with Retry-After
    unanswered: int
    recovery_s: float

    @property
    def clean(self) -> bool:
        return self.told_to_wait > 0 and not self.unanswered

    def summary(self) -> str:
        return (
            f"database away {self.seconds:.0f} s: {self.told_to_wait} x 503 with Retry-After 1 to 3, "
            f"{self.unanswered} unanswered, back in {self.recovery_s:.1f} s"
        )


@dataclass(frozen=True)
class Outcome:
    kills: tuple[str, ...]
    verdict: Verdict
    sums_hold: bool
    surprises: tuple[str, ...]
    slowest_recovery_s: float
    outage: Outage

    @property
    def clean(self) -> bool:
        return self.verdict.clean and self.outage.clean and self.sums_hold and not self.surprises

    def summary(self) -> str:
        v = self.verdict
        return (
            f"{len(self.kills)} kills: {v.acknowledged:,} spans acknowledged, {v.lost} lost, {v.doubled} doubled, "
            f"${v.cents.normalize():f} off; roll-ups {'agree' if self.sums_hold else 'DISAGREE'}; "
            f"slowest recovery {self.slowest_recovery_s:.1f} s; unexpected answers: {len(self.surprises)}; "
            f"{self.outage.summary()}"
        )

    def as_json(self) -> str:
        verdict = self.verdict.__dict__ | {"cents": str(self.verdict.cents)}
        facts = {**self.__dict__, "verdict": verdict, "outage": self.outage.__dict__}
        return json.dumps(facts, indent=1)


def run(rounds: int, outage_s: float, random: Random, seed: int, say: Callable[[str], object]) -> Outcome:
    """`rounds` kills of web, worker or database, each with at least a thousand spans acknowledged since the last.

    Then the database is away for `outage_s`.
    """
    kills, slowest = [], 0.0
    with running() as stack:
        with (
            closing(Ledger(stack.home / "acknowledged.txt")) as ledger,
            Senders(stack.url, stack.key, ledger, seed) as senders,
        ):
            for number in range(rounds):
                wait_for_load(ledger, len(ledger) + RUNS_BETWEEN_KILLS, senders)
                time.sleep(random.uniform(0.05, 0.5))
                kills.append(kill_one(stack, random))
                recovery = recovered(stack, ledger)
                slowest = max(slowest, recovery)
                say(f"{number + 1:>4}  {kills[-1]:<24} back in {recovery:4.1f} s, {len(ledger) * 12:,} spans so far\n")
            outage = survive_outage(stack, ledger, senders, outage_s)
            say(f"      database away {outage_s:.0f} s     back in {outage.recovery_s:4.1f} s\n")
        ingest.drain(stack)
        verdict = judge(stack, dict(ledger.runs))
        ingest.drain(stack)
        return Outcome(tuple(kills), verdict, sums_hold(stack), tuple(senders.surprises), slowest, outage)


def survive_outage(stack: Stack, ledger: Ledger, senders: Senders, seconds: float) -> Outage:
    """Under load from before until after."""
    wait_for_load(ledger, len(ledger) + RUNS_BETWEEN_KILLS, senders)
    waited, unanswered = senders.told_to_wait, senders.unanswered
    with database_away(stack):
        time.sleep(seconds)
    recovery = recovered(stack, ledger)
    return Outage(seconds, senders.told_to_wait - waited, senders.unanswered - unanswered, recovery)


def wait_for_load(ledger: Ledger, wanted: int, senders: Senders, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while len(ledger) < wanted or senders.in_flight < 3:
        if time.monotonic() > deadline:
            raise RuntimeError(f"no progress: {len(ledger)} runs acknowledged; {senders.surprises[-3:]}")
        time.sleep(0.002)


def recovered(stack: Stack, ledger: Ledger) -> float:
    """Seconds until the product is ready and acknowledges again."""
    started, before = time.monotonic(), len(ledger)
    wait_up(stack.url)
    while len(ledger) == before and time.monotonic() - started < 120:
        time.sleep(0.01)
    return time.monotonic() - started
