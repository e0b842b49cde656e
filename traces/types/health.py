"""What came in, counted; what could not be stored."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClientCount:
    """What one client (its user agent) sent, in spans."""

    client: str
    accepted: int
    rejected: int
    last_ns: int  # start of the last minute or hour in which it sent something


@dataclass(frozen=True, slots=True)
class Refused:
    """What one client sent in vain for one reason: spans (code rejected.X) or whole requests (request.X)."""

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
    """What came in during a period. Codes: accepted, duplicate, conflict, rejected.X, redacted.X, warning.X, ..."""

    by_code: Mapping[str, int]
    by_client: tuple[ClientCount, ...]
    over_time: tuple[IngestBar, ...]

    @property
    def accepted(self) -> int:
        return self.by_code.get("accepted", 0)

    @property
    def rejected(self) -> int:
        return sum(n for code, n in self.by_code.items() if code.startswith("rejected"))


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A span that could be read but not stored, and why. Ids are as sent: hex text, maybe of the wrong length."""

    received_ns: int
    code: str
    field: str
    reason: str
    trace_id: str
    span_id: str
    name: str
    service: str
