"""The span panel: one stored span and its body as sections, each left out where there is nothing to show."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from aiops.core import formats
from traces import semconv
from traces.analysis import labels
from traces.panels.texts import Text, dumps, plain, text
from traces.types import Content, Document, Event, Message, SpanBody, StoredSpan, ToolCall, Value

ROLES = {"system": "System", "developer": "Developer", "user": "User", "assistant": "Assistant", "tool": "Tool"}
MOST_TURNS, MOST_ROWS, MOST_DOCUMENTS = 200, 1_000, 200  # what a panel shows; the raw JSON has everything
EXCEPTION = ("exception.type", "exception.message", "exception.stacktrace")


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: Text


@dataclass(frozen=True, slots=True)
class Turn:
    """A message as the panel writes it. `css` is one of system, user, assistant, tool, other."""

    css: str
    title: str
    text: Text
    reasoning: Text
    calls: tuple[Call, ...]
    finish: str  # why the model stopped, where that is worth a word


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an attribute table."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Found:
    """A document as the panel writes it."""

    id: str
    text: Text
    score: float | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event. An exception's type, message and stack stand apart from its other attributes."""

    name: str
    offset_ns: int
    rows: tuple[Row, ...]
    exception_type: str
    exception_message: str
    stack: Text


@dataclass(frozen=True, slots=True)
class SpanPanel:
    span: StoredSpan
    body: SpanBody | None  # None: the body is gone, or was never sent
    content: Content
    labels: tuple[labels.Label, ...]
    line: str
    turns: tuple[Turn, ...]
    input: Text
    output: Text
    tool: Call | None
    tool_result: Text
    documents: tuple[Found, ...]
    attributes: tuple[Row, ...]
    events: tuple[Happening, ...]
    links: tuple[tuple[str, str, tuple[Row, ...]], ...]
    resource: tuple[Row, ...]
    usage_note: str

    @property
    def failure(self) -> Text:
        """What the sender said of the failure; empty for a span that did not fail."""
        if self.span.status != "error":
            return Text("")
        return text((self.body.status_message if self.body else "") or "The span failed without a message.")

    @property
    def turns_left_out(self) -> int:
        return len(self.content.input) + len(self.content.output) - len(self.turns)

    @property
    def attributes_left_out(self) -> int:
        return len(self.body.attributes) - len(self.attributes) if self.body else 0


def panel(span: StoredSpan, body: SpanBody | None) -> SpanPanel:
    content = semconv.content(body) if body else Content()
    return SpanPanel(
        span=span,
        body=body,
        content=content,
        labels=labels.own(span),
        line=summary_line(span),
        turns=tuple(turn(each) for each in (*content.input, *content.output)[-MOST_TURNS:]),
        input=text(content.input_text) if not content.input else Text(""),
        output=text(content.output_text) if not content.output else Text(""),
        tool=_call(content.tool) if content.tool else None,
        tool_result=text(content.tool_result),
        documents=tuple(_found(each) for each in content.documents[:MOST_DOCUMENTS]),
        attributes=rows(body.attributes) if body else (),
        events=tuple(_event(span, each) for each in body.events) if body else (),
        links=tuple((e.trace_id.hex(), e.span_id.hex(), rows(e.attributes)) for e in body.links) if body else (),
        resource=rows(body.resource.attributes) if body else (),
        usage_note=labels.usage_note(span),
    )


def summary_line(span: StoredSpan) -> str:
    """`gpt-4.1 · 3.48 s, first token after 1.13 s · 700 tokens at 297 a second`."""
    parts = [span.model or span.service, formats.duration(span.duration_ns)]
    first = span.first_token_ns
    if first is not None:
        parts[1] += f", first token after {formats.duration(first)}"
    spoken_ns = span.duration_ns - (first or 0)
    if span.output_tokens and spoken_ns > 0:
        rate = span.output_tokens * 1_000_000_000 / spoken_ns
        parts.append(f"{formats.count(span.output_tokens)} tokens at {rate:,.0f} a second")
    return " · ".join(part for part in parts if part)


def turn(message: Message) -> Turn:
    role = message.role.lower()
    reason = message.finish_reason.lower()
    return Turn(
        css="system" if role == "developer" else role if role in ROLES else "other",
        title=ROLES.get(role, message.role or "Message"),
        text=text(message.text),
        reasoning=text(message.reasoning),
        calls=tuple(_call(each) for each in message.tool_calls),
        finish="cut off at its limit" if reason in labels.CUT_OFF else reason if reason in labels.FILTERED else "",
    )


def rows(attributes: Mapping[str, Value]) -> tuple[Row, ...]:
    """By name; keys are the sender's text and stay text, whatever they look like."""
    return tuple(Row(name, plain(value)) for name, value in sorted(attributes.items())[:MOST_ROWS])


def raw_json(span: StoredSpan, body: SpanBody | None) -> str:
    """Everything we keep of a span, for copying."""
    kept: dict[str, Any] = {**asdict(span), "body": asdict(body) if body else None}
    return dumps(kept, indent=2)


def _found(document: Document) -> Found:
    return Found(document.id, text(document.text), document.score, rows(document.metadata))


def _call(call: ToolCall) -> Call:
    return Call(call.name, text(call.arguments))


def _event(span: StoredSpan, event: Event) -> Happening:
    kind, message, stack = (plain(event.attributes.get(name, "")) for name in EXCEPTION)
    left = _without(event.attributes, EXCEPTION)
    return Happening(event.name, event.time_ns - span.start_ns, rows(left), kind, message, Text(stack, code=True))


def _without(attributes: Mapping[str, Value], names: Iterable[str]) -> dict[str, Value]:
    dropped = set(names)
    return {name: value for name, value in attributes.items() if name not in dropped}
