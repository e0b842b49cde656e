"""The normal span: first what was sent, then what the ingest steps made of it."""

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Value = Any  # str | bool | int | float | bytes | None | list[Value] | dict[str, Value]: an OTLP AnyValue
Attributes = dict[str, Value]
Status = Literal["ok", "error", "unset"]

KINDS = (
    "workflow", "agent", "step", "llm", "embedding", "retriever", "reranker", "tool",
    "guardrail", "evaluator", "cache", "queue", "http", "db", "other",
)  # fmt: skip
CALL_KINDS = frozenset({"llm", "embedding"})  # a model is called
# Who told of it, best first: where several tell of one call, the first of these counts.
Source = Literal["span", "log", "event", "metric"]
SOURCES: tuple[Source, ...] = ("span", "log", "event", "metric")
OTEL_KINDS = ("unspecified", "internal", "server", "client", "producer", "consumer")


# The tokens of a call. `input` includes cache reads, cache writes and audio, `output` includes reasoning and audio.
TOKEN_FIELDS = (
    "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens",
    "reasoning_tokens", "input_audio_tokens", "output_audio_tokens",
)  # fmt: skip


class TokenCounts(Protocol):
    """Anything that has TOKEN_FIELDS: a span on its way in, or one that is stored. None: not known."""

    @property
    def input_tokens(self) -> int | None: ...
    @property
    def output_tokens(self) -> int | None: ...
    @property
    def cache_read_tokens(self) -> int | None: ...
    @property
    def cache_write_tokens(self) -> int | None: ...
    @property
    def cache_write_1h_tokens(self) -> int | None: ...
    @property
    def reasoning_tokens(self) -> int | None: ...
    @property
    def input_audio_tokens(self) -> int | None: ...
    @property
    def output_audio_tokens(self) -> int | None: ...


class Usage(Protocol):
    """What a span used, as sent or as stored."""

    @property
    def input_tokens(self) -> int | None: ...
    @property
    def output_tokens(self) -> int | None: ...
    @property
    def cost_nanousd(self) -> int | None: ...


def bears_usage(span: Usage) -> bool:
    """Whether tokens or money stand on the span itself; settling decides whether they count."""
    return span.input_tokens is not None or span.output_tokens is not None or span.cost_nanousd is not None


def is_supplement(source: Source, kind: str) -> bool:
    """Whether a row only adds content to the span of its id: log records that tell of no call of their own."""
    return source == "log" and kind == "other"


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
    source: Source = "span"
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
    response_id: str | None = None  # the provider's name for the answer: two that tell of one call share it
    first_token_ns: int | None = None  # after start
    session: str | None = None
    user: str | None = None
    release: str | None = None
    prompt_fingerprint: str | None = None
    prompt_hash: str | None = None
    error_type: str | None = None
    attempt: int | None = None
    business_key: str | None = None
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
    # How it went, where no column says so: short words "code" or "code:value" of semconv.signs.
    signs: list[str] = field(default_factory=list)
    # What was odd about it, as codes from traces/warnings (for example "clock_skew", "truncated", "negative_tokens").
    warnings: list[str] = field(default_factory=list)

    @property
    def has_usage(self) -> bool:
        return self.input_tokens is not None or self.output_tokens is not None
