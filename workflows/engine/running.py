"""One run while a worker has it: what it did before, what it is to write next, and whether it may go on."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from workflows.engine import ending, signals, spans
from workflows.engine.declare import WorkflowDefinition
from workflows.engine.spans import Told
from workflows.engine.versions import Kept
from workflows.store import attempts, runs
from workflows.store.runs import Commit, Lease, Row


@dataclass
class Hold:
    """Whether this worker may go on with a run. The heart of the worker says when not."""

    lease: Lease
    stopped: threading.Event = field(default_factory=threading.Event)  # for whatever reason
    lost: bool = False
    owned_up: bool = False  # that it was lost, and that the worker lives
    cancel: bool = False

    def lose(self) -> None:
        self.lost = True
        self.stopped.set()

    def ask_to_cancel(self) -> None:
        self.cancel = True
        self.stopped.set()


@dataclass
class Before:
    """What earlier leases of the run left."""

    steps: dict[str, Row] = field(default_factory=dict)
    tried: dict[str, tuple[int, int]] = field(default_factory=dict)  # attempts, and how many of them were lost
    waits: dict[str, Row] = field(default_factory=dict)  # the newest that the run has not taken note of, by step


@dataclass
class Running:
    """The state of one execution. Only the run's own thread changes it."""

    hold: Hold
    told: Told
    definition: WorkflowDefinition
    version: Kept
    deadline: float  # time.monotonic()
    dry_run: bool
    depth: int
    before: Before
    visited: set[str] = field(default_factory=set)
    pending: Commit = field(default_factory=Commit)  # goes with the next commit
    left: signals.Leave | None = None  # why the function was left, should it catch what nobody may

    @property
    def lease(self) -> Lease:
        return self.hold.lease

    def check(self) -> None:
        """Raises Leave where nothing new may be begun."""
        if self.hold.lost:
            raise signals.Gone
        if self.hold.cancel:
            raise signals.Cancelled
        if time.monotonic() >= self.deadline:
            raise signals.DeadlineOver

    def commit(self) -> None:
        """Writes what is pending; the run goes on. Raises LeaseLost."""
        what, self.pending = self.pending, Commit()
        runs.commit(self.lease, what)
        for row in what.steps:
            self.before.steps[row["key"]] = row

    def suspend(self, started_ns: int, stopped_for: str = "", error: dict[str, Any] | None = None) -> None:
        """Puts the run aside, or into the queue again where a wait of it ended meanwhile. Raises LeaseLost.

        One that somebody wants cancelled ends here: no worker would hear of it any more.
        """
        with transaction.atomic():
            answered, unwanted = runs.lock(self.lease)
            if unwanted:
                self.pending.waits.clear()
                self.end("cancelled", None, ending.CANCELLED, started_ns)
                return
            self.pending.state = "queued" if answered and not stopped_for else "waiting"
            self.pending.stopped_for, self.pending.error = stopped_for, error
            self.commit()

    def end(self, state: str, output: str | None, error: dict[str, Any] | None, started_ns: int) -> None:
        """Raises LeaseLost."""
        self.pending.state, self.pending.output, self.pending.error = state, output, error
        self.pending.spans.append(spans.run_span(self.told, state, started_ns, time.time_ns(), error))
        self.commit()


def load(lease: Lease) -> Before:
    """What earlier leases left; attempts they did not end are lost now."""
    project_id, run_id = lease.project_id, lease.run_id
    attempts.lose(project_id, run_id, lease.fence)
    return Before(
        {row["key"]: row for row in runs.steps(project_id, run_id)},
        attempts.before(project_id, run_id),
        {row["step_key"]: row for row in runs.ended_waits(project_id, run_id)},
    )
