"""What the other two signals of OTLP say: log records and points of metrics, before they become spans or scores."""

from dataclasses import dataclass
from typing import Literal

from traces.types.spans import Attributes, Resource, Scope, Value

Temporality = Literal["delta", "cumulative"]


@dataclass(frozen=True, slots=True)
class LogRecord:
    """One log record. `name` is the event's, "" where the record has none of its own."""

    name: str
    time_ns: int
    body: Value
    attributes: Attributes
    trace_id: bytes | None
    span_id: bytes | None
    resource: Resource
    scope: Scope
    index: int  # position in the request


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a metric: what was added up in [start_ns, time_ns]. A histogram's value is its sum."""

    metric: str
    temporality: Temporality
    start_ns: int
    time_ns: int
    value: int | float
    attributes: Attributes
    resource: Resource
    scope: Scope
    index: int
