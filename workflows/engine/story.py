"""What happens to one step while it is performed, as it is told to the ledger, the spans and the page."""

import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.db import transaction

from workflows.policies import Policy, defaults
from workflows.policies.calls import Argument, AttemptDone, LeaseLost, Ledger, Outcome, Performed, StepCall, WaitWanted
from workflows.policies.failures import Failure
from workflows.store import spending

OUTCOMES: Mapping[str, Outcome] = {
    "timeout": "timeout", "deadline": "timeout", "guardrail": "guardrail", "low_confidence": "low_confidence",
}  # fmt: skip
MOST_ERROR = 2000


class _DoesNotFit(Exception):  # noqa: N818 - takes back what the transaction began
    pass


@dataclass
class Open:
    """An attempt that is recorded and not yet ended. `shown` is for its span alone: too much for a row."""

    id: int
    rung: str
    reserved_nanousd: int
    start_ns: int
    held: bool = False  # of a budget
    cost_nanousd: int | None = 0
    failure: Failure | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)
    end_ns: int = 0


@dataclass
class Story:
    call: StepCall
    ledger: Ledger
    policy: Policy
    attempts: list[AttemptDone] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    guards: list[str] = field(default_factory=list)  # "pii_masked:mask", in the order they were asked
    open: Open | None = None
    failure: Failure | None = None  # the last one
    draws: int = 0
    aside: Callable[[Callable[..., Any], Argument, float], Any] | None = None  # how, where a function may be left
    said: bool = False  # the last try's attempt is among `attempts` already
    alive: Callable[[float], None] | None = None  # tells who relies on this step that it may take so many seconds more

    @classmethod
    def of(cls, call: StepCall, ledger: Ledger) -> "Story":
        return cls(call, ledger, call.policy if isinstance(call.policy, Policy) else defaults.STANDARD)

    @property
    def left_ms(self) -> float:
        return (self.call.deadline - time.monotonic()) * 1000

    @property
    def cost_nanousd(self) -> int | None:
        """Of its attempts so far. None: nobody knows it of one of them."""
        costs = [each.cost_nanousd for each in self.attempts]
        return None if None in costs else sum(cost or 0 for cost in costs)

    def run_aside(self, function: Callable[..., Any], arguments: Argument, seconds: float) -> Any:
        """Somebody else's code (a look-up, an outside guardrail): left when it takes longer."""
        self.still_at_it(seconds)
        if self.aside is None:
            return function(*arguments.positional, **arguments.named)
        return self.aside(function, arguments, seconds)

    def still_at_it(self, seconds: float) -> None:
        """Before anything that takes up to so long: a try after it is counted too."""
        if self.alive is not None:
            self.alive(seconds + self.policy.timeout_ms / 1000)

    def draw(self) -> float:
        """Chance that can be repeated: by the step's seed and how often it was tried."""
        self.draws += 1
        return Random(f"{self.call.rng_seed}:{self.call.tried}:{self.draws}").random()  # noqa: S311

    def begin(self, rung: str, key: str = "", limit: int | None = None, amount: int = 0) -> Open | None:
        """Records an attempt, its money reserved in the same transaction. None: the money does not fit.

        The run's row is locked before the budget's, as everywhere, so that racers wait for and never block each other.
        Raises LeaseLost.
        """
        try:
            with transaction.atomic() if limit is not None else nullcontext():
                attempt = self.ledger.started(rung, amount, {})
                if limit is not None:
                    if not spending.reserve(self.call.project_id, key, limit, amount):
                        raise _DoesNotFit  # noqa: TRY301 - rolls the attempt back
                    spending.hold(self.call.project_id, key, attempt, amount)
        except _DoesNotFit:
            spending.refused(self.call.project_id, key, limit or 0)
            return None
        self.open = Open(attempt, rung, amount, time.time_ns(), held=limit is not None)
        return self.open

    def mark(self, rung: str) -> None:
        """In a try of a step with an effect an attempt is open all the time, so that a death leaves a trace."""
        if self.call.effect != "none" and self.open is None:
            self.begin(rung)

    def end(self, failure: Failure | None = None) -> None:
        """Ends the open attempt, if there is one, and books what it cost. Raises LeaseLost, when that is done."""
        attempt, self.open = self.open, None
        if attempt is None:
            return
        failure = failure or attempt.failure
        outcome, error = outcome_of(failure)
        lost = self._booked(attempt, outcome, error)
        self.attempts.append(
            AttemptDone(
                attempt.id,
                attempt.rung,
                outcome,
                attempt.reserved_nanousd,
                attempt.cost_nanousd,
                attempt.start_ns,
                attempt.end_ns or time.time_ns(),
                error,
                failure.message[:MOST_ERROR] if failure else "",
                attempt.attributes | attempt.shown,
            )
        )
        if lost is not None:
            raise lost

    def _booked(self, attempt: Open, outcome: Outcome, error: str) -> LeaseLost | None:
        """Writes it, and settles its budget in the same transaction, also when the lease is gone meanwhile."""
        with transaction.atomic() if attempt.held else nullcontext():
            try:
                self.ledger.ended(attempt.id, outcome, attempt.cost_nanousd, attempt.attributes, error)
            except LeaseLost as gone:
                return gone
            finally:
                if attempt.held:
                    spending.settle(self.call.project_id, attempt.id, attempt.cost_nanousd)
        return None

    def note(
        self, rung: str, start_ns: int, failure: Failure | None = None, attributes: Mapping[str, Any] | None = None
    ) -> None:
        """A try that asked nobody. A good one is told by its step; a failed one is recorded."""
        if failure is not None:
            self.begin(rung)
            if self.open is not None:
                self.open.start_ns = start_ns
                self.open.attributes |= attributes or {}
            self.end(failure)
        else:
            self.attempts.append(AttemptDone(None, rung, "ok", 0, 0, start_ns, time.time_ns()))

    def record(self, rung: str, attributes: Mapping[str, Any]) -> None:
        """That something other than a try gave the answer, for the run's page. Raises LeaseLost."""
        with transaction.atomic():
            self.ledger.ended(self.ledger.started(rung, 0, attributes), "ok", 0, {})

    def tried(
        self, rung: str, start_ns: int, failure: Failure | None = None, attributes: Mapping[str, Any] | None = None
    ) -> None:
        """A try is over: the attempt that is open was its last call, or it made none."""
        said, self.said = self.said, False
        if self.open is not None:
            self.open.attributes |= attributes or {}
            self.end(failure)
        elif not said:
            self.note(rung, start_ns, failure, attributes)

    def done(self, value: Any, rung: str) -> Performed:
        return Performed("ok", value, rung, attempts=tuple(self.attempts), attributes=self.told())

    def waits(self, wait: WaitWanted, rung: str) -> Performed:
        return Performed("waiting", rung=rung, wait=wait, attempts=tuple(self.attempts), attributes=self.told())

    def failed(self, rung: str = "primary") -> Performed:
        failure = self.failure or Failure("error", "nothing could be tried")
        error = (failure.error_type or failure.code, failure.message[:MOST_ERROR])
        return Performed("failed", rung=rung, error=error, attempts=tuple(self.attempts), attributes=self.told())

    def told(self) -> dict[str, Any]:
        """Attributes of the step's span."""
        told = dict(self.attributes)
        if self.guards:
            told["aiops.workflow.guards"] = list(dict.fromkeys(self.guards))
        if self.failure is not None and self.failure.code not in OUTCOMES:
            told.setdefault("aiops.workflow.failure", self.failure.code)
        return told


def outcome_of(failure: Failure | None) -> tuple[Outcome, str]:
    """As the ledger names it, and the type of the error."""
    if failure is None:
        return "ok", ""
    return OUTCOMES.get(failure.code, "error"), failure.error_type or failure.code
