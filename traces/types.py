"""The values every layer of traces shares: the span as it travels from a door to the store, and what pages read back.

Pure: no Django, no clock, no network. Identifiers are bytes inside and lower-case hex at the edges. Times are integer
nanoseconds since 1970 UTC. Money is integer nano-dollars. None means unknown and is never the same as zero.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Value = Any  # str | bool | int | float | bytes | None | list[Value] | dict[str, Value]: an OTLP AnyValue
Attributes = dict[str, Value]
Status = Literal["ok", "error", "unset"]

KINDS = (
    "workflow", "agent", "step", "llm", "embedding", "retriever", "reranker", "tool",
    "guardrail", "evaluator", "cache", "queue", "http", "db", "other",
)  # fmt: skip
OTEL_KINDS = ("unspecified", "internal", "server", "client", "producer", "consumer")


@dataclass(frozen=True, slots=True)
class Resource:
    """Who sent it. One object serves all spans of the same ResourceSpans."""

    attributes: Attributes
    schema_url: str = ""

    @property
    def service(self) -> str:
        return str(self.attributes.get("service.name") or "")


@dataclass(frozen=True, slots=True)
class Scope:
    """The instrumentation library that made the span."""

    name: str = ""
    version: str = ""
    attributes: Attributes = field(default_factory=dict)
    schema_url: str = ""


@dataclass(slots=True)
class Event:
    name: str
    time_ns: int
    attributes: Attributes


@dataclass(slots=True)
class Link:
    trace_id: bytes
    span_id: bytes
    attributes: Attributes


@dataclass(slots=True)
class Span:
    """The normal span: first what was sent, then what the ingest steps made of it. Steps change it in place."""

    # As sent. Decoding fills these; ids are 16 and 8 bytes, never all zero.
    trace_id: bytes
    span_id: bytes
    parent_span_id: bytes | None
    name: str
    start_ns: int
    end_ns: int
    otel_kind: int = 0
    status: Status = "unset"
    status_message: str = ""
    attributes: Attributes = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    resource: Resource = field(default_factory=lambda: Resource({}))
    scope: Scope = field(default_factory=Scope)
    trace_state: str = ""
    index: int = 0  # position in the request, for refusals
    # Normal form. semconv fills these.
    convention: str = ""  # the module that read it, such as "genai@1.37"
    kind: str = "other"
    provider: str | None = None
    model: str | None = None  # the one that answered, else the one that was asked for
    input_tokens: int | None = None  # includes cache reads and cache writes
    output_tokens: int | None = None  # includes reasoning
    cache_read_tokens: int | None = None
    cache_write_tokens: int | None = None  # all cache writes
    cache_write_1h_tokens: int | None = None  # of those, the ones kept for an hour
    reasoning_tokens: int | None = None
    input_audio_tokens: int | None = None
    output_audio_tokens: int | None = None
    cost_reported_nanousd: int | None = None
    service_tier: str | None = None
    finish_reason: str | None = None
    first_token_ns: int | None = None  # after start
    session: str | None = None
    user: str | None = None
    release: str | None = None
    prompt_fingerprint: str | None = None
    prompt_hash: str | None = None
    error_type: str | None = None
    attempt: int | None = None
    tags: dict[str, str] = field(default_factory=dict)
    # Attribution. traces.ingest.attribute fills these; the workflow is that of the span's trace as far as it is known.
    workflow: str | None = None
    workflow_reason: str | None = None
    run_id: str | None = None
    step: str | None = None
    # Price. costs.ingest fills these.
    cost_nanousd: int | None = None
    price_id: int | None = None
    cost_source: Literal["price", "reported", "cache"] | None = None
    # What was odd about it, as codes from traces/warnings (for example "clock_skew", "truncated", "negative_tokens").
    warnings: list[str] = field(default_factory=list)

    @property
    def has_usage(self) -> bool:
        return self.input_tokens is not None or self.output_tokens is not None


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
    redaction: Literal["standard", "strict", "off"] = "standard"
    retention_days: int = 30
    receipt: "Receipt | None" = None


@dataclass(slots=True)
class Receipt:
    """What the store answered. A conflict is a known id that came with another body; the first one stays."""

    accepted: int = 0
    duplicate: int = 0
    conflict: list[str] = field(default_factory=list)  # span ids, hex


# What pages and the API read back.


@dataclass(frozen=True, slots=True)
class ToolCall:
    name: str
    arguments: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation. `role` is system, user, assistant, tool or what the sender called it."""

    role: str
    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    finish_reason: str = ""
    reasoning: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    text: str
    score: float | None = None
    metadata: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Content:
    """The readable part of a span's body: what went in, what came out, what was looked up."""

    input: tuple[Message, ...] = ()
    output: tuple[Message, ...] = ()
    documents: tuple[Document, ...] = ()
    tool: ToolCall | None = None
    tool_result: str = ""
    input_text: str = ""  # for spans that are no chat
    output_text: str = ""


