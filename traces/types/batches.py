"""What one request brought, and what became of it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from traces.types.spans import Span


@dataclass(frozen=True, slots=True)
class Rejection:
    """One span that is not stored: where it stood, which field, why. `code` is counted on the Ingest health page."""

    index: int
    field: str
    reason: str
    code: str
    span: Span | None = None  # kept in quarantine where it could be read at all


@dataclass(slots=True)
class Batch:
    """What one request brought. The steps of INGEST_STEPS take it in turn."""

    project_id: int
    received_ns: int
    spans: list[Span]
    rejected: list[Rejection] = field(default_factory=list)
    notes: Counter[str] = field(
        default_factory=Counter
    )  # counted, not refused: "redacted.openai_key", "truncated", ...
    client: str = ""  # user agent
    api_key: int | None = None  # the row of the key it came by; None: by no door
    redaction: Literal["standard", "strict", "off"] = "standard"
    retention_days: int = 30
    receipt: "Receipt | None" = None


@dataclass(slots=True)
class Receipt:
    """What the store answered. A conflict is a known id that came with another body; the first one stays."""

    accepted: int = 0
    duplicate: int = 0
    conflict: list[str] = field(default_factory=list)  # span ids, hex
    erased: list[int] = field(default_factory=list)  # places in the request of scores whose trace was erased
