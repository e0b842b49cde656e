"""The body of a span and its readable part; read when a span is opened."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from traces.types.spans import Attributes, Event, Link, Resource, Scope, Value


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
