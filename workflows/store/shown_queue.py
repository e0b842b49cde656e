"""The queue of managed workflows as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiops.core import sql
from workflows.models import BreakerState


@dataclass(frozen=True)
class Line:
    """One workflow. Ages in seconds; None: nothing is ready."""

    name: str
    ready: int
    later: int
    running: int
    waiting: int
    dead: int
    lost: int
    p50_s: float | None
    p95_s: float | None
    oldest_s: float | None


@dataclass(frozen=True)
class Ages:
    number: int
    p50_s: float | None
    p95_s: float | None
    oldest_s: float | None = None


@dataclass(frozen=True)
class Outbox:
    spans: int
    spans_age_s: float | None
    effects: int
    effects_late_s: float | None
    effects_asked: int
    lost: int


@dataclass(frozen=True)
class Queue:
    lines: Sequence[Line]
    ready: Ages
    began: Ages
    outbox: Outbox
    breakers: Sequence[BreakerState]

    @property
    def running(self) -> int:
        return sum(each.running for each in self.lines)

    @property
    def waiting(self) -> int:
        return sum(each.waiting for each in self.lines)

    @property
    def later(self) -> int:
        return sum(each.later for each in self.lines)

    @property
    def dead(self) -> int:
        return sum(each.dead for each in self.lines)


def read(project_id: int, since: datetime) -> Queue:
    params = {"project_id": project_id, "since": since}
    return Queue(
        [Line(*row) for row in sql.tuples("workflows", "queue_now", params)],
        Ages(*sql.tuples("workflows", "queue_ready_ages", params)[0]),
        Ages(*sql.tuples("workflows", "queue_waited", params)[0]),
        Outbox(*sql.tuples("workflows", "queue_outbox", params)[0]),
        list(BreakerState.objects.filter(project_id=project_id).exclude(state="closed").order_by("name")),
    )
