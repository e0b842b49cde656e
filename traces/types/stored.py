"""Rows of the store as pages read them: spans, trace summaries."""

from collections.abc import Mapping
from dataclasses import dataclass

from traces.types.spans import Source, Status


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
    cost_reported_nanousd: int | None
    cost_source: str | None
    price_id: int | None
    service_tier: str | None
    finish_reason: str | None
    session: str | None
    user: str | None
    business_key: str | None
    release: str | None
    prompt_fingerprint: str | None
    source: Source
    convention: str
    tags: Mapping[str, str]
    warnings: tuple[str, ...]
    usage_counted: bool
    superseded: bool
    prompt_hash: str | None = None
    signs: tuple[str, ...] = ()

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
    outcome: str | None = None  # success, failure or mixed, as far as one is known
    value_nanousd: int | None = None  # None: no outcome of it is worth a known sum


@dataclass(frozen=True, slots=True)
class TraceDetail:
    """One trace: its summary and its spans by start, superseded ones too.

    `cut`: it has more spans than are read at once; these are the first.
    """

    row: TraceRow
    spans: tuple[StoredSpan, ...]
    cut: bool = False
