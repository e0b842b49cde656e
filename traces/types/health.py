"""What came in, counted; what could not be stored."""

from collections.abc import Mapping
from dataclasses import dataclass

EVENTS = ("outcomes", "scores")  # codes of what is stored and no span
BAD_EVENTS = ("rejected.bad_outcome", "rejected.bad_score")


@dataclass(frozen=True, slots=True)
class ClientCount:
    """What one client (its user agent) sent: spans, outcomes and scores."""

    client: str
    accepted: int
    rejected: int
    last_ns: int  # start of the last minute or hour in which it sent something


@dataclass(frozen=True, slots=True)
class Refused:
    """What one client sent in vain for one reason: spans or events (rejected.X) or whole requests (request.X)."""

    code: str
    client: str
    n: int
    last_ns: int  # start of the last minute or hour in which it happened


@dataclass(frozen=True, slots=True)
class IngestBar:
    start_ns: int
    end_ns: int
    accepted: int
    rejected: int


@dataclass(frozen=True, slots=True)
class IngestCounts:
    """What came in during a period; bars are of spans alone.

    Codes: accepted, duplicate, conflict, outcomes, scores, rejected.X, redacted.X, warning.X, ...
    """

    by_code: Mapping[str, int]
    by_client: tuple[ClientCount, ...]
    over_time: tuple[IngestBar, ...]

    @property
    def accepted(self) -> int:
        return self.by_code.get("accepted", 0)

    @property
    def rejected(self) -> int:
        """Spans and events."""
        return sum(n for code, n in self.by_code.items() if code.startswith("rejected"))

    @property
    def received(self) -> int:
        """Spans and events, repeated spans too."""
        return sum(self.by_code.get(code, 0) for code in ("accepted", "duplicate", *EVENTS)) + self.rejected

    @property
    def has_events(self) -> bool:
        """Whether any of it was an outcome or a score."""
        return any(self.by_code.get(code) for code in (*EVENTS, *BAD_EVENTS))


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A span or event that could be read but not stored, and why. Ids are as sent: hex text, maybe of the wrong length.

    An event's `name` is its id, its `service` its source.
    """

    received_ns: int
    code: str
    field: str
    reason: str
    trace_id: str
    span_id: str
    name: str
    service: str
