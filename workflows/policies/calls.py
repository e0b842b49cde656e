"""The seam between a run, which keeps the records, and the life of one step, which decides what is tried and when.

The engine calls `attempts.perform(StepCall, Ledger) -> Performed`. Nothing here knows a database: the ledger does.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Outcome = Literal["ok", "error", "timeout", "guardrail", "low_confidence", "lost", "fenced"]
Attributes = Mapping[str, Any]


class LeaseLost(Exception):  # noqa: N818 - what happened, no mistake of anybody
    """Another worker holds the run now. Whoever sees this stops at once, spends nothing more and writes nothing."""


@dataclass(frozen=True)
class Argument:
    """What the step function is called with."""

    positional: tuple[Any, ...] = ()
    named: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Budget:
    """What may be spent: `limit_nanousd` for each `per` (run, day or month). None: no limit."""

    limit_nanousd: int | None = None
    per: Literal["run", "day", "month"] = "run"


@dataclass(frozen=True)
class StepCall:
    """One step of one run, as it is to be performed now."""

    project_id: int
    run_id: str  # a UUID in hex
    workflow: str
    step_name: str
    key: str  # name, map index and loop count: `generate`, `generate#2`, `generate[17]`; unique within the run
    function: Callable[..., Any]
    arguments: Argument
    policy: Any  # workflows.policies.Policy, or None for the default
    deadline: float  # of the run, on time.monotonic()
    budget: Budget
    dry_run: bool = False
    rng_seed: int = 0  # the same for every try of this step, so that jitter can be repeated
    cancelled: threading.Event = field(default_factory=threading.Event)  # set: cancel asked, or the lease is lost
    effect: Literal["none", "db", "idempotent", "unsafe"] = "none"
    tried: int = 0  # attempts of this step that earlier leases recorded
    resumed: "Resumed | None" = None  # how the wait ended that this step asked for before


@dataclass(frozen=True)
class Resumed:
    """The answer to a step's wait. `answered` False: nobody answered in time."""

    kind: str
    answered: bool
    answer: Any = None
    by: str = ""


@dataclass(frozen=True)
class WaitWanted:
    """The step cannot go on by itself: the run is put aside and nothing is held meanwhile."""

    kind: Literal["approval", "webhook", "timer", "batch"]
    seconds: float | None = None  # until it expires; for a timer, until it ends. None: it never does
    who: str = ""  # whom an approval is for, in words
    question: str = ""
    state: Any = None  # JSON, kept with the wait


@dataclass(frozen=True)
class AttemptDone:
    """One try: a rung of the step's ladder, what became of it, and what it cost."""

    attempt_id: int | None  # None: nothing was called (an answer from the cache), so the ledger did not hear of it
    rung: str  # primary, a model's name, cache, function, human
    outcome: Outcome
    reserved_nanousd: int = 0
    cost_nanousd: int | None = 0  # None: not known
    start_ns: int = 0
    end_ns: int = 0
    error_type: str = ""
    error: str = ""
    attributes: Attributes = field(default_factory=dict)  # of its span: gen_ai.*, aiops.*


@dataclass(frozen=True)
class Performed:
    """How the step ended for now. `value` is JSON-able; `error` is (type, message)."""

    state: Literal["ok", "failed", "waiting"]
    value: Any = None
    rung: str = "primary"
    error: tuple[str, str] | None = None
    wait: WaitWanted | None = None
    attempts: tuple[AttemptDone, ...] = ()
    attributes: Attributes = field(default_factory=dict)  # of the step's span


class Ledger(Protocol):
    """Where attempts are recorded. Each call commits before it returns; raises LeaseLost where the lease is gone."""

    def started(self, rung: str, reserved_nanousd: int, attributes: Attributes) -> int:
        """Before any money is spent. Answers the attempt's id."""

    def ended(
        self, attempt_id: int, outcome: Outcome, cost_nanousd: int | None, attributes: Attributes, error: str = ""
    ) -> None:
        """`cost_nanousd` None: unknown, so the reservation stays as uncertain spend."""
