"""The values every layer of traces shares: the span as it travels from a door to the store, and what pages read back.

Pure: no Django, no clock, no network. Identifiers are bytes inside and lower-case hex at the edges. Times are integer
nanoseconds since 1970 UTC. Money is integer nano-dollars. None means unknown and is never the same as zero.
"""

from traces.types.batches import Batch, Receipt, Rejection
from traces.types.bodies import Content, Document, Message, SpanBody, ToolCall
from traces.types.cohorts import Cohort, CohortBar, CohortRun, Success, parse_success
from traces.types.health import BAD_EVENTS, EVENTS, ClientCount, IngestBar, IngestCounts, Quarantined, Refused
from traces.types.lists import ANY_CAUSE, NOT_FAILED, SORTS, Bar, Sums, Totals, TraceFilter, TracePage
from traces.types.records import LogRecord, Point, Temporality
from traces.types.scores import JUDGES, Judge, Judged, Score
from traces.types.spans import (
    CALL_KINDS,
    KINDS,
    OTEL_KINDS,
    SOURCES,
    TOKEN_FIELDS,
    Attributes,
    Event,
    Link,
    Resource,
    Scope,
    Source,
    Span,
    Status,
    TokenCounts,
    Value,
    bears_usage,
    is_supplement,
)
from traces.types.stored import StoredSpan, TraceDetail, TraceRow

__all__ = [
    "ANY_CAUSE",
    "BAD_EVENTS",
    "CALL_KINDS",
    "EVENTS",
    "JUDGES",
    "KINDS",
    "NOT_FAILED",
    "OTEL_KINDS",
    "SORTS",
    "SOURCES",
    "TOKEN_FIELDS",
    "Attributes",
    "Bar",
    "Batch",
    "ClientCount",
    "Cohort",
    "CohortBar",
    "CohortRun",
    "Content",
    "Document",
    "Event",
    "IngestBar",
    "IngestCounts",
    "Judge",
    "Judged",
    "Link",
    "LogRecord",
    "Message",
    "Point",
    "Quarantined",
    "Receipt",
    "Refused",
    "Rejection",
    "Resource",
    "Scope",
    "Score",
    "Source",
    "Span",
    "SpanBody",
    "Status",
    "StoredSpan",
    "Success",
    "Sums",
    "Temporality",
    "TokenCounts",
    "ToolCall",
    "Totals",
    "TraceDetail",
    "TraceFilter",
    "TracePage",
    "TraceRow",
    "Value",
    "bears_usage",
    "is_supplement",
    "parse_success",
]