@dataclass(frozen=True, slots=True)
class SpanBody:
    """Everything of a span that is not promoted to a column; lives in a zstd blob and is read when a span is opened."""

    attributes: Attributes
    events: tuple[Event, ...]
    links: tuple[Link, ...]
    resource: Resource
    scope: Scope
    status_message: str
    otel_kind: int
    trace_state: str = ""


@dataclass(frozen=True, slots=True)
class StoredSpan:
    """A row of the span table as pages read it; names as in Span."""

    trace_id: bytes
    span_id: bytes
    parent_span_id: bytes | None
    start_ns: int
    duration_ns: int
    first_token_ns: int | None
    kind: str
    name: str
    status: Status
    error_type: str | None
    service: str
    workflow: str | None
    run_id: str | None
    step: str | None
    attempt: int | None
    provider: str | None
    model: str | None
    input_tokens: int | None
    output_tokens: int | None
    cache_read_tokens: int | None
    cache_write_tokens: int | None
    cache_write_1h_tokens: int | None
    reasoning_tokens: int | None
    input_audio_tokens: int | None
    output_audio_tokens: int | None
    cost_nanousd: int | None
    cost_source: str | None
    price_id: int | None
    service_tier: str | None
    finish_reason: str | None
    session: str | None
    user: str | None
    release: str | None
    convention: str
    tags: Mapping[str, str]
    warnings: tuple[str, ...]
    usage_counted: bool
    superseded: bool

    @property
    def end_ns(self) -> int:
        return self.start_ns + self.duration_ns


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One line of the trace list: the trace summary."""

    trace_id: bytes
    name: str
    workflow: str | None
    workflow_reason: str | None
    start_ns: int
    duration_ns: int
    status: Status
    span_count: int
    error_count: int
    call_count: int
    input_tokens: int
    output_tokens: int
    cost_nanousd: int | None  # None: no call had a price
    unpriced_calls: int
    models: tuple[str, ...]
    providers: tuple[str, ...]
    service: str
    session: str | None
    user: str | None
    release: str | None
    tags: Mapping[str, str]
    settled: bool
    has_root: bool


SORTS = ("start", "-start", "duration", "-duration", "cost", "-cost", "tokens", "-tokens")


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
    """Sums over every trace of a filter, not only the page's; exact as of `as_of_ns`."""

    traces: int
    failed: int
    p50_ns: int | None
    p95_ns: int | None
    input_tokens: int
    output_tokens: int
    cost_nanousd: int | None
    unpriced_calls: int
    as_of_ns: int


@dataclass(frozen=True, slots=True)
class Bar:
    """The traces that started in start_ns <= time < end_ns."""

    start_ns: int
    end_ns: int
    traces: int
    failed: int


@dataclass(frozen=True, slots=True)
class TraceDetail:
    """One trace: its summary and every span of it by start, superseded ones too."""

    row: TraceRow
    spans: tuple[StoredSpan, ...]


@dataclass(frozen=True, slots=True)
class ClientCount:
    """What one client (its user agent) sent, in spans."""

    client: str
    accepted: int
    rejected: int
    last_ns: int  # start of the last minute or hour in which it sent something


@dataclass(frozen=True, slots=True)
class IngestBar:
    start_ns: int
    end_ns: int
    accepted: int
    rejected: int


@dataclass(frozen=True, slots=True)
class IngestCounts:
    """What came in during a period. Codes: accepted, duplicate, conflict, rejected.X, redacted.X, warning.X and the like."""

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
