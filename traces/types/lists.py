"""What a list of traces is asked for, and what it answers."""

from dataclasses import dataclass

from traces.types.stored import TraceRow

SORTS = ("start", "-start", "duration", "-duration", "cost", "-cost", "tokens", "-tokens")
OUTCOMES = ("success", "failure", "mixed", "none")  # none: no outcome is known
ANY_CAUSE = "any"  # of a failed trace, whatever the cause
NOT_FAILED = "ok,unset"  # either status: what people call OK, whether the sender said so or said nothing


@dataclass(frozen=True, slots=True)
class TraceFilter:
    """What the list shows. Times bound the trace's start, half open: from_ns <= start < to_ns."""

    from_ns: int
    to_ns: int
    workflow: str = ""
    status: str = ""
    kind: str = ""
    model: str = ""
    provider: str = ""
    user: str = ""
    session: str = ""
    outcome: str = ""
    finding: str = ""  # a code of traces.analysis.findings, NONE_FOUND, or ANY_CAUSE
    min_duration_ms: int | None = None
    tags: tuple[tuple[str, str], ...] = ()
    q: str = ""
    sort: str = "-start"
    limit: int = 50
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class TracePage:
    rows: tuple[TraceRow, ...]
    next: str | None  # opaque cursor


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over every trace of a filter, not only the page's; exact as of `as_of_ns`, percentiles within 1 %.

    Where there are too many to read one by one, over the `newest` of the period that had to be: from `since_ns` on.
    """

    traces: int
    failed: int
    p50_ns: int | None
    p95_ns: int | None
    input_tokens: int
    output_tokens: int
    cost_nanousd: int | None
    unpriced_calls: int
    as_of_ns: int
    newest: int | None = None
    since_ns: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """The traces that started in start_ns <= time < end_ns."""

    start_ns: int
    end_ns: int
    traces: int
    failed: int


@dataclass(frozen=True, slots=True)
class Sums:
    totals: Totals
    bars: tuple[Bar, ...]
