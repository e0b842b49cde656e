"""A trace while it is settled: its spans as stored, and what the steps conclude about them. Pure.

A step reads `spans` and the tree, and writes `verdicts`, `summary` and `runs`. Apps above traces add their own steps in
SETTLE_STEPS; they may read what earlier steps concluded.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from traces.analysis.time.folded import Path
from traces.settle.tree import Tree, grow
from traces.types import Status, bears_usage


class SettlingSpan(NamedTuple):
    """A row of the span table, in the order of sql/settling_spans.sql. Spans of a trace are in order of their start."""

    span_id: bytes
    parent_span_id: bytes | None
    start_ns: int
    duration_ns: int
    kind: str
    name: str
    status: Status
    service: str
    workflow: str | None
    run_id: str | None
    provider: str | None
    model: str | None
    input_tokens: int | None
    output_tokens: int | None
    cost_nanousd: int | None
    session: str | None
    business_key: str | None
    user_id: str | None
    release: str | None
    prompt_fingerprint: str | None
    tags: str | None  # JSON
    usage_counted: bool
    uncounted_reason: str | None
    superseded: bool
    stored_order: tuple[bytes, int]  # batch and place in it: batches are numbered in order of time
    source: int = 0  # place in traces.types.SOURCES: the lower, the better
    call_hash: int | None = None
    attempt: int | None = None  # as sent
    attempt_found: int | None = None  # as settling found it the last time
    prompt_hash: str | None = None
    first_token_ns: int | None = None
    queue_wait_ns: int | None = None  # as settling found it the last time
    step: str | None = None
    error_type: str | None = None
    finish_reason: str | None = None
    signs: list[str] | None = None

    @property
    def end_ns(self) -> int:
        return self.start_ns + self.duration_ns


@dataclass(slots=True)
class Verdict:
    """What settling decides about one span; written back where it differs from the row."""

    counted: bool
    reason: str | None  # why its usage is not counted
    superseded: bool
    workflow: str | None
    call: bool = False  # an attempt at a model call, with usage or without
    attempt: int | None = None  # which try of one call it is, where the sender did not say
    queue_wait_ns: int | None = None  # of work that was taken from a queue


@dataclass(slots=True)
class Sums:
    """Calls, tokens and money of some spans of a trace. `cost_nanousd` is None while nothing had a price."""

    span_count: int = 0
    error_count: int = 0
    call_count: int = 0
    useful_calls: int = 0
    unpriced_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_nanousd: int | None = None


@dataclass(slots=True)
class Summary:
    """The columns of the trace table that traces itself owns."""

    name: str
    has_root: bool
    service: str
    workflow: str | None
    workflow_reason: str | None
    status: Status
    start_ns: int
    end_ns: int
    sums: Sums
    models: list[str]
    providers: list[str]
    kinds: list[str]
    session: str | None
    user_id: str | None
    release: str | None
    prompt_fingerprint: str | None
    tags: dict[str, str] | None
    search: str
    findings: list[str] = field(default_factory=list)  # codes by rank
    cause: str | None = None  # of a trace that failed
    traits: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)  # "score name" of what searches gave
    failure: list[str] = field(default_factory=list)  # of one that failed: the last step, what its error says


@dataclass(slots=True)
class Run:
    """One row of trace_run."""

    run_id: str
    start_ns: int
    duration_ns: int
    workflow: str | None
    status: Status
    sums: Sums
    session: str | None
    business_key: str | None
    release: str | None
    prompt_fingerprint: str | None
    tags: dict[str, str] | None
    places: list[int] = field(default_factory=list)  # of its spans
    critical_ns: list[int] | None = None  # by TIME_KINDS; None: not split
    paths: dict[Path, int] = field(default_factory=dict)  # critical ns by call path


@dataclass
class SettlingTrace:
    project_id: int
    trace_id: bytes
    spans: Sequence[SettlingSpan]
    workflow: str | None  # as the door knew it, and why
    workflow_reason: str | None
    token: tuple[int, Any]  # of the state that was read: spans seen and when the last came
    verdicts: list[Verdict] = field(init=False)
    beside: dict[int, int] = field(default_factory=dict)  # rows that tell the usage of a span which does not: of which
    summary: Summary | None = None
    runs: list[Run] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.verdicts = [Verdict(bears_usage(span), None, False, span.workflow) for span in self.spans]

    @cached_property
    def tree(self) -> Tree:
        """Who is whose parent, among spans that are not superseded; read it once count_once has run.

        A row that tells the usage of another span hangs below it.
        """
        links = [
            None if verdict.superseded else (span.span_id, span.parent_span_id)
            for span, verdict in zip(self.spans, self.verdicts, strict=True)
        ]
        for place, above in self.beside.items():
            links[place] = (b"%b/%d" % (self.spans[place].span_id, place), self.spans[above].span_id)
        return grow(links)

    def afresh(self) -> "SettlingTrace":
        """The same trace before any step."""
        return SettlingTrace(
            self.project_id, self.trace_id, self.spans, self.workflow, self.workflow_reason, self.token
        )
